"""Where each person lands."""
