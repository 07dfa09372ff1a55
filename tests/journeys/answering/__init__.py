"""The pulse page in a real browser: one company, served once for all who answer."""
