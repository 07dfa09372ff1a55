"""How long a night's link takes, and how long its panels take to prepare; in seconds of one processor.

`python -m tests.benchmarks.link`. The panels hold a link, so that the checks are computed too: each shuffles again.
"""

import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from time import process_time

import numpy as np
from sqlalchemy import func, insert, literal, select

from pulse.base.db import db
from pulse.base.transactions import reading, transaction
from pulse.linkage.outcome import outcome
from pulse.linkage.preparing import AskedCounts, Scored, sentiment
from pulse.linkage.queries import gather
from pulse.rounds.models import Round
from pulse.scores.models import Conclusion, Mark, Response
from pulse.scores.published import DIMENSIONS
from tests.benchmarks._company import application, sqlite
from tests.linkage.filling import fill
from tests.linkage.panels import made

COMPUTED = ((24, 18, 1.0), (80, 24, 5.0), (200, 36, 5.0))  # units, months, seconds at most
TEAMS, WEEKS, MOST = 2000, 104, 5.0
MONTHS = 24


def main() -> int:
    """Measure, print a table, and say whether the promises are kept."""
    print(f"{'':52}{'seconds':>10}{'at most':>10}")
    kept = [
        shown(f"{units} units, {months} months, 21 tests", computed(units, months), most)
        for units, months, most in COMPUTED
    ]
    kept.append(shown(f"prepared: {TEAMS:,} teams, {WEEKS} weeks", prepared(), MOST))
    kept.append(shown(f"read and prepared: {TEAMS:,} teams, {WEEKS} weeks", gathered(), MOST))
    print("kept" if all(kept) else "NOT KEPT")
    return 0 if all(kept) else 1


def shown(what: str, seconds: float, most: float) -> bool:
    """Print one line, and return whether it stays below."""
    print(f"{what:52}{seconds:10.2f}{most:10.1f}")
    return seconds < most


def computed(units: int, months: int) -> float:
    """Return how long one verdict takes, its checks included."""
    panels = made(units, months, beta=0.3, lag=2)
    began = process_time()
    found = outcome(panels, quarters=False)
    spent = process_time() - began
    assert found.link is not None
    assert found.link.checks is not None
    return spent


def prepared() -> float:
    """Return how long scores of many teams take to become a panel."""
    draw = np.random.default_rng(1)
    team, week, dimension = (each.ravel() for each in np.indices((TEAMS, WEEKS, len(DIMENSIONS))))
    scored = Scored(
        team, week * MONTHS // WEEKS, dimension, draw.uniform(0, 100, team.size), draw.uniform(5, 50, team.size)
    )
    asked = AskedCounts(team, week * MONTHS // WEEKS, draw.uniform(5, 50, team.size))
    began = process_time()
    sentiment(scored, asked, [each // 4 for each in range(TEAMS)], (TEAMS // 4, MONTHS))
    return process_time() - began


def gathered() -> float:
    """Return how long the same takes from the database on."""
    with tempfile.TemporaryDirectory(prefix="pulse-link-") as folder, sqlite(Path(folder)) as place, application(place):
        filled = fill(made(TEAMS, MONTHS))
        with transaction():
            measure = filled.measure.id
            for copy in range(1, WEEKS // MONTHS + 1):
                again(copy, WEEKS - MONTHS)
            assert db.session.scalar(select(func.count()).select_from(Conclusion)) == WEEKS
        began = process_time()
        with reading(db.engine) as connection:
            found = gather(connection, measure, filled.after.date())
        spent = process_time() - began
        assert found.panels.sentiment.shape == (len(DIMENSIONS), TEAMS, MONTHS)
        return spent


def again(copy: int, most: int) -> None:
    """Store the rounds of the months once more, some days later, until there are as many as weeks."""
    first = MONTHS * copy
    for each in db.session.scalars(select(Round).where(Round.id <= min(MONTHS, most - first + MONTHS))).all():
        moved = timedelta(days=5 * copy)
        values = {"occurrence": each.occurrence + moved, "opens_at": each.opens_at + moved}
        same = {"programme_id": each.programme_id, "number": first + each.number, "closes_at": each.closes_at + moved}
        db.session.execute(insert(Round).values(id=first + each.id, uid=f"again{first + each.id}", **values, **same))
        db.session.execute(insert(Conclusion).values(round_id=first + each.id, effects={}, sums={}))
    rounds = select(Round.id).where(Round.id > first)
    for model in (Mark, Response):
        columns = [column for column in model.__table__.columns if column.name != "round_id"]
        moved_on = select(model.round_id + literal(first), *columns).where((model.round_id + first).in_(rounds))
        db.session.execute(insert(model).from_select(["round_id", *[c.name for c in columns]], moved_on))


if __name__ == "__main__":
    sys.exit(main())
