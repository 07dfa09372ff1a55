"""After each seal: the results of the round, computed once."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.lineage.links import Link
from pulse.rounds.models import Round, Step
from pulse.scores import actions
from pulse.scores.models import Conclusion, Health


def compute(_now: datetime | None = None) -> int:
    """Conclude every sealed round that is not concluded yet, the oldest first; return how many."""
    with transaction():
        wanted = select(Round.id).outerjoin(Conclusion, Conclusion.round_id == Round.id)
        wanted = wanted.where(Round.step == Step.SEALED.value, Conclusion.round_id.is_(None)).order_by(Round.opens_at)
        waiting = list(db.session.scalars(wanted))
    done = sum(_conclude(round_id) for round_id in waiting)
    assess()
    return done


def assess() -> int:
    """Store what each sealed round says of its questions' health, where that is missing; return how many."""
    with transaction():
        wanted = select(Round.id).outerjoin(Health, Health.round_id == Round.id)
        wanted = wanted.where(Round.step == Step.SEALED.value, Health.round_id.is_(None)).order_by(Round.opens_at)
        waiting = list(db.session.scalars(wanted))
    return sum(_assess(round_id) for round_id in waiting)


def _assess(round_id: int) -> bool:
    try:
        with transaction():
            sealed = db.session.get(Round, round_id)
            if sealed is not None:
                actions.assess_round(sealed)
    except IntegrityError:
        return False  # another process was first, with the same result
    return True


def _conclude(round_id: int) -> bool:
    try:
        with transaction():
            sealed = db.session.get(Round, round_id)
            if sealed is not None:
                actions.conclude_round(sealed)
    except IntegrityError:
        return False  # another process was first, with the same result
    return True


def piece(_now: datetime | None = None) -> int:
    """Bring lines across recorded changes up to date, round by round; return how many rounds."""
    with transaction():
        due = actions.to_piece()
    return sum(_piece(*each) for each in due)


def _piece(round_id: int, before_id: int | None, links: list[Link], fingerprint: str) -> bool:
    try:
        with transaction():
            actions.piece_round(round_id, before_id, links, fingerprint)
    except IntegrityError:
        return False  # another process was first, with the same result
    return True
