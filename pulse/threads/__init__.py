"""Threads of replies to a comment: held by keys that only its author has, behind the wall."""
