"""Ratings as they lie between the file and the table: small records of one size, in the order of their keys."""

import hashlib
import struct
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

LAYOUT: Final = np.dtype(
    [
        ("high", ">u8"),  # the key's first half
        ("low", ">u8"),
        ("value", "<f8"),  # 0 to 100
        ("team", "<u4"),  # its place in the list of teams
        ("line", "<u4"),
        ("n", "<u4"),  # answers of a month's figure; 0: not told
        ("month", "<u2"),  # months since the year 0
        ("named", "u1"),  # whether its source names it
    ]
)
PACKED: Final = struct.Struct("<16sdIIIHB")
SIZE: Final = PACKED.size
Records = NDArray[Any]


@dataclass(frozen=True)
class Clash:
    """A row that says something else than an earlier one of the same name."""

    line: int
    value: float
    first_line: int
    first: float


def digest(text: str) -> bytes:
    """Return a key of sixteen bytes."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


def of_month(team: int, month: int) -> bytes:
    """Return the key of a month's figure."""
    return struct.pack(">QQ", team, month)


def month_number(day: date) -> int:
    """Return a month as a number that goes on over the years."""
    return day.year * 12 + day.month - 1


def month_of(number: int) -> date:
    """Return the first day of a month."""
    return date(int(number) // 12, int(number) % 12 + 1, 1)


def read(path: Path) -> Records:
    """Return all records of a file."""
    return np.fromfile(path, dtype=LAYOUT)


def keys(records: Records) -> list[bytes]:
    """Return the key of each record."""
    pairs = np.ascontiguousarray(np.stack([records["high"], records["low"]], axis=1).astype(">u8"))
    raw = pairs.tobytes()
    return [raw[start : start + 16] for start in range(0, len(raw), 16)]


def settled(found: Records) -> tuple[Records, list[Clash], int]:
    """Return one record for each name, in order; those that say something else than the first; and how many repeat it.

    Rows without a name are told apart by what they say, and those that say the same by their number.
    """
    found = found[np.lexsort((found["line"], found["low"], found["high"]))]
    nth, first = _runs(found)
    again = np.flatnonzero((found["named"] == 0) & (nth > 0))
    if len(again):
        for place, key in zip(again, keys(found[again]), strict=True):
            made = hashlib.blake2b(key + int(nth[place]).to_bytes(4, "big"), digest_size=16).digest()
            found["high"][place], found["low"][place] = struct.unpack(">QQ", made)
        found = found[np.lexsort((found["line"], found["low"], found["high"]))]
        nth, first = _runs(found)
    repeats = np.flatnonzero(nth > 0)
    same = (np.abs(found["value"][repeats] - found["value"][first[repeats]]) < 1e-9) & (
        found["n"][repeats] == found["n"][first[repeats]]
    )
    clashes = [_clash(found, int(place), int(first[place])) for place in repeats[~same]]
    return found[nth == 0], sorted(clashes, key=lambda clash: clash.line), int(same.sum())


def _runs(found: Records) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how many of the same key stand before each record, and where the first of them stands."""
    places = np.arange(len(found))
    new = np.ones(len(found), dtype=bool)
    new[1:] = (found["high"][1:] != found["high"][:-1]) | (found["low"][1:] != found["low"][:-1])
    first = np.maximum.accumulate(np.where(new, places, 0))
    return places - first, first


def _clash(found: Records, place: int, first: int) -> Clash:
    return Clash(
        int(found["line"][place]), float(found["value"][place]), int(found["line"][first]), float(found["value"][first])
    )
