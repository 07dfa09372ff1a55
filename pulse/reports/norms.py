"""Reference values from elsewhere: the UK Civil Service People Survey 2024, where it asked nearly the same.

Percent favourable: the 10th, the middle and the 90th percentile of about 105 organisations. Contains public sector
information licensed under the Open Government Licence v3.0. Only questions of the library that ask nearly the same have
one (a manager's decisions, respect, choice in how work is done); its index of engagement and its question about being
involved in decisions match none of ours.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

TOOK_PART: Final = "took-part"
FILE: Final = Path(__file__).with_name("norms.csv")


@dataclass(frozen=True)
class Norm:
    """What is usual elsewhere, in percent: a tenth of organisations lie below `low`, a tenth above `high`."""

    low: int
    middle: int
    high: int
    similar_to: str
    is_question: bool


@cache
def norms() -> Mapping[str, Norm]:
    """Return the reference values by question code, and that of taking part."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["subject"]: _norm(row) for row in csv.DictReader(file)})


def _norm(row: Mapping[str, str]) -> Norm:
    return Norm(int(row["low"]), int(row["middle"]), int(row["high"]), row["similar_to"], row["subject"] != TOOK_PART)
