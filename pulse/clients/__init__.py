"""The customer pulse: accounts, their contacts, and Pulse's own short questions to them."""
