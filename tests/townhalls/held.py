"""Town halls as tests hold them: one for Support (10 people) or for Finance (3), and questions on its floor."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from sqlalchemy import insert
from werkzeug.test import TestResponse

from pulse.base.signing import new_uid
from pulse.base.transactions import transaction, walled
from pulse.floor.models import FloorQuestion, FloorVote
from pulse.people import queries as people
from pulse.people.models import Person, Team
from pulse.townhalls import actions, queries
from pulse.townhalls.models import Hall
from pulse.townhalls.plans import HallPlan

NOW = datetime(2026, 4, 6, 8, 0, tzinfo=UTC)  # a Monday, 10:00 in Berlin
LATER = NOW + timedelta(days=3)
PLAN = HallPlan("After the spring pulse", LATER, 60, "Europe/Berlin", "Room 4", "https://call.example/4", "Come along.")

_slots = count()


def drafted(team: Team, by: Person, **changes: object) -> Hall:
    """Draft a town hall."""
    with transaction():
        made = actions.draft(team, replace(PLAN, **changes), by=by, now=NOW)  # type: ignore[arg-type]
        uid = made.uid
    return queries.hall(uid)


def announced(team: Team, by: Person, **changes: object) -> Hall:
    """Draft and announce a town hall."""
    uid = drafted(team, by, **changes).uid
    with transaction():
        actions.announce(queries.hall(uid), by=by, now=NOW)
    return queries.hall(uid)


def live(team: Team, by: Person) -> Hall:
    """Draft, announce and begin a town hall."""
    uid = announced(team, by).uid
    with transaction():
        actions.start(queries.hall(uid), by=by, now=LATER)
    return queries.hall(uid)


def asked(hall: Hall, text: str, votes: int = 0) -> str:
    """Put a question without a name on the floor, and so many votes under it, as the floor itself would."""
    made, slot = new_uid(), next(_slots) % 64
    row = {"id": made, "floor": hall.uid, "slot": slot, "nullifier": new_uid().encode(), "text": text}
    with walled(write=True) as connection:
        connection.execute(insert(FloorQuestion).values(row))
        for _ in range(votes):
            vote = {"floor": hall.uid, "slot": slot, "nullifier": new_uid().encode() * 2}
            connection.execute(insert(FloorVote).values(vote))
    return made


def named(hall: Hall, text: str, by: Person) -> str:
    """Ask under a name."""
    with transaction():
        return actions.ask(queries.hall(hall.uid), text, by=by, now=NOW).id


def text_of(answer: TestResponse) -> str:
    """Return a page as one line."""
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def people_of(team: Team) -> list[Person]:
    """Return who works in a team."""
    return people.members([team.id])
