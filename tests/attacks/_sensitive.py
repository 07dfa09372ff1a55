"""Every number on sensitive questions that HR can fetch, and how near two of them lie."""

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from pulse.base.db import db
from pulse.people.models import Team
from tests.attacks._claims import Claim
from tests.attacks._files import taken

FEWEST, APART = 20, 10  # what SECURITY.md says


@dataclass(frozen=True)
class Figure:
    """A number that is shown of a team's answers to a question, and how many answers it says it is of."""

    round: str
    team: str
    question: str
    n: int


def of_files(browser: FlaskClient, rounds: list[str], codes: Iterable[str]) -> set[Figure]:
    """Read CSV, the interface for programs, and the spreadsheet."""
    status, rows = taken(browser, rounds)
    assert status == {200}
    found = {
        Figure(row.round, row.team, row.code, dict(row.numbers)["answers"])
        for row in rows
        if row.kind == "question" and row.code in codes and row.numbers
    }
    book = load_workbook(io.BytesIO(browser.get("/results/export.xlsx?round=all&questions=yes").get_data()))
    names, *lines = book.active.iter_rows(values_only=True)
    for line in (dict(zip(names, line, strict=True)) for line in lines):
        if line["kind"] == "question" and line["code"] in codes and line["answers"] is not None:
            found.add(Figure(line["round"], line["team_uid"], line["code"], int(line["answers"])))
    return found


def of_pages(claims: Iterable[Claim], codes: Iterable[str]) -> set[Figure]:
    """Read what pages say of a question under its own words."""
    return {
        Figure(claim.round, claim.team, claim.about, int(answers[1]))
        for claim in claims
        if claim.how == "question" and claim.about in codes and (answers := re.search(r"(\d+) answers?$", claim.said))
    }


def small(figures: Iterable[Figure]) -> list[Figure]:
    """Return the figures on fewer answers than are promised."""
    return [figure for figure in figures if figure.n < FEWEST]


def tree() -> dict[str, str | None]:
    """Return the team above each team."""
    return {team.uid: team.parent.uid if team.parent else None for team in db.session.scalars(select(Team))}


def near(figures: Iterable[Figure], above: Mapping[str, str | None]) -> list[tuple[Figure, int]]:
    """Return what one figure leaves of another: a team of one above it, all inner teams of the one around them."""
    by_question: dict[tuple[str, str], dict[str, Figure]] = defaultdict(dict)
    for figure in figures:
        by_question[figure.round, figure.question][figure.team] = figure
    found = []
    for shown in by_question.values():
        for figure in shown.values():
            inner = [other for other in shown.values() if figure.team in _way_up(above, other.team)]
            outermost = [each for each in inner if not any(o.team in _way_up(above, each.team) for o in inner)]
            left = [figure.n - other.n for other in inner] + [figure.n - sum(each.n for each in outermost)]
            found += [(figure, rest) for rest in left if outermost and 0 < rest < APART]
    return found


def _way_up(above: Mapping[str, str | None], team: str) -> list[str]:
    found, up = [], above.get(team)
    while up is not None:
        found.append(up)
        up = above.get(up)
    return found
