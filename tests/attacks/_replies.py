"""A sealed round in which forty wrote two texts each, under a secret; every last comment was answered."""

from hashlib import sha256
from pathlib import Path
from random import Random

import time_machine
from sqlalchemy import select

from pulse.ballots.envelopes import BallotText
from pulse.ballots.wire import to_text
from pulse.base.db import db
from pulse.people.models import Person
from pulse.rounds import jobs, queries
from pulse.tallies import queries as tables
from pulse.tallies.cells import TOP
from pulse.threads import actions as threads
from pulse.threads.letters import By, Letter, Said
from tests._ground.databases import Databases, Urls
from tests._ground.replying import Author
from tests.attacks._crowd import OPENS, hire, opened_for, running

WRITERS = 40


class Written:
    """Who wrote, and what."""

    def __init__(self) -> None:
        """Look up what was made."""
        self.ids = Random(7).sample(ids := sorted(db.session.scalars(select(Person.id))), len(ids))
        self.authors = {person_id: author(person_id) for person_id in self.ids}
        self.round = queries.rounds()[0]
        homes = tables.layout(self.round.uid).parent
        found = [[*each.text.split(), each.id] for each in tables.comments(self.round.uid, [*homes, TOP])]
        self.comments = {int(number): comment for kind, number, comment in found if kind == "Comment"}


def author(person_id: int) -> Author:
    """Return what a person's browser keeps."""
    return Author(to_text(sha256(f"writer {person_id}".encode()).digest()))


def build(databases: Databases, migrated: Urls, place: Path) -> Urls:
    """Hire, write, seal, answer; return the databases."""
    urls = databases.copy_of(migrated)
    with time_machine.travel(OPENS, tick=False), running(urls, place) as app:
        crowd = opened_for(app, hire(WRITERS), anchors=["T1", "Q1"], rotation=[], extras=[])
        first, last = (q["version"] for q in crowd.told["questions"] if q["open"])
        for person_id in crowd.ids:
            held = crowd.collect(person_id)
            texts = {first: f"Answer {person_id}", last: f"Comment {person_id}"}
            said = BallotText(held.cohort, {}, texts, author(person_id).code)
            assert crowd.client.post("/ballot", json=crowd.sealed(held, said)).status_code == 204
        jobs.advance(crowd.opened.closes_at)
        for comment in Written().comments.values():
            threads.answer(comment, Letter(By.HR, Said.READ))
        threads.deliver()
    return urls
