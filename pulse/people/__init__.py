"""Persons, the team tree, and roster files."""
