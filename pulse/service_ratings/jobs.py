"""After each seal: how teams were rated, computed once."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.rounds.models import Round, Step
from pulse.service_ratings import actions
from pulse.service_ratings.models import Weighed


def weigh(_now: datetime | None = None) -> int:
    """Store how teams were rated in every sealed round where that is missing, the oldest first; return how many."""
    with transaction():
        wanted = select(Round.id).outerjoin(Weighed, Weighed.round_id == Round.id)
        wanted = wanted.where(Round.step == Step.SEALED.value, Weighed.round_id.is_(None)).order_by(Round.opens_at)
        waiting = list(db.session.scalars(wanted))
    return sum(_weigh(round_id) for round_id in waiting)


def _weigh(round_id: int) -> bool:
    try:
        with transaction():
            sealed = db.session.get(Round, round_id)
            if sealed is not None:
                actions.weigh(sealed)
    except IntegrityError:
        return False  # another process was first, with the same result
    return True
