"""Where a person may be sent after signing in: a path on this site and nothing else."""

from typing import Final
from urllib.parse import urlsplit

LONGEST: Final = 300


def destination(wanted: str | None) -> str:
    """Return the wanted path when it stays on this site, else the first page."""
    if not wanted or len(wanted) > LONGEST or not wanted.startswith("/"):
        return "/"
    # Browsers read a backslash as a slash and skip control characters: //evil, /\evil and /<tab>/evil leave the site.
    if wanted[1:2] in {"/", "\\"} or "\\" in wanted or not wanted.isprintable():
        return "/"
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc or parts.path.startswith("/sign-") else wanted
