"""Sealed ballots of one size: the text inside, the seal around it (HPKE), the box it lies in."""

import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from pulse.ballots.wire import checked_name, from_text, to_text

TEXT_SIZE = 4096
BODY_SIZE = 32 + TEXT_SIZE + 16
WORDS_LIMIT = 2000  # bytes of UTF-8 over all texts of one ballot
REPLY_SIZE = 128  # kept free for the secret of reply threads
TOP_ANSWER = 100

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
_INFO = b"pulse/1 ballot"
_KEYS = ["v", "cohort", "answers", "texts", "reply", "salt"]
_SALT_SIZE = 32
_COHORT_SIZE = 32
_IV_SIZE = 12
_BOX_SIZE = _IV_SIZE + _COHORT_SIZE + BODY_SIZE + 16
_QUESTION = re.compile(r"[A-Za-z0-9._:@/-]{1,64}", re.ASCII)
_REPLY = re.compile(r"[A-Za-z0-9._-]{0,128}", re.ASCII)
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f]")


class Unreadable(Exception):
    """A ballot that does not open, or says something no browser of ours says; it counts as all skipped."""


class TooLong(ValueError):
    """More words or answers than one ballot holds."""


@dataclass(frozen=True)
class BallotText:
    """What one person says: an answer or None (skipped) per question version, and texts by question version."""

    cohort: str
    answers: Mapping[str, int | None] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    reply: str = ""


def clean(words: str) -> str:
    """Return the words as a ballot keeps them: one kind of line end, no control characters, valid UTF-8."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    whole = lines.encode("utf-16-le", "surrogatepass").decode(
        "utf-16-le", "replace"
    )  # as browsers mend half characters
    return _CONTROLS.sub("", whole)


def pack(text: BallotText) -> bytes:
    """Return 4096 bytes of JSON, padded with spaces. Raises TooLong, or ValueError for names that may not occur."""
    words = {question: clean(said).encode() for question, said in text.texts.items()}
    if sum(map(len, words.values())) > WORDS_LIMIT:
        raise TooLong(f"texts are longer than {WORDS_LIMIT} bytes")
    said = {
        "v": 1,
        "cohort": text.cohort,
        "answers": dict(text.answers),
        # base64, so that no character takes more room than another once it is JSON
        "texts": {question: to_text(data) for question, data in words.items()},
        "reply": text.reply,
        "salt": to_text(secrets.token_bytes(_SALT_SIZE)),
    }
    _check(said)
    if not _REPLY.fullmatch(text.reply):
        raise ValueError("reply")
    data = _spelled(said).encode("ascii")
    if len(data) - len(text.reply) + REPLY_SIZE > TEXT_SIZE:
        raise TooLong("more answers than a ballot holds")
    return data.ljust(TEXT_SIZE)


def unpack(data: bytes) -> BallotText:
    """Return the text of 4096 bytes. Raises Unreadable for everything `pack` would not have written."""
    if len(data) != TEXT_SIZE:
        raise Unreadable("size")
    try:
        said = json.loads(data.decode("ascii"))
        _check(said)
        if _spelled(said).encode().ljust(TEXT_SIZE) != data:  # a name twice, spaces, other spellings of a number
            raise ValueError("not our spelling")
        from_text(said["salt"], _SALT_SIZE)
        texts = {question: _words(coded) for question, coded in said["texts"].items()}
    except (ValueError, RecursionError) as fault:  # ValueError covers broken JSON and UTF-8 too
        raise Unreadable("text") from fault
    if sum(len(words.encode()) for words in texts.values()) > WORDS_LIMIT:
        raise Unreadable("length")
    # What is no secret of a reply thread is none: the answers count all the same.
    reply = said["reply"] if _REPLY.fullmatch(said["reply"]) else ""
    return BallotText(said["cohort"], said["answers"], texts, reply)


def new_seal() -> tuple[bytes, bytes]:
    """Return a fresh (private, public) pair of sealing keys, 32 bytes each."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def public_seal(private: bytes) -> bytes:
    """Return the public half of a sealing key."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal_body(public: bytes, plaintext: bytes) -> bytes:
    """Return the sealed body: 32 bytes of key encapsulation, then the ciphertext (RFC 9180, base mode)."""
    return _SUITE.encrypt(plaintext, X25519PublicKey.from_public_bytes(public), _INFO)


def open_body(private: bytes, body: bytes) -> bytes:
    """Return the plaintext of a sealed body. Raises Unreadable."""
    return opener(private)(body)


def opener(private: bytes) -> Callable[[bytes], bytes]:
    """Return what opens one sealed body after the other, as `open_body` does; the key is made ready once."""
    key = X25519PrivateKey.from_private_bytes(private)

    def opened(body: bytes) -> bytes:
        try:
            return _SUITE.decrypt(body, key, _INFO)
        except (InvalidTag, ValueError) as fault:
            raise Unreadable("seal") from fault

    return opened


def lock(box_key: bytes, nullifier: bytes, cohort: str, body: bytes) -> bytes:
    """Return what the ballot box stores under a nullifier; always of one size."""
    if len(body) != BODY_SIZE:
        raise ValueError(f"a body has {BODY_SIZE} bytes")
    label = checked_name(cohort).encode().ljust(_COHORT_SIZE, b"\0")
    iv = secrets.token_bytes(_IV_SIZE)
    return iv + AESGCM(box_key).encrypt(iv, label + body, nullifier)


def unlock(box_key: bytes, nullifier: bytes, box: bytes) -> tuple[str, bytes]:
    """Return (cohort, body). Raises Unreadable when the bytes are not what was locked under this nullifier."""
    if len(box) != _BOX_SIZE:
        raise Unreadable("box")
    try:
        inside = AESGCM(box_key).decrypt(box[:_IV_SIZE], box[_IV_SIZE:], nullifier)
    except InvalidTag as fault:
        raise Unreadable("box") from fault
    return inside[:_COHORT_SIZE].rstrip(b"\0").decode(), inside[_COHORT_SIZE:]


def _spelled(said: dict[str, object]) -> str:
    return json.dumps(said, separators=(",", ":"))


def _check(said: object) -> None:
    if not isinstance(said, dict) or list(said) != _KEYS or type(said["v"]) is not int or said["v"] != 1:
        raise ValueError("not a ballot")
    if not all(isinstance(said[key], str) for key in ("cohort", "reply", "salt")):
        raise ValueError("not text")
    if not all(isinstance(said[key], dict) for key in ("answers", "texts")):
        raise ValueError("not a table")
    checked_name(said["cohort"])
    if not all(_QUESTION.fullmatch(question) for question in (*said["answers"], *said["texts"])):
        raise ValueError("not a question")
    if not all(_is_answer(answer) for answer in said["answers"].values()):
        raise ValueError("not an answer")


def _is_answer(answer: object) -> bool:
    return answer is None or (type(answer) is int and 0 <= answer <= TOP_ANSWER)


def _words(coded: object) -> str:
    if not isinstance(coded, str) or len(coded) > TEXT_SIZE:
        raise ValueError("not words")
    words = from_text(coded, len(coded) * 3 // 4).decode("utf-8")
    if words != clean(words):
        raise ValueError("control characters")
    return words
