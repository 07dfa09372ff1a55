"""Bringing scores in: files, a watched folder and programs, read as asked and confirmed before anything counts."""
