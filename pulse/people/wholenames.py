"""One whole name for each row, however a file spreads it over columns: "Name; Vorname", "Last name, first name"."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pulse.people.columns import Columns
from pulse.people.readings import Misread, clean

SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv", "phd", "md", "dr", "mba", "msc", "bsc", "esq", "cpa", "prof"))
NAME_MARKS = frozenset(" ,.-'’\u200c\u200d·")


class Kind(StrEnum):
    """What the cell under "Name" is, beside a column with a first or a last name."""

    WHOLE = "whole"
    HALF = "half"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Parts:
    """The cells of one row that hold a name."""

    name: str
    given: str
    family: str

    @property
    def halves(self) -> str:
        """Return first and last name as they are written one after the other."""
        return " ".join(part for part in (self.given, self.family) if part)

    @property
    def joined(self) -> str:
        """Return what the cell under "Name" and the one half beside it make."""
        return f"{self.given} {self.name}" if self.given else f"{self.name} {self.family}"


class Names:
    """Reads the names of one file; what a single row leaves open, the other rows decide."""

    def __init__(self, columns: Columns, rows: Iterable[tuple[str, ...]]) -> None:
        self.columns = columns
        beside = columns.has("given_name") or columns.has("family_name")
        self.kinds = {_kind(self.parts(cells)) for cells in rows} if beside and columns.may_be_half() else set()

    def parts(self, cells: tuple[str, ...]) -> Parts:
        """Return the cells of a row that hold a name."""
        name, given, family = (clean(self.columns.cell(cells, part)) for part in ("name", "given_name", "family_name"))
        return Parts(name, given, family)

    def whole(self, cells: tuple[str, ...]) -> str:
        """Return the whole name of a row; raise Misread where nobody can tell whether a cell holds all of it."""
        parts = self.parts(cells)
        if not parts.name:
            return parts.halves
        if not parts.halves or not self.columns.may_be_half():
            return turned(parts.name)
        kind = _kind(parts)
        if kind is Kind.EITHER:
            kind = self._as_the_others()
        if kind is Kind.WHOLE:
            return turned(parts.name)
        return parts.halves if parts.given and parts.family else parts.joined

    def lacks_half(self, cells: tuple[str, ...]) -> bool:
        """Tell whether the file has a column for the other half of this name, and its cell is empty."""
        parts = self.parts(cells)
        held = [parts.given if self.columns.has("given_name") else "-"]
        held.append(parts.family if self.columns.has("family_name") else "-")
        half = self.columns.is_half() or self.kinds - {Kind.EITHER} == {Kind.HALF}
        return not all(held) and (half or not parts.name) and bool(parts.name or parts.halves)

    def _as_the_others(self) -> Kind:
        if self.columns.is_half():
            return Kind.HALF
        told = self.kinds - {Kind.EITHER}
        if len(told) != 1:
            raise Misread("name_unclear")
        return told.pop()


def turned(name: str) -> str:
    """Return "Greta Lindholm" for "Lindholm, Greta"; a comma before a title or a suffix turns nothing."""
    last, comma, first = (part.strip() for part in name.partition(","))
    marks = {sign for sign in name if unicodedata.category(sign)[0] not in "LM"}
    if not (last and comma and first) or marks - NAME_MARKS or "," in first or not SUFFIXES.isdisjoint(_words(first)):
        return name
    return f"{first} {last}"


def _kind(parts: Parts) -> Kind:
    """Tell what stands under "Name"."""
    words, halves = _words(parts.name), [_words(half) for half in (parts.given, parts.family) if half]
    if not words or not halves:
        return Kind.EITHER
    if len(halves) == 2 and len(words) > 1 and not any(words <= half for half in halves):
        return Kind.WHOLE  # what somebody is called, beside what stands in their papers
    if all(half <= words for half in halves) and any(half < words for half in halves):
        return Kind.WHOLE
    return Kind.HALF if len(parts.name.split()) == 1 or len(halves) == 2 else Kind.EITHER


def _words(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return frozenset("".join(sign if sign.isalnum() else " " for sign in kept).split())
