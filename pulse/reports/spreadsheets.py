"""Reads what a file of results holds, round by round, and writes it as CSV or as a spreadsheet."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import Connection, Select, select
from xlsxwriter import Workbook

from pulse.base.csvfile import Cell, safe
from pulse.base.db import db
from pulse.people.models import Team
from pulse.questions import queries as questions
from pulse.reports import takeaway
from pulse.reports.takeaway import COLUMNS, Tail, Words
from pulse.rounds.models import Round
from pulse.scores import queries as stored
from pulse.scores.published import SCORED
from pulse.scores.stored import TookPart

BATCH = 5000  # rows fetched at once
Lines = Iterator[tuple[Sequence[Cell], Tail]]


@dataclass(frozen=True)
class Asked:
    """A round as a row names it."""

    id: int
    uid: str
    programme: str
    opened: date


@dataclass(frozen=True)
class Place:
    """A team of the tree as a row names it."""

    name: str
    part_of: str


@dataclass(frozen=True)
class Wanted:
    """What to take away, all names read: rounds oldest first, teams in the order of the tree, what is asked."""

    rounds: tuple[Asked, ...]
    places: Mapping[str, Place]
    words: Words
    by_question: bool

    @property
    def size(self) -> int:
        """Return about how many rows there will be: a team has as many in every round."""
        asked = max((len(codes) for codes in self.words.questions.values()), default=0) if self.by_question else 0
        return len(self.places) * len(self.rounds) * (len(SCORED) + 1 + asked)


def wanted(rounds: Sequence[Round], top: Team, language: str, *, by_question: bool) -> Wanted:
    """Return what to take away of some rounds, from a team downwards, in three statements."""
    asked = [Asked(each.id, each.uid, each.programme.name, each.opens_at.date()) for each in rounds]
    named = words(rounds, language)
    return Wanted(tuple(sorted(asked, key=attrgetter("id"))), places(top), named, by_question)


def places(top: Team) -> dict[str, Place]:
    """Return a team and those below it in the order of the tree, by uid; closed ones too."""
    known = db.session.execute(select(Team.id, Team.uid, Team.name, Team.parent_id).order_by(Team.name, Team.id)).all()
    below: dict[int | None, list[Any]] = {}
    for row in known:
        below.setdefault(row.parent_id, []).append(row)
    found, waiting = dict[str, Place](), [(row, "") for row in known if row.id == top.id]
    while waiting:
        row, way = waiting.pop()
        if row.uid not in found:
            found[row.uid] = Place(row.name, way)
            inner = f"{way} / {row.name}" if way else row.name
            waiting += [(lower, inner) for lower in reversed(below.get(row.id, []))]
    return found


def words(rounds: Sequence[Round], language: str) -> Words:
    """Return the names of dimensions, and the wording of every question in each round that asked it."""
    asked = {each.id: dict(name.split("@") for name in each.questions.split(",") if "@" in name) for each in rounds}
    known = questions.by_code(list({code for codes in asked.values() for code in codes}))
    texts = {
        (code, str(version.number)): questions.text_in(version, language)
        for code, question in known.items()
        for version in question.versions
    }
    said = {
        round_id: {code: texts.get((code, number), "") for code, number in codes.items()}
        for round_id, codes in asked.items()
    }
    return Words(questions.words_of_dimensions(), said)


def lines(wanted: Wanted, connection: Connection) -> Lines:
    """Return what a row is about and what it says, in two or three statements that have begun by now."""
    ids, named = [each.id for each in wanted.rounds], wanted.words
    streams = [_took_part(connection, ids), _scores(connection, ids, named)]
    if wanted.by_question:
        streams.append(_answers(connection, ids, named))
    return _in_order(wanted, [_ByRound(stream) for stream in streams])


def _in_order(wanted: Wanted, streams: Sequence["_ByRound"]) -> Lines:
    for each in wanted.rounds:
        found: dict[str, list[Tail]] = {}
        for stream in streams:
            stream.collect(each.id, found)
        for uid, place in wanted.places.items():
            about = (each.uid, each.programme, each.opened, uid, place.name, place.part_of)
            yield from ((about, tail) for tail in found.get(uid, ()))


class _ByRound:
    """A stream of (round, team, tail) in the order of rounds, taken one round at a time."""

    def __init__(self, rows: Iterator[tuple[int, str, Tail]]) -> None:
        self._groups = groupby(rows, key=itemgetter(0))
        self._next = next(self._groups, None)

    def collect(self, round_id: int, found: dict[str, list[Tail]]) -> None:
        """Add one round's tails, by team."""
        if self._next is not None and self._next[0] == round_id:
            for _round, uid, tail in self._next[1]:
                found.setdefault(uid, []).append(tail)
            self._next = next(self._groups, None)


def _stream(connection: Connection, wanted: Select[Any]) -> Iterator[Any]:
    return iter(connection.execute(wanted, execution_options={"yield_per": BATCH}))


def _scores(connection: Connection, ids: Sequence[int], named: Words) -> Iterator[tuple[int, str, Tail]]:
    for round_id, uid, *row in _stream(connection, stored.every_score(ids)):
        yield round_id, uid, takeaway.of_score(row, named.dimensions.get(row[0], row[0]))


def _took_part(connection: Connection, ids: Sequence[int]) -> Iterator[tuple[int, str, Tail]]:
    for row in _stream(connection, stored.every_response(ids)):
        took = TookPart(*row)
        yield took.round_id, took.team, takeaway.of_response(took)


def _answers(connection: Connection, ids: Sequence[int], named: Words) -> Iterator[tuple[int, str, Tail]]:
    for round_id, uid, *row in _stream(connection, stored.every_answer(ids)):
        given = stored.given(*row)
        yield round_id, uid, takeaway.of_answers(given, named.questions[round_id].get(given.question, ""))


class _Texts(dict[Cell, str]):
    """What stands in a CSV file for a cell: safe, quoted, and worked out once."""

    def __missing__(self, cell: Cell) -> str:
        text = self[cell] = "" if cell is None else _quoted(cell) if isinstance(cell, str) else str(cell)
        return text


def as_csv(found: Lines) -> Iterator[bytes]:
    """Yield the rows as UTF-8 with a byte order mark, some at a time; no cell runs as a formula."""
    told = _Texts().__getitem__
    yield (",".join(COLUMNS) + "\r\n").encode("utf-8-sig")
    before, lead, some = None, "", list[str]()
    for about, tail in found:
        if about is not before:
            before, lead = about, ",".join(map(told, about))
        some.append(f"{lead},{','.join(map(told, tail))}\r\n")
        if len(some) == BATCH:
            yield "".join(some).encode("utf-8", "replace")
            some = []
    yield "".join(some).encode("utf-8", "replace")


def _quoted(text: str) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([safe(text), ""])
    return out.getvalue()[:-1]


def as_xlsx(found: Lines) -> bytes:
    """Return the rows as a spreadsheet: numbers are numbers, days are days, and no text is a formula or a link."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(out, {**options, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("Pulse")
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, COLUMNS, bold)
        number = 0
        for number, (about, tail) in enumerate(found, start=1):
            for column, cell in enumerate((*about, *tail)):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                elif isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif cell is not None:
                    sheet.write_number(number, column, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, number, len(COLUMNS) - 1)
    return out.getvalue()
