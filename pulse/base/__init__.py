"""The ground every room stands on: database, transactions, routes, settings, clock."""
