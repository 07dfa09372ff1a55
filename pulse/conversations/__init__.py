"""Answers to a comment without a name, through a key that only its author's browser holds."""
