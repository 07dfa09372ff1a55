"""Reads what a file of results holds, round by round, and writes it as CSV or as a spreadsheet."""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain, groupby, islice
from operator import attrgetter, itemgetter
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Select, select
from xlsxwriter import Workbook

from pulse.base.csvfile import Cell, safe
from pulse.base.db import db
from pulse.base.locale import local_day
from pulse.base.ordering import in_order
from pulse.people.models import Team
from pulse.questions import queries as questions
from pulse.reports import export_rows
from pulse.reports.export_rows import COLUMNS, Tail, Words
from pulse.rounds.models import Round
from pulse.scores import queries as stored
from pulse.scores.published import SCORED

BATCH = 300  # rows fetched at once: more of them live long enough for the collector to look through them again
TEAMS = 1000  # written at once
T = TypeVar("T")
Form = Callable[[Tail], T]  # how a row is handed on
Said = Iterator[tuple[int, str, list[T]]]  # of a round, of a team, in the order of rounds
Lines = Iterator[tuple[Tail, Tail]]


@dataclass(frozen=True)
class AskedRound:
    """A round as a row names it."""

    id: int
    uid: str
    programme: str
    opened: date


@dataclass(frozen=True)
class TeamPlace:
    """A team of the tree as a row names it."""

    name: str
    part_of: str


@dataclass(frozen=True)
class Wanted:
    """What to take away, all names read: rounds oldest first, teams in the order of the tree, what is asked."""

    rounds: tuple[AskedRound, ...]
    places: Mapping[str, TeamPlace]
    words: Words
    by_question: bool

    @property
    def size(self) -> int:
        """Return about how many rows there will be: a team has as many in every round."""
        asked = max((len(codes) for codes in self.words.questions.values()), default=0) if self.by_question else 0
        return len(self.places) * len(self.rounds) * (len(SCORED) + 1 + asked)


def wanted(rounds: Sequence[Round], top: Team, language: str, *, by_question: bool) -> Wanted:
    """Return what to take away of some rounds, from a team downwards, in three statements."""
    opened = {each.id: local_day(each.opens_at, each.programme.timezone) for each in rounds}
    asked = [AskedRound(each.id, each.uid, each.programme.name, opened[each.id]) for each in rounds]
    named = words(rounds, language)
    return Wanted(tuple(sorted(asked, key=attrgetter("id"))), places(top), named, by_question)


def places(top: Team) -> dict[str, TeamPlace]:
    """Return a team and those below it in the order of the tree, by uid; closed ones too."""
    known = db.session.execute(
        select(Team.id, Team.uid, Team.name, Team.parent_id).order_by(*in_order(Team.filed_as), Team.id)
    ).all()
    below: dict[int | None, list[Any]] = {}
    for row in known:
        below.setdefault(row.parent_id, []).append(row)
    found, waiting = dict[str, TeamPlace](), [(row, "") for row in known if row.id == top.id]
    while waiting:
        row, way = waiting.pop()
        if row.uid not in found:
            found[row.uid] = TeamPlace(row.name, way)
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
    teams = _by_team(wanted, connection, tuple)
    return ((about, tail) for about, tails in teams for tail in tails)


def _by_team(wanted: Wanted, connection: Connection, form: Form[T]) -> Iterator[tuple[Tail, Sequence[T]]]:
    """Return what is said of each team in a round, in the form it is written in; one round is held at a time."""
    ids, named = [each.id for each in wanted.rounds], wanted.words
    streams = [_took_part(connection, ids, form), _scores(connection, ids, named, form)]
    if wanted.by_question:
        streams.append(_answers(connection, ids, named, form))
    return _in_order(wanted, [_ByRound(stream) for stream in streams])


def _in_order(wanted: Wanted, streams: Sequence["_ByRound[T]"]) -> Iterator[tuple[Tail, Sequence[T]]]:
    for each in wanted.rounds:
        found = defaultdict[str, list[T]](list)
        for stream in streams:
            stream.collect(each.id, found)
        for uid, place in wanted.places.items():
            if uid in found:
                yield (each.uid, each.programme, each.opened, uid, place.name, place.part_of), found[uid]


class _ByRound(Generic[T]):
    """A stream in the order of rounds, taken one round at a time."""

    def __init__(self, rows: Said[T]) -> None:
        self._rows = rows
        self._ahead = next(rows, None)

    def collect(self, round_id: int, found: Mapping[str, list[T]]) -> None:
        """Add what one round says, by team."""
        while self._ahead is not None and self._ahead[0] == round_id:
            found[self._ahead[1]].extend(self._ahead[2])
            self._ahead = next(self._rows, None)


def _rows(connection: Connection, wanted: Select[Any]) -> Iterator[Any]:
    batches = connection.execute(wanted, execution_options={"yield_per": BATCH}).partitions()
    return chain.from_iterable(batches)


def _plain_rows(connection: Connection, wanted: Select[Any]) -> Iterator[Any]:
    """Return rows of numbers and texts alone; from SQLite, which reads lazily by itself, as its own tuples."""
    if connection.dialect.name != "sqlite":
        return _rows(connection, wanted)
    cursor = connection.execute(wanted).cursor
    assert cursor is not None
    return chain.from_iterable(iter(partial(cursor.fetchmany, BATCH), []))


def _scores(connection: Connection, ids: Sequence[int], named: Words, form: Form[T]) -> Said[T]:
    of_score, names = export_rows.of_score, named.dimensions
    for (round_id, uid), rows in groupby(_plain_rows(connection, stored.every_score(ids)), itemgetter(0, 1)):
        yield round_id, uid, [form(of_score(row, names)) for row in rows]


def _took_part(connection: Connection, ids: Sequence[int], form: Form[T]) -> Said[T]:
    rows = _plain_rows(connection, stored.every_response(ids))
    return ((row[0], row[1], [form(export_rows.of_response(row))]) for row in rows)


def _answers(connection: Connection, ids: Sequence[int], named: Words, form: Form[T]) -> Said[T]:
    for (round_id, uid), rows in groupby(_rows(connection, stored.every_answer(ids)), itemgetter(0, 1)):
        texts, said = named.questions[round_id], [stored.given(*row[2:]) for row in rows]
        yield round_id, uid, [form(export_rows.of_answers(given, texts.get(given.question, ""))) for given in said]


class _Texts(dict[Cell, str]):
    """What stands in a CSV file for a cell: safe, quoted, and worked out once."""

    def __missing__(self, cell: Cell) -> str:
        text = self[cell] = "" if cell is None else _quoted(cell) if isinstance(cell, str) else str(cell)
        return text


def as_csv(wanted: Wanted, connection: Connection) -> Iterator[bytes]:
    """Yield the rows as UTF-8 with a byte order mark, some at a time; no cell runs as a formula."""
    told = _Texts().__getitem__

    def form(cells: Tail) -> str:
        return ",".join(map(told, cells))

    yield (form(COLUMNS) + "\r\n").encode("utf-8-sig")
    teams = ((f"{form(about)},", said) for about, said in _by_team(wanted, connection, form))
    written = ("".join([f"{lead}{each}\r\n" for each in said]) for lead, said in teams)
    while some := "".join(islice(written, TEAMS)):
        yield some.encode("utf-8", "replace")


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
