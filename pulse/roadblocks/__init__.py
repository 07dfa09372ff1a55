"""What kept people from helping a customer, and what leaders did about it."""
