"""Promises: what was promised to whom until when, what became of it, and what those say to whom it was made."""
