"""Units with figures of many months, written as a landed delivery leaves them."""

from datetime import date

from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.customers import actions
from pulse.customers.models import Measure, MeasureKind, Unit, UnitTeam, Way
from pulse.customers.series import months
from pulse.people.models import Team

LAST = date(2026, 10, 1)


def measure(name: str = "Satisfaction", kind: MeasureKind = MeasureKind.SATISFACTION) -> Measure:
    """Make a measure from 1 to 5 that comes as single ratings."""
    made = Measure(name=name, kind=kind.value, low=1, high=5)
    db.session.add(made)
    db.session.flush()
    return made


def unit(*teams: Team, name: str = "") -> Unit:
    """Make a unit of teams, named after the first."""
    made = Unit(name=name or teams[0].name)
    db.session.add(made)
    db.session.flush()
    db.session.add_all(UnitTeam(team_uid=team.uid, unit_id=made.id) for team in teams)
    return made


def rate(what: Measure, whom: Unit, scores: list[list[int]], key: str = "") -> None:
    """Bring in each month's ratings, the last list in October 2026; the same key names the same customers."""
    first = LAST.year * 12 + LAST.month - len(scores)
    for month, given in zip(months(date(first // 12, first % 12 + 1, 1), LAST), scores, strict=True):
        rows = [(f"{key or what.name}/{whom.id}/{month}/{k}", whom.id, month, score) for k, score in enumerate(given)]
        actions.add_ratings(what, rows, way=Way.FILE, now=clock.now())


def steady(cast) -> tuple[Measure, Unit, Unit]:
    """Twelve months of Support, which is steady, and of Finance, which nobody has rated for four."""
    with transaction():
        what = measure()
        support, finance = unit(cast.support), unit(cast.finance)
        rate(what, support, [[4, 5, 4, 3, 5, 4]] * 12)
        rate(what, finance, [[4, 5, 3, 4, 4, 2]] * 8 + [[]] * 4)
    return what, support, finance
