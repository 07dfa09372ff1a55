"""The demo company's customers: what they say of each team, brought in as a help desk and sales would bring it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import numpy as np
from sqlalchemy import select

from pulse.base.db import db
from pulse.customers import actions
from pulse.customers.models import Kind, Measure, Unit, UnitTeam, Way
from pulse.people.models import Team
from pulse.synthetic import TEAMS, Company

SPREAD = 0.9  # sd of single ratings
ASKED_AGAIN = 5  # every fifth customer is also asked whether they would buy again
QUIET, QUIET_MONTHS = "Onboarding", 4  # nobody rates this team any more
CONTENT_BUT_GOING = ("Claims", "Fleet")  # their customers are satisfied and do not come back


def fill(company: Company, openings: Sequence[datetime], now: datetime) -> None:
    """Bring in the ratings of all months, customers who would buy again, and how many stayed."""
    units = _units()
    satisfaction, again, stayed = _measures()
    said = list(_ratings(company, openings, units))
    actions.add_ratings(
        satisfaction, ((name, unit, day, value) for name, unit, day, value, _ in said), way=Way.FILE, now=now
    )
    back = ((name, unit, day, likely) for name, unit, day, _, likely in said if likely is not None)
    actions.add_ratings(again, back, way=Way.FILE, now=now)
    actions.add_figures(stayed, _stayed(company, openings, units), way=Way.FILE, now=now)


def _units() -> dict[str, Unit]:
    rows = db.session.execute(select(Team.name, Team.uid).where(Team.name.in_(TEAMS)))
    uids = {row[0]: row[1] for row in rows}
    made = {name: Unit(name=name) for name in TEAMS}
    db.session.add_all(made.values())
    db.session.flush()
    db.session.add_all(UnitTeam(team_uid=uids[name], unit_id=unit.id) for name, unit in made.items())
    return made


def _measures() -> tuple[Measure, Measure, Measure]:
    made = (
        Measure(name="Customer satisfaction", kind=Kind.SATISFACTION.value, low=1, high=5),
        Measure(name="Would buy again", kind=Kind.REBUY.value, low=1, high=5),
        Measure(name="Customers who stayed", kind=Kind.RETENTION.value, low=0, high=100, monthly=True),
    )
    db.session.add_all(made)
    db.session.flush()
    return made


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
            for value in np.clip(np.rint(draw.normal(mean, SPREAD, count)), 1, 5):
                number += 1
                again = float(np.clip(np.rint(value - going + draw.normal(0, 0.8)), 1, 5))
                asked = number % ASKED_AGAIN == 0
                yield f"T{number:06}", units[name].id, opened.date(), float(value), again if asked else None


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
