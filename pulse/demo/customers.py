"""The demo company's customers: what they say of each team, brought in as a help desk and sales would bring it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import numpy as np
from sqlalchemy import select

from pulse.base.db import db
from pulse.customers import actions
from pulse.customers.models import Measure, MeasureKind, Unit, UnitTeam, Way
from pulse.demo.company import TEAMS, Company
from pulse.linkage import actions as links
from pulse.linkage.models import Expected
from pulse.people.models import Person, Team
from pulse.team_services import actions as services

SPREAD = 0.9  # sd of single ratings
ASKED_AGAIN = 5  # every fifth customer is also asked whether they would buy again
SATISFACTION, AGAIN, STAYED = "Customer satisfaction", "Would buy again", "Customers who stayed"
SERVES = (  # inside the company: a team that serves, and the branch it serves
    ("Platform", "Customer Care"),
    ("Warehouse", "Customer Care"),
    ("Payroll", "Field Service"),
    ("Helpdesk", "Field Service"),
)
GOOD_SERVICE = {"Platform": 3.2, "Warehouse": 3.9, "Payroll": 4.2, "Helpdesk": 3.6}
QUIET, QUIET_MONTHS = "Onboarding", 4  # nobody rates this team any more
CONTENT_BUT_GOING = ("Claims", "Fleet")  # their customers are satisfied and do not come back


def begin(by: Person, now: datetime) -> None:
    """Make units and measures, choose what the link looks for before there is anything to see, and who serves whom."""
    teams = {team.name: team for team in db.session.scalars(select(Team))}
    units = {name: Unit(name=name) for name in TEAMS}
    measures = (
        Measure(name=SATISFACTION, kind=MeasureKind.SATISFACTION.value, low=1, high=5),
        Measure(name=AGAIN, kind=MeasureKind.REBUY.value, low=1, high=5),
        Measure(name=STAYED, kind=MeasureKind.RETENTION.value, low=0, high=100, monthly=True),
    )
    db.session.add_all([*units.values(), *measures])
    db.session.flush()
    db.session.add_all(UnitTeam(team_uid=teams[name].uid, unit_id=unit.id) for name, unit in units.items())
    links.choose(measures[0], Expected.HIGHER, by=by, now=now)
    for server, served in SERVES:
        services.serve(teams[server], teams[served], by=by)


def fill(company: Company, openings: Sequence[datetime], now: datetime) -> None:
    """Bring in the ratings of all months, customers who would buy again, and how many stayed."""
    units = {unit.name: unit for unit in db.session.scalars(select(Unit))}
    measures = {measure.name: measure for measure in db.session.scalars(select(Measure))}
    said = list(_ratings(company, openings, units))
    every = ((name, unit, day, value) for name, unit, day, value, _ in said)
    actions.add_ratings(measures[SATISFACTION], every, way=Way.FILE, now=now)
    back = ((name, unit, day, likely) for name, unit, day, _, likely in said if likely is not None)
    actions.add_ratings(measures[AGAIN], back, way=Way.FILE, now=now)
    actions.add_figures(measures[STAYED], _stayed(company, openings, units), way=Way.FILE, now=now)


def of_service(seed: int, server: str, seat: int, code: str) -> int:
    """Return what somebody answers about a team that serves theirs, from 1 to 5; S6 is turned round."""
    draw = np.random.default_rng([seed, 73, seat, int.from_bytes(f"{server}{code}".encode()) % 2**32])
    felt = int(np.clip(np.rint(draw.normal(GOOD_SERVICE[server], 0.9)), 1, 5))
    return 6 - felt if code == "S6" else felt


def _ratings(
    company: Company, openings: Sequence[datetime], units: dict[str, Unit]
) -> Iterator[tuple[str, int, date, float, float | None]]:
    """Yield ticket, unit, day, rating, and of every fifth customer whether they would buy again."""
    draw = np.random.default_rng([company.seed, 71])
    number = 0
    for month, opened in enumerate(openings):
        for place, name in enumerate(TEAMS):
            if name == QUIET and month >= len(openings) - QUIET_MONTHS:
                continue
            mean, count = company.customers.means[month, place], int(company.customers.ratings[month, place])
            going = 1.3 if name in CONTENT_BUT_GOING else 0.0
            for value in _drawn(draw, float(mean), count):
                number += 1
                again = float(np.clip(np.rint(value - going + draw.normal(0, 0.8)), 1, 5))
                asked = number % ASKED_AGAIN == 0
                yield f"T{number:06}", units[name].id, opened.date(), float(value), again if asked else None


def _drawn(draw: np.random.Generator, mean: float, count: int) -> list[int]:
    """Return ratings from 1 to 5 whose mean is the planted one: some are moved by one until it is."""
    drawn = np.clip(np.rint(draw.normal(mean, SPREAD, count)), 1, 5).astype(int)
    missing = round(mean * count) - int(drawn.sum())
    step = 1 if missing > 0 else -1
    while missing:
        movable = np.flatnonzero((drawn + step >= 1) & (drawn + step <= 5))
        moved = draw.choice(movable, min(abs(missing), movable.size), replace=False)
        drawn[moved] += step
        missing -= step * moved.size
    return [int(value) for value in drawn]


def _stayed(
    company: Company, openings: Sequence[datetime], units: dict[str, Unit]
) -> list[tuple[int, date, float, int | None]]:
    draw = np.random.default_rng([company.seed, 72])
    months = sorted({opened.date().replace(day=1) for opened in openings})
    usual = (
        91 + draw.normal(0, 2.0, len(TEAMS)) - np.array([6.0 if name in CONTENT_BUT_GOING else 0.0 for name in TEAMS])
    )
    return [
        (units[name].id, month, float(np.clip(usual[place] + draw.normal(0, 1.2), 0, 100)), None)
        for place, name in enumerate(TEAMS)
        for month in months
    ]
