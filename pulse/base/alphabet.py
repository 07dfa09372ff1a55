"""Names in the order in which their readers look for them, and as they are searched: without case and accents.

German (DIN 5007-1), English and Arabic readers all find a letter with a mark where the bare letter stands. So one key
serves them; who reads Arabic finds names in Arabic letters before those in Latin ones, everybody else after them.
"""

import re
import unicodedata
from functools import lru_cache

LONGEST = 200
ARABIC = ("\u0600", "\u08ff")  # the first and the last letter of that script
# Letters that stand for others and that Unicode does not take apart.
BARE = str.maketrans(
    dict(zip("łøđħıŧŋæœðþ", ("l", "o", "d", "h", "i", "t", "n", "ae", "oe", "d", "th"), strict=True))
    | {"ى": "ي", "ة": "ه", "ک": "ك", "ی": "ي", "ٱ": "ا", "ـ": ""}
)
SILENT = re.compile(r"[’‘'ʼʻʹ′`´＇·.,\u200b-\u200f\u2060]")  # O'Brien, O’Brien and OBrien are one name
APART = re.compile(r"[\s\-‐-―_/]+")


@lru_cache(maxsize=16384)
def key(name: str) -> str:
    """Return a name as it is filed and searched: Özlem O’Brien-Łoś is ozlem obrien los."""
    plain = SILENT.sub("", unicodedata.normalize("NFKD", SILENT.sub("", name).casefold()))
    bare = "".join(letter for letter in plain if unicodedata.category(letter) != "Mn").translate(BARE)
    return APART.sub(" ", unicodedata.normalize("NFC", bare)).strip()[:LONGEST]


def spelling(name: str) -> str:
    """Return what two spellings of one name have in common: whatever their case and blanks; accents are letters."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def place(name: str, language: str) -> tuple[bool, str, str]:
    """Return what puts a name in order among others; names that differ by accents alone stand side by side."""
    filed = key(name)
    return language == "ar" and not ARABIC[0] <= filed[:1] <= ARABIC[1], filed, name
