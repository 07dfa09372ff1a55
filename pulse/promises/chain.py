"""The ledger's chain: each entry is hashed together with the hash of the one before it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

FORMAT: Final = "pulse-promises-1"  # of an export
BEFORE_THE_FIRST: Final = "0" * 64


@dataclass(frozen=True)
class LedgerLine:
    """One entry as it is hashed and exported; `at` is UTC with microseconds, `by` a person's uid or empty."""

    number: int
    promise: str
    at: str
    by: str
    kind: str
    payload: Mapping[str, Any]
    previous: str


class LedgerWrong(StrEnum):
    """What is wrong with an exported ledger."""

    SHAPE = "shape"  # not an entry of a ledger
    NUMBER = "number"  # an entry is missing, or there twice
    PREVIOUS = "previous"  # it does not follow the entry before it
    CHANGED = "changed"  # its words are not those that were hashed
    EARLIER = "earlier"  # an earlier export says something else


@dataclass(frozen=True)
class ChainFault:
    """Where a ledger stops being true, by the number that its entry should have."""

    wrong: LedgerWrong
    number: int


def written(at: datetime) -> str:
    """Return a moment as the ledger writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical(value: object) -> bytes:
    """Return the one spelling of a value in JSON: keys in order, no blanks, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def digest(line: LedgerLine) -> str:
    """Return the SHA-256 of an entry's canonical JSON, in hexadecimal digits."""
    return hashlib.sha256(canonical({**line.__dict__, "payload": dict(line.payload)})).hexdigest()


def exported(line: LedgerLine, hashed: str) -> dict[str, Any]:
    """Return an entry as a file holds it."""
    return {**line.__dict__, "payload": dict(line.payload), "hash": hashed}


def fault(entries: Iterable[object]) -> ChainFault | None:
    """Return the first thing that is wrong with an exported ledger, or None when its chain holds."""
    last = BEFORE_THE_FIRST
    for number, entry in enumerate(entries, start=1):
        wrong = _wrong(entry, number, last)
        if wrong is not None:
            return ChainFault(wrong, number)
        assert isinstance(entry, Mapping)
        last = str(entry["hash"])
    return None


def _wrong(entry: object, number: int, last: str) -> LedgerWrong | None:
    names = {*LedgerLine.__dataclass_fields__, "hash"}
    if not isinstance(entry, Mapping) or set(entry) != names or not isinstance(entry["payload"], Mapping):
        return LedgerWrong.SHAPE
    if entry["number"] != number or isinstance(entry["number"], bool):
        return LedgerWrong.NUMBER
    if entry["previous"] != last:
        return LedgerWrong.PREVIOUS
    try:
        hashed = digest(LedgerLine(**{name: entry[name] for name in LedgerLine.__dataclass_fields__}))
    except (TypeError, ValueError):
        return LedgerWrong.SHAPE
    return LedgerWrong.CHANGED if entry["hash"] != hashed else None


def departs(earlier: Iterable[Mapping[str, Any]], later: Iterable[Mapping[str, Any]]) -> ChainFault | None:
    """Return where a later export does not begin with the earlier one; None when it does."""
    hashes = [entry["hash"] for entry in later]
    for place, entry in enumerate(earlier):
        if place >= len(hashes) or hashes[place] != entry["hash"]:
            return ChainFault(LedgerWrong.EARLIER, place + 1)
    return None
