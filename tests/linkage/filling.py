"""A company of units with scores and figures, written straight into the stored tables that the link reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from sqlalchemy import insert

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.customers.models import Figure, Measure, MeasureKind, Unit, UnitTeam
from pulse.linkage.panels import Panels
from pulse.people.models import Person, Role, Team
from pulse.rounds.models import Round, Step
from pulse.scores.models import Conclusion, Mark, Response
from pulse.scores.published import DIMENSIONS
from tests._ground.voting import make_programme


@dataclass(frozen=True)
class Filled:
    """Whom to sign in as, and what there is."""

    hana: Person
    lead: Person  # leads the first team
    measure: Measure
    units: tuple[Unit, ...]
    after: datetime  # a day after the last period


def fill(panels: Panels, names: Sequence[str] = (), ratings: int | None = 60) -> Filled:
    """Store panels of months as a company's marks and figures: unit and team k are called the same."""
    count = len(panels.units)
    called = names or [f"Unit {number}" for number in range(1, count + 1)]
    programme = make_programme(starts_on=panels.periods[0])
    with transaction():
        hana = Person(name="Hana", email="hana@units.example", role=Role.HR.value, locale="en")
        root = Team(name="Company")
        db.session.add_all([hana, root])
        db.session.flush()
        teams = [Team(name=name, parent_id=root.id) for name in called]
        units = [Unit(name=name) for name in called]
        measure = Measure(name="Satisfaction", kind=MeasureKind.SATISFACTION.value, low=1, high=5)
        db.session.add_all([*teams, *units, measure])
        db.session.flush()
        lead = Person(name="Lea", email="lea@units.example", team_id=teams[0].id, is_lead=True, locale="en")
        db.session.add(lead)
        db.session.add_all(UnitTeam(team_uid=t.uid, unit_id=u.id) for t, u in zip(teams, units, strict=True))
        rounds = _rounds(programme.id, panels.periods)
        _scores(panels, rounds, teams)
        _figures(panels, measure, units, ratings)
    last = panels.periods[-1] + timedelta(days=32)
    return Filled(hana, lead, measure, tuple(units), datetime(last.year, last.month, 2, 3, tzinfo=UTC))


def _rounds(programme_id: int, months: Sequence[date]) -> list[int]:
    made = []
    for number, month in enumerate(months, start=1):
        opens_at = datetime(month.year, month.month, 8, 8, tzinfo=UTC)
        made.append(
            Round(
                uid=f"round{number:011d}",
                programme_id=programme_id,
                occurrence=opens_at.date(),
                number=number,
                opens_at=opens_at,
                closes_at=opens_at + timedelta(days=4),
                step=Step.SEALED.value,
            )
        )
    db.session.add_all(made)
    db.session.flush()
    db.session.execute(insert(Conclusion), [{"round_id": each.id, "effects": {}, "sums": {}} for each in made])
    return [each.id for each in made]


def _scores(panels: Panels, rounds: Sequence[int], teams: Sequence[Team]) -> None:
    marks = [
        _mark(rounds[period], teams[unit].uid, dimension, panels.sentiment[row, unit, period])
        for row, dimension in enumerate(DIMENSIONS)
        for unit, period in np.ndindex(len(teams), len(rounds))
    ]
    asked = [
        {"round_id": round_id, "team_uid": team.uid, "took_part": 9, "least": 9, "invited": 10, "fell": False}
        for round_id in rounds
        for team in teams
    ]
    db.session.execute(insert(Mark), marks)
    db.session.execute(insert(Response), asked)


def _mark(round_id: int, uid: str, dimension: str, score: float) -> dict[str, object]:
    known = not np.isnan(score)
    return {
        "round_id": round_id,
        "team_uid": uid,
        "dimension": dimension,
        "gap": "" if known else "too few",
        "score": float(score) if known else None,
        "n": 9 if known else None,
        "members": 10 if known else None,
    }


def _figures(panels: Panels, measure: Measure, units: Sequence[Unit], ratings: int | None) -> None:
    rows = [
        {
            "measure_id": measure.id,
            "unit_id": units[unit].id,
            "month": panels.periods[period],
            "n": ratings,
            "mean": float(panels.customers[unit, period]),
            "sd": 22.0 if ratings else None,
        }
        for unit, period in np.ndindex(*panels.customers.shape)
        if not np.isnan(panels.customers[unit, period])
    ]
    db.session.execute(insert(Figure), rows)
