"""A hall under attack: people who enter, vote and ask in an order that only the attacker's judge knows."""

import secrets
from random import Random

from sqlalchemy import select

from pulse.ballots import credentials
from pulse.ballots.queries import ring
from pulse.ballots.receipts import nullifier
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.floor import actions as floor
from pulse.floor import guest
from pulse.people.models import Person
from pulse.townhalls import entry_actions
from tests._ground.halls import make_hall

ALL = 40


def right(uid, name):
    """Return a right as somebody holds it who drew it: nothing ties it to who that was."""
    nonce = secrets.token_bytes(32)
    return guest.Right(nonce, credentials.finalized(ring().key_pair(uid, name), nonce))


class Hall:
    """A live hall of one team, and what came in, in turn."""

    def __init__(self, app, cast, people=ALL):
        with transaction():
            cast.people(cast.support, people, "guest")
        wanted = select(Person).where(Person.team_id == cast.support.id).order_by(Person.id)
        self.people = [person.id for person in db.session.scalars(wanted)][-people:]
        self.people = Random(7).sample(self.people, people)  # in an order that has nothing to do with their rows
        self.hall = make_hall(cast.support)
        self.uid = self.hall.uid
        self.client = app.test_client(use_cookies=False)
        self.slots: list[int] = []
        self.voters: dict[bytes, int] = {}
        self.askers: dict[bytes, int] = {}
        self.entered: dict[bytes, int] = {}
        floor.admit(self.uid)

    def enter(self):
        """Note that everybody entered, each in a transaction of their own."""
        for person in self.people:
            digest = secrets.token_bytes(32)
            with transaction():
                entry_actions._note(self.uid, self.hall.id, (person, digest))
            self.entered[digest] = person

    def ask(self, number=ALL):
        """Let people ask one after the other until so many have; return the slots."""
        slots = self.slots
        for person in self.people[len(self.askers) : number]:
            held = right(self.uid, "ask-0")
            reply = self.client.post(
                f"/halls/{self.uid}/questions", json=guest.ask(self.uid, 0, held, f"Why {person}?")
            )
            slots.append(reply.get_json()["slot"])
            self.askers[nullifier(held.nonce)] = person
        return slots

    def vote(self, slot):
        """Let people vote for one question one after the other."""
        for person in self.people:
            held = right(self.uid, f"vote-{slot}")
            reply = self.client.post(f"/halls/{self.uid}/votes", json=guest.vote(self.uid, slot, held))
            assert reply.status_code == 204
            self.voters[nullifier(held.nonce)] = person
