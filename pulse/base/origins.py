"""Where a browser says that a request came from, and whether that is another site."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

OURS: Final = frozenset({"same-origin", "none"})  # none: somebody typed the address, or loaded the page again
UNSAID: Final = frozenset({"", "null"})  # what a browser sends for the pages of a site that asks for no referrer
PORTS: Final = {"http": 80, "https": 443}

Origin = tuple[str, str, int]


def is_foreign(site: str | None, origin: str | None, own: Iterable[str]) -> bool:
    """Say whether a request came from a page of another site, as far as its browser tells.

    site: the header Sec-Fetch-Site, which no page can change (Fetch Metadata, W3C); browsers send it over https and to
    this machine. Where it is missing, the header Origin must name one of our own addresses, if it names any.
    A request that tells nothing is not foreign: a program sent it, or an old browser, and the token alone decides.
    """
    if site is not None:
        return site.strip().lower() not in OURS
    named = (origin or "").strip().lower()
    return named not in UNSAID and place(named) not in {place(address) for address in own} - {None}


def place(address: str) -> Origin | None:
    """Return scheme, host and port of an address, the way browsers write them; None when it has none."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    return (parts.scheme, host, port) if host else None
