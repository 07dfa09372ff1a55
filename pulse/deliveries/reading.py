"""Reads the file of a delivery: what would land goes into records beside it, what is wrong into a list of faults."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from pathlib import Path
from typing import Any, Final, TextIO
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection, select

from pulse.base.csvfile import Fault, Torn
from pulse.base.csvstream import open_stream, rows
from pulse.base.db import db
from pulse.base.settings import settings
from pulse.customers.models import Delivery, DeliveryState, Figure, Measure, Rating, UnitTeam
from pulse.customers.portions import Share, averaged
from pulse.deliveries import records
from pulse.deliveries.headings import SCORE
from pulse.deliveries.models import Spelling
from pulse.deliveries.plans import Plan, from_json
from pulse.deliveries.records import LAYOUT, Records
from pulse.deliveries.rows import Reader
from pulse.deliveries.team_names import Places, places
from pulse.people import queries as people
from pulse.people.models import Team

SHOWN: Final = 100
CHUNK: Final = 20_000
ASKED: Final = 2_000  # keys that are looked up in one statement
NEAR: Final = 1e-6  # values that differ by less are the same


def directory() -> Path:
    """Return where files lie until they have landed."""
    return settings().instance / "deliveries"


def file_of(uid: str, kind: str = "csv") -> Path:
    """Return a delivery's file: `csv` as it came, `rows` what would land, `faults` what is wrong with it."""
    return directory() / f"{uid}.{kind}"


def forget(uid: str) -> None:
    """Delete a delivery's files."""
    for kind in ("csv", "rows", "faults"):
        file_of(uid, kind).unlink(missing_ok=True)


@dataclass(frozen=True)
class Task:
    """All that is needed to read a file, without asking the database again."""

    uid: str
    plan: Plan
    places: Places
    chosen: Mapping[str, str]
    zone: tzinfo
    today: date


def task(delivery: Delivery, today: date) -> Task:
    """Gather what is needed to read a delivery's file."""
    plan = from_json(delivery.plan)
    kept = {row[0]: row[1] or "" for row in db.session.execute(select(Spelling.text, Spelling.team_uid))}
    known = set(db.session.scalars(select(Team.uid)))
    chosen = {text: uid for text, uid in (kept | dict(plan.teams)).items() if not uid or uid in known}
    return Task(delivery.uid, plan, every_place(), chosen, ZoneInfo(settings().timezone), today)


def every_place() -> Places:
    """Return the open teams by their paths; a closed one where no open team stands at its path."""
    uids = {team.id: (team.uid, team.closed_on is None) for team in db.session.scalars(select(Team))}
    paths = people.every_path()
    standing = {uids[team_id][0]: path for team_id, path in paths.items() if uids[team_id][1]}
    found, closed = places(standing), {uids[i][0]: path for i, path in paths.items() if not uids[i][1]}
    return replace(found, whole={**places(closed).whole, **found.whole})


class Scan:
    """One reading of a file from top to bottom; nothing of it is held in memory but one chunk."""

    def __init__(self, job: Task) -> None:
        self.job = job
        self.reader = Reader(job.plan, job.places, job.chosen, job.zone, job.today)
        self.fault: Fault | None = None
        self.first: list[Fault] = []
        self.faults = 0

    def run(self, told: Callable[[int, int], None]) -> None:
        """Read all rows; `told` hears after each chunk which line of about how many was read."""
        stream = open_stream(file_of(self.job.uid))
        self.fault = stream.fault
        with file_of(self.job.uid, "rows").open("wb") as out, file_of(self.job.uid, "faults").open("w") as wrong:
            if self.fault is None and stream.header != self.job.plan.header:
                self.fault = Fault(stream.header_line, "", "header_changed")
            if self.fault is None:
                try:
                    self._rows(rows(stream), out.write, wrong, lambda line: told(line, stream.lines))
                except Torn as torn:
                    self.fault = Fault(torn.line, "", torn.code)

    def _rows(
        self,
        found: Iterable[tuple[int, tuple[str, ...]]],
        write: Callable[[bytes], object],
        wrong: TextIO,
        told: Callable[[int], None],
    ) -> None:
        packed: list[bytes] = []
        for count, (line, cells) in enumerate(found, 1):
            record = self.reader.take(line, cells)
            if record is not None:
                packed.append(record)
            if count % CHUNK == 0:
                write(b"".join(packed))
                packed.clear()
                self.note(self.reader.faults, wrong)
                self.reader.faults.clear()
                told(line)
        write(b"".join(packed))
        self.note(self.reader.faults, wrong)

    def note(self, faults: Iterable[Fault], wrong: TextIO) -> None:
        """Write faults down, and keep the first ones for the page."""
        for fault in faults:
            self.faults += 1
            wrong.write(json.dumps([fault.line, fault.column, fault.code, fault.value, fault.hint]) + "\n")
            if len(self.first) < SHOWN:
                self.first.append(fault)


def conclude(scan: Scan, connection: Connection) -> dict[str, Any]:
    """Put the records in order, compare them with what is there, and return what a confirmation would do."""
    plan, reader, path = scan.job.plan, scan.reader, file_of(scan.job.uid, "rows")
    if scan.fault:
        path.write_bytes(b"")
        return {"fault": scan.fault.code, "fault_line": scan.fault.line}
    found, clashes, repeated = records.settled(records.read(path))
    spelt = plan.spelt(SCORE)
    told = [
        Fault(
            each.line, spelt, "told_above", _number(plan, each.value), f"{each.first_line}: {_number(plan, each.first)}"
        )
        for each in clashes
    ]
    measure_id = connection.scalar(select(Measure.id).where(Measure.uid == plan.measure)) if plan.measure else None
    before, changes = len(found), list[tuple[int, int, float, float]]()
    if measure_id is not None and plan.monthly:
        found, changes = _compare_months(found, measure_id, reader.teams, connection)
        known, differing = before - len(found), 0
    elif measure_id is not None:
        found, others = _compare(found, measure_id, connection)
        told += [
            Fault(line, spelt, "told_before", _number(plan, now), _number(plan, then)) for line, now, then in others
        ]
        differing = len(others)
        known = before - len(found) - differing
    else:
        known = differing = 0
    with file_of(scan.job.uid, "faults").open("a") as wrong:
        scan.note(sorted(told, key=lambda fault: fault.line), wrong)
    found.tofile(path)
    counts = {name: getattr(reader, name) for name in ("rows", "blank", "elsewhere", "left_out")}
    return (
        counts
        | {
            "named": reader.named + len(told),
            "kept": len(told),  # of these, as many as were told otherwise before
            "repeated": repeated,
            "known": known,
            "new": len(found) - len(changes),
            "changed": len(changes),
            "changes": [[reader.teams[team], month, then, now] for team, month, then, now in changes[:SHOWN]],
            "months": _counts(found["month"]),
            "teams": [[reader.teams[team], n] for team, n in _counts(found["team"])],
            "uids": reader.teams,
            "faults": [[f.line, f.column, f.code, f.value, f.hint] for f in sorted(scan.first, key=lambda f: f.line)],
            "fault_count": scan.faults,
            "strangers": [[s.text, s.rows, s.several] for s in list(reader.strangers.values())[: 2 * SHOWN]],
            "stranger_count": len(reader.strangers),
        }
    )


def _number(plan: Plan, points: float) -> str:
    return f"{plan.scale.told(points):.6g}"


def _counts(column: Any) -> list[list[int]]:
    values, counts = np.unique(column, return_counts=True)
    return [[int(value), int(count)] for value, count in zip(values, counts, strict=True)]


def _compare(found: Records, measure_id: int, connection: Connection) -> tuple[Records, list[tuple[int, float, float]]]:
    """Return the records that are new, and line, value and value so far of those that say something else."""
    stays = np.ones(len(found), dtype=bool)
    others: list[tuple[int, float, float]] = []
    wanted = select(Rating.key, Rating.value).join(Delivery, Delivery.id == Rating.delivery_id)
    wanted = wanted.where(Rating.measure_id == measure_id, Delivery.state != DeliveryState.LEAVING.value)
    for start in range(0, len(found), ASKED):
        keys = records.keys(found[start : start + ASKED])
        there = {row[0]: row[1] for row in connection.execute(wanted.where(Rating.key.in_(keys)))}
        for place, key in enumerate(keys, start) if there else ():
            if key in there:
                stays[place] = False
                if abs(there[key] - found["value"][place]) > NEAR:
                    others.append((int(found["line"][place]), float(found["value"][place]), there[key]))
    return found[stays], others


def _compare_months(
    found: Records, measure_id: int, teams: list[str], connection: Connection
) -> tuple[Records, list[tuple[int, int, float, float]]]:
    """Return records of months that are new or change; and team, month, old and new value of those that change."""
    units = {row[0]: row[1] for row in connection.execute(select(UnitTeam.team_uid, UnitTeam.unit_id))}
    figures = select(Figure.unit_id, Figure.month, Figure.mean, Figure.n).where(Figure.measure_id == measure_id)
    there = {(row[0], records.month_number(row[1])): (row[2], row[3]) for row in connection.execute(figures)}
    stays, changes = np.ones(len(found), dtype=bool), list[tuple[int, int, float, float]]()
    for (holder, month), rows_of in months(found, {n: units.get(uid, uid) for n, uid in enumerate(teams)}).items():
        told = averaged([share for _place, share in rows_of])
        mean, n = there.get((holder, month), (None, None)) if isinstance(holder, int) else (None, None)
        if mean is None:
            continue
        if abs(mean - told.mean) < NEAR and n == told.n:
            stays[[place for place, _share in rows_of]] = False
        else:
            changes.append((int(found["team"][rows_of[0][0]]), month, mean, told.mean))
    return found[stays], changes


def months(found: Records, holder: Mapping[int, Any]) -> dict[tuple[Any, int], list[tuple[int, Share]]]:
    """Return the figures of each holder (a unit, or a team that is none yet) and month, with their places."""
    held: dict[tuple[Any, int], list[tuple[int, Share]]] = {}
    for place, record in enumerate(found.tolist()):
        one = dict(zip(LAYOUT.names or (), record, strict=True))
        share = Share(one["n"] or None, one["value"], None, None)
        held.setdefault((holder[one["team"]], one["month"]), []).append((place, share))
    return held


def faults(path: Path) -> Iterator[Fault]:
    """Yield all that is wrong with a file, as it was written down."""
    if path.exists():
        with path.open() as lines:
            for line in lines:
                yield Fault(*json.loads(line))
