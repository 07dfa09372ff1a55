"""Keys of reply threads: each text of a ballot gets its own, so that nothing kept joins two texts of one ballot."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol, Self, TypeVar

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pulse.ballots.wire import from_text

SECRET_SIZE = 32  # the recovery code is its 43 characters
ID_SIZE = 16
KEY_SIZE = 32
MOST_TEXTS = 32  # of one ballot that can be answered; a browser looks for so many

_INFO = b"pulse/1 thread "
_WRITE = b"pulse/1 write"


@dataclass(frozen=True)
class Keys:
    """What one thread is found by, written to and read with."""

    id: bytes
    verifier: bytes = field(repr=False)  # digest of the write key, which only its writer has
    read: bytes = field(repr=False)


class Kept(Protocol):
    """A text, as far as threads go."""

    @property
    def keys(self) -> Keys | None:
        """Return the keys its writer's browser chose."""


Text = TypeVar("Text", bound=Kept)


@dataclass(frozen=True)
class Chain:
    """All that follows from a writer's secret for one text; only the writer's browser keeps the write key."""

    id: bytes
    write: bytes = field(repr=False)
    read: bytes = field(repr=False)

    @classmethod
    def of(cls, secret: bytes, place: int) -> Self:
        """Derive what belongs to the text at a place (from 0) among the texts of one ballot."""
        info = _INFO + str(place).encode()
        whole = HKDF(SHA256(), ID_SIZE + 2 * KEY_SIZE, b"", info).derive(secret)
        return cls(whole[:ID_SIZE], whole[ID_SIZE : ID_SIZE + KEY_SIZE], whole[ID_SIZE + KEY_SIZE :])

    @property
    def kept(self) -> Keys:
        """Return what is kept beside the text."""
        return Keys(self.id, verifier(self.write), self.read)


def verifier(write: bytes) -> bytes:
    """Return by what a write key is known: who copies it cannot write."""
    return hashlib.sha256(_WRITE + write).digest()


def keys_of(reply: str, questions: Iterable[str]) -> dict[str, Keys]:
    """Return the keys of each text of a ballot, by question, from its `reply` field.

    None when the field holds no secret: then the texts get keys that nobody has (`unique`), and look like all others.
    """
    try:
        secret = from_text(reply, SECRET_SIZE)
    except ValueError:
        return {}
    return {name: Chain.of(secret, at).kept for at, name in enumerate(questions) if at < MOST_TEXTS}


def unique(texts: Iterable[Text], taken: Iterable[bytes]) -> list[tuple[Text, Keys]]:
    """Return every text with keys that no other has: random ones where a browser chose none, or those of another.

    Were some texts without a thread, then two of them might be known to be of one ballot: the one that chose none.
    """
    seen, found = set(taken), []
    for text in texts:
        keys = text.keys
        if keys is None or keys.id in seen:
            keys = Chain.of(secrets.token_bytes(SECRET_SIZE), 0).kept
        seen.add(keys.id)
        found.append((text, keys))
    return sorted(found, key=lambda pair: pair[1].id)
