"""Town halls: when and where, what is on the agenda, and what becomes of every question."""
