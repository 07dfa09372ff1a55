"""After each seal: the results of the round, computed once."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.rounds.models import Round, Step
from pulse.scores import actions
from pulse.scores.models import Conclusion, Health


def compute(_now: datetime | None = None) -> int:
    """Conclude every sealed round that is not concluded yet, the oldest first; return how many."""
    done = sum(_once(_of_round, actions.conclude_round, each) for each in _sealed_without(Conclusion))
    assess()
    return done


def assess() -> int:
    """Store what each sealed round says of its questions' health, where that is missing; return how many."""
    return sum(_once(_of_round, actions.assess_round, each) for each in _sealed_without(Health))


def piece(_now: datetime | None = None) -> int:
    """Bring lines across recorded changes up to date, round by round; return how many rounds."""
    with transaction():
        due = actions.to_piece()
    return sum(_once(actions.piece_round, *each) for each in due)


def _sealed_without(stored: type[Conclusion | Health]) -> list[int]:
    """Return the sealed rounds that have no such row yet, the oldest first."""
    with transaction():
        wanted = select(Round.id).outerjoin(stored, stored.round_id == Round.id)
        wanted = wanted.where(Round.step == Step.SEALED.value, stored.round_id.is_(None)).order_by(Round.opens_at)
        return list(db.session.scalars(wanted))


def _of_round(store: Callable[[Round], None], round_id: int) -> None:
    sealed = db.session.get(Round, round_id)
    if sealed is not None:
        store(sealed)


def _once(store: Callable[..., object], *about: object) -> bool:
    """Store in a transaction of its own; another process that was first has stored the same."""
    try:
        with transaction():
            store(*about)
    except IntegrityError:
        return False
    return True
