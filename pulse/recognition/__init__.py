"""Thanks for acts of service to a customer, outside or inside the company."""
