"""How bytes and names travel: base64url without padding, and short plain identifiers."""

import base64
import re

_NAME = re.compile(r"[A-Za-z0-9_-]{1,32}", re.ASCII)


def to_text(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_text(text: str, size: int) -> bytes:
    """Return exactly `size` bytes. Raises ValueError for any other spelling than `to_text` makes."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as fault:
        raise ValueError("not base64url") from fault
    if len(data) != size or to_text(data) != text:
        raise ValueError(f"not {size} bytes of base64url")
    return data


def checked_name(name: str) -> str:
    """Return a round's or cohort's name: 1 to 32 letters, digits, - or _. Raises ValueError otherwise."""
    if not _NAME.fullmatch(name):
        raise ValueError("not a name of a round or cohort")
    return name
