"""A town hall in tests: made, announced or live, and guests who enter, ask and vote through the product's own pages."""

from datetime import datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from pulse.ballots.voter import Pending
from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.floor import actions as floor
from pulse.floor import guest
from pulse.floor import queries as floors
from pulse.floor.rights import NAMES
from pulse.people.models import Person, Team
from pulse.townhalls import snapshot_queries
from pulse.townhalls.models import Hall, Handling
from tests._ground.application import sign_in

BATCHES: dict[int, tuple[Pending, ...]] = {}  # by person, blinded once for all tests of a process


def make_hall(team: Team, *, anonymous: bool = True, state: str = "live", now: datetime | None = None) -> Hall:
    """Make a hall for a team, with its floor when questions are without a name."""
    moment = now or clock.now()
    with transaction():
        about = {"title": "All hands", "timezone": "Europe/Berlin", "starts_at": moment, "made_at": moment}
        hall = Hall(team_id=team.id, state=state, anonymous=anonymous, audience=20, revised_at=moment, **about)
        db.session.add(hall)
        db.session.flush()
        if anonymous:
            floor.open_floor(hall.uid)
    return hall


def handle(hall: Hall, question: str, state: str, **more: Any) -> None:
    """Note what moderators did with a question."""
    with transaction():
        row = Handling(question_id=question, hall_id=hall.id, state=state, handled_at=clock.now(), **more)
        db.session.merge(row)


def _batch(person: int) -> tuple[Pending, ...]:
    if person not in BATCHES:
        BATCHES[person] = guest.begin()
    return BATCHES[person]


class Rights(dict[str, Any]):
    """Rights by name, each worked out when it is first used: there are sixty-seven of them."""

    def __getitem__(self, name: str) -> guest.Right:
        """Return a right."""
        found = super().__getitem__(name)
        if not isinstance(found, guest.Right):
            found = self[name] = guest.right(*found)
        return found


class Guest:
    """Somebody in a hall: a browser that is signed in, and one without cookies that acts."""

    def __init__(self, app: Flask, hall: Hall, person: Person) -> None:
        self.uid, self.person = hall.uid, person
        self.signed_in: FlaskClient = app.test_client()
        self.plain: FlaskClient = app.test_client(use_cookies=False)
        sign_in(app, self.signed_in, person)
        self.batch = _batch(person.id)
        self.rights = Rights()

    def enter(self) -> int:
        """Draw all rights; return the status."""
        reply = self.signed_in.post(f"/halls/{self.uid}/enter", json=guest.entrance(self.batch))
        if reply.status_code == 200:
            keys = self.plain.get(f"/halls/{self.uid}/keys.json").get_json()["keys"]
            given = zip(NAMES, self.batch, reply.get_json()["rights"], strict=True)
            self.rights = Rights({name: (pending, pair, keys[name]) for name, pending, pair in given})
        return reply.status_code

    def question(self, text: str, number: int = 0) -> dict[str, object]:
        """Return what asking posts."""
        return guest.ask(self.uid, number, self.rights[f"ask-{number}"], text)

    def ask(self, text: str, number: int = 0) -> Any:
        """Ask; return the answer."""
        return self.plain.post(f"/halls/{self.uid}/questions", json=self.question(text, number))

    def vote(self, slot: int) -> int:
        """Vote for a slot; return the status."""
        return self.post_vote(guest.vote(self.uid, slot, self.rights[f"vote-{slot}"]))

    def post_vote(self, said: object) -> int:
        """Post a vote; return the status."""
        return self.plain.post(f"/halls/{self.uid}/votes", json=said).status_code

    def look(self) -> Any:
        """Return the snapshot as everybody gets it."""
        return self.plain.get(f"/halls/{self.uid}/snapshot.json", headers={"Hall-Key": snapshot_queries.key(self.uid)})


def guests(app: Flask, hall: Hall, people: list[Person]) -> list[Guest]:
    """Let people enter."""
    made = [Guest(app, hall, person) for person in people]
    assert [each.enter() for each in made] == [200] * len(made)
    assert floors.state(hall.uid) == ("open" if len(made) >= 8 else "waiting")
    return made
