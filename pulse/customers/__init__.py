"""What customers say, unit by unit, beside what the teams say that serve them."""
