"""The floor of a town hall: questions without a name and votes for them, behind the wall."""
