"""HR, programs and a folder bring scores of customers in."""
