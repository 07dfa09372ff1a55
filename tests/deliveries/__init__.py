"""Bringing scores in."""
