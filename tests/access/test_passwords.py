"""Which passwords are refused."""

import pytest

from pulse.access.passwords import Weakness, weakness

OWN = ("Omar Haddad", "omar.haddad@acme.example", "Acme")


@pytest.mark.parametrize(
    ("password", "found"),
    [
        ("short", Weakness.SHORT),
        ("x" * 201, Weakness.LONG),
        ("Password123", Weakness.COMMON),
        ("aaaaaaaaaaaa", Weakness.COMMON),
        ("omarhaddad12", Weakness.OWN),
        ("Haddad-2026", Weakness.OWN),
        ("correct horse battery", None),
        ("haddad keeps bees in winter", None),
    ],
)
def test_what_is_easy_to_guess_is_refused(password, found):
    assert weakness(password, OWN) is found
