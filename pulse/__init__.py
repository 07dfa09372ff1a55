"""Pulse: anonymous pulse rounds about trust, respect and empowerment, and what becomes of them."""
