"""The ballot box: knows no person."""
