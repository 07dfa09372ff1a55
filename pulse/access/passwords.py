"""Which passwords are too easy to guess: length and the person's own words count, not signs and digits."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

SHORTEST: Final = 10
LONGEST: Final = 200  # hashing costs time in proportion
COMMON: Final = """
    1234567890 12345678910 0123456789 0987654321 1q2w3e4r5t 1qaz2wsx3edc qwertyuiop qwertzuiop passwordpassword
    password123 password1234 passwort123 passwort1234 iloveyou12 letmein1234 welcome123 willkommen willkommen1
    administrator changeme123 qwerty12345 sonnenschein football123 abcdefghij abc1234567
"""


class Weakness(StrEnum):
    """Why a password is refused."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    OWN = "own"


def weakness(password: str, own: Iterable[str]) -> Weakness | None:
    """Return why a password is too weak, or None; `own` are the person's name, address and company."""
    folded = password.casefold()
    if len(password) < SHORTEST:
        return Weakness.SHORT
    if len(password) > LONGEST:
        return Weakness.LONG
    if folded in COMMON.split() or len(set(folded)) < 4:
        return Weakness.COMMON
    # A long sentence may mention a name; a name with three digits behind it may not be the password.
    rest = folded
    for word in sorted(_words(own), key=len, reverse=True):
        rest = rest.replace(word, "")
    return Weakness.OWN if rest != folded and len(rest) < 6 else None


def _words(texts: Iterable[str]) -> set[str]:
    parts = {part for text in texts for part in re.split(r"[\W_]+", text.casefold())}
    return {part for part in parts if len(part) > 3}
