"""Look at a floor: its questions, and as much of its votes as may be said."""

from dataclasses import dataclass

from sqlalchemy import select, text

from pulse.ballots.manifest import canonical
from pulse.base.errors import NotFound
from pulse.base.transactions import walled
from pulse.floor.models import Floor
from pulse.floor.tally import said

WAITING = "waiting"  # fewer than 8 entered
OPEN = "open"
CLOSED = "closed"

_STATE = text("SELECT state FROM floor WHERE uid = :uid")
_QUESTIONS = text(
    "SELECT q.id, q.slot, q.text, q.votes, count(v.slot) AS here FROM floor_question q"
    " LEFT JOIN floor_vote v ON v.floor = q.floor AND v.slot = q.slot"
    " WHERE q.floor = :uid GROUP BY q.id, q.slot, q.text, q.votes ORDER BY q.id"
)


@dataclass(frozen=True)
class AskedOnFloor:
    """A question without a name; `votes` is None below five."""

    id: str
    slot: int
    text: str
    votes: int | None


def state(uid: str) -> str:
    """Return waiting, open or closed; raise NotFound."""
    with walled() as connection:
        found = connection.scalar(_STATE, {"uid": uid})
    if found is None:
        raise NotFound
    return str(found)


def questions(uid: str) -> list[AskedOnFloor]:
    """Return a hall's questions in the order of their random ids, while it runs and afterwards."""
    with walled() as connection:
        rows = connection.execute(_QUESTIONS, {"uid": uid})
        return [
            AskedOnFloor(row.id, row.slot, row.text, said(row.here if row.votes is None else row.votes)) for row in rows
        ]


def keys(uid: str) -> str:
    """Return the public keys of a hall's rights in their one spelling, whose hash browsers pin; raise NotFound."""
    with walled() as connection:
        found = connection.scalar(select(Floor.keys).where(Floor.uid == uid))
    if found is None:
        raise NotFound
    return canonical({"hall": uid, "keys": found})
