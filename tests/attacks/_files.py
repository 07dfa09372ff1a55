"""What files and the interface for programs say, row by row, against what the seal stored."""

import csv
import io
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient

from tests.attacks._explained import Stored, whole

EVERYTHING = "/results/export.csv?round=all&questions=yes"
NUMBERS = ("score", "low", "high", "answers", "favourable_percent", "least", "most", "of", "change")


@dataclass(frozen=True)
class Row:
    """One row: of which round and team, about what, and its numbers by name; empty ones are left out."""

    round: str
    team: str
    kind: str
    code: str
    hidden: str
    numbers: tuple[tuple[str, int], ...]


def taken(browser: FlaskClient, rounds: list[str]) -> tuple[set[int], set[Row]]:
    """Fetch everything that can be taken away; return the statuses, and the rows of both ways."""
    answer = browser.get(EVERYTHING)
    codes, found = {answer.status_code}, set[Row]()
    if answer.status_code == 200:
        text = answer.get_data().decode("utf-8-sig")
        found |= {_row(row["round"], row) for row in csv.DictReader(io.StringIO(text, newline=""))}
    for uid in rounds:
        answer = browser.get(f"/api/v1/rounds/{uid}/results")
        codes.add(answer.status_code)
        if answer.status_code == 200:
            found |= {_row(uid, row) for row in answer.get_json()["results"]}
    return codes, found


def _row(uid: str, row: dict[str, Any]) -> Row:
    numbers = tuple((name, int(row[name])) for name in NUMBERS if row[name] not in (None, ""))
    return Row(uid, row["team_uid"], row["kind"], row["code"], row["hidden"], numbers)


def is_stored(row: Row, rows: Stored) -> bool:
    """Tell whether every number of a row is that of what the seal stored, and a hidden one has none."""
    if row.kind == "taking part":
        stored = rows.responses[row.round, row.team]
        return dict(row.numbers) in ({}, {"least": stored.least, "most": stored.took_part, "of": stored.invited})
    if row.kind == "question":
        return _is_answer(row, rows.answered[row.round, row.team, row.code])
    mark = rows.marks[row.round, row.team, row.code]
    if mark.gap:
        return (row.hidden, row.numbers) == (mark.gap, ())
    said = dict(row.numbers)
    plain = row.code != "recommend" and "score" in said
    return said["answers"] == mark.n and (not plain or said["score"] == whole(mark.score))


def _is_answer(row: Row, answered: Any) -> bool:
    if answered.gap:
        return (row.hidden, row.numbers) == (answered.gap, ())
    shown, said = answered.shown, dict(row.numbers)
    if shown["clamped"] is not None:
        n = shown["n"]
        return said == {"answers": n, "least": n - 2, "most": n, "of": n}
    if shown["favourable"] is not None:
        least, most = shown["favourable"]
        return said == {"answers": shown["n"], "least": least, "most": most, "of": shown["members"]}
    return said.keys() == {"answers", "favourable_percent"} and said["answers"] == shown["n"]
