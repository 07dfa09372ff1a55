"""Who did what, and who looked at results: append-only, plain ids, never on the ballot side."""
