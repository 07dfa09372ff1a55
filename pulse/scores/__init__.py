"""Arithmetic on published cells."""
