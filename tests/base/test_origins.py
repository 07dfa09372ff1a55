"""Where a browser says that a request came from."""

import pytest

from pulse.base.origins import is_foreign, place

OWN = ("http://pulse.internal:8000/", "https://pulse.example.org")


@pytest.mark.parametrize(
    ("site", "origin", "foreign"),
    [
        ("same-origin", "null", False),
        ("none", None, False),
        ("same-origin", "https://attacker.test", False),  # a page cannot write Sec-Fetch-Site; an extension may Origin
        ("same-site", None, True),
        ("cross-site", "https://pulse.example.org", True),
        ("something new", None, True),
        (None, None, False),
        (None, "", False),
        (None, "null", False),
        (None, "https://pulse.example.org", False),
        (None, "https://pulse.example.org:443", False),
        (None, "https://PULSE.example.org", False),
        (None, "http://pulse.internal:8000", False),
        (None, "http://pulse.example.org", True),
        (None, "https://pulse.example.org:8443", True),
        (None, "https://pulse.example.org.attacker.test", True),
        (None, "https://[", True),
        (None, "https://pulse.example.org:port", True),
        (None, "file://", True),
    ],
)
def test_only_another_site_is_foreign(site, origin, foreign):
    assert is_foreign(site, origin, OWN) is foreign


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://müller.example/x", ("https", "xn--mller-kva.example", 443)),
        ("http://[::1]:8000", ("http", "::1", 8000)),
        ("nonsense", None),
        ("ftp://x", None),
        ("https://", None),
    ],
)
def test_an_address_is_compared_as_browsers_write_it(address, found):
    assert place(address) == found


def test_an_address_that_is_none_of_ours_is_not_equal_to_another_that_is_none():
    assert is_foreign(None, "nonsense", ["nonsense"])
