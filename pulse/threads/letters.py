"""What is written below a comment: one short plain text in an envelope of one size, and the file that carries all."""

import hashlib
import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pulse.ballots.envelopes import clean

TEXT_SIZE = 2560
IV_SIZE = 12
SEALED_SIZE = IV_SIZE + TEXT_SIZE + 16
TAG_SIZE = 16
ENTRY_SIZE = TAG_SIZE + SEALED_SIZE
LONGEST = 1000  # characters
LARGEST = 2000  # bytes, for scripts that take more than one for a character
MOST_WAITING = 5  # messages of one writer in one thread

_TEAM = 120  # bytes
_ABOUT = 160
_ENTRY = b"pulse/1 entry "
_LINK = re.compile(
    r"://|\bwww\.|\b[a-z0-9-]+\.[a-z]{2,}/\S|(?:[a-z0-9-]{2,}\.){2}[a-z]{2,}"
    r"|\b[a-z0-9-]{2,}\.(?:com|net|org|info|biz|io|app|dev|co|eu|de|uk)\b",
    re.IGNORECASE,
)
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")  # would turn the rest of a page round


class Unreadable(Exception):
    """Bytes that were not sealed for this thread, or say something no page of ours says."""


class By(StrEnum):
    """Who writes."""

    HR = "hr"
    LEAD = "lead"  # of the team that is named
    AUTHOR = "author"


class Said(StrEnum):
    """What it says; the reader's page words all but the first."""

    TEXT = "text"
    READ = "read"
    LOOKING = "looking"
    THANKS = "thanks"


ACKNOWLEDGED = frozenset({Said.READ, Said.LOOKING})


@dataclass(frozen=True)
class Letter:
    """One message; `about` is the beginning of the comment it answers, so that its writer knows which it was."""

    by: By
    said: Said
    text: str = ""
    team: str = ""
    about: str = ""


def plain(words: str) -> str:
    """Return words as they are kept: no control characters, nothing that turns the direction of what follows."""
    return _TURNS.sub("", clean(words)).strip()


def too_long(words: str) -> bool:
    """Tell whether a text finds no room."""
    return len(words) > LONGEST or len(words.encode()) > LARGEST


def links(words: str) -> bool:
    """Tell whether a text holds an address: made for one person, it would tell who opened it, and when."""
    return bool(_LINK.search(words))


def pack(letter: Letter) -> bytes:
    """Return a letter as bytes of one size. Raises ValueError when its text is too long."""
    if too_long(letter.text):
        raise ValueError("too long")
    whole = replace(letter, team=_cut(letter.team, _TEAM), about=_cut(" ".join(letter.about.split()), _ABOUT))
    data = json.dumps({"v": 1, **asdict(whole)}, ensure_ascii=False, separators=(",", ":")).encode()
    if len(data) > TEXT_SIZE:  # lines and quotation marks take two bytes each
        raise ValueError("too long")
    return data.ljust(TEXT_SIZE)


def _cut(words: str, size: int) -> str:
    data = words.encode()
    return words if len(data) <= size else data[: size - 3].decode("utf-8", "ignore") + "…"


def seal(read_key: bytes, thread: bytes, letter: Letter) -> bytes:
    """Return a letter that only those who hold the thread's key can read; always of one size."""
    iv = secrets.token_bytes(IV_SIZE)
    return iv + AESGCM(read_key).encrypt(iv, pack(letter), thread)


def opened(read_key: bytes, thread: bytes, sealed: bytes) -> Letter:
    """Return what was sealed. Raises Unreadable."""
    if len(sealed) != SEALED_SIZE:
        raise Unreadable("size")
    try:
        said = json.loads(AESGCM(read_key).decrypt(sealed[:IV_SIZE], sealed[IV_SIZE:], thread))
        if not isinstance(said, dict) or said.pop("v", None) != 1:
            raise ValueError("not a letter")
        texts = {name: _text(said[name]) for name in ("text", "team", "about")}
        return Letter(By(said["by"]), Said(said["said"]), **texts)
    except (InvalidTag, ValueError, KeyError, TypeError, RecursionError) as fault:
        raise Unreadable("letter") from fault


def _text(given: object) -> str:
    if not isinstance(given, str) or too_long(given):
        raise ValueError("not a text")
    return plain(given)


def name(sealed: bytes) -> bytes:
    """Return what a message is called by: the same message has the same name, however often it comes."""
    return hashlib.sha256(sealed).digest()[:TAG_SIZE]


def tag(thread: bytes, place: int) -> bytes:
    """Return under what a message stands in the file. Nobody without the thread's id knows which belong together."""
    return hashlib.sha256(_ENTRY + thread + b" " + str(place).encode()).digest()[:TAG_SIZE]


def file(messages: Iterable[tuple[bytes, int, bytes]]) -> bytes:
    """Return (thread, place, sealed) of everything that went out as the one file that everybody fetches."""
    return b"".join(sorted(tag(thread, place) + sealed for thread, place, sealed in messages))
