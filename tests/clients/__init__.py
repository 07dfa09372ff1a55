"""Tests of accounts and the customer pulse."""
