"""A round from its hour to its seal."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from pulse.ballots.models import Ballot
from pulse.base.db import db
from pulse.base.transactions import walled
from pulse.people import queries as people
from pulse.rounds import jobs, queries
from pulse.rounds.models import Step
from pulse.scores import jobs as scores
from pulse.scores.models import Mark
from pulse.tallies import queries as tables
from tests._ground.voting import MONDAY, make_programme, open_round, vote


def test_a_round_opens_is_answered_and_sealed(app, cast, client, time_machine):
    time_machine.move_to(MONDAY + timedelta(hours=1, minutes=1))
    make_programme()
    opened = open_round(MONDAY + timedelta(hours=1, minutes=1))
    assert opened.step == Step.OPEN.value
    for person in people.members():
        vote(client, opened, person, 4 if person.id % 2 else 2)
    jobs.advance(opened.closes_at)
    sealed = queries.rounds()[0]
    assert sealed.step == Step.SEALED.value
    facts = tables.facts(sealed.uid)
    assert (facts.ballots, facts.unreadable) == (sealed.members, 0)
    cells = tables.cells(sealed.uid)
    assert {cell.question for cell in cells} >= {"T1", "R1", "E1"}
    assert all(cell.n >= 5 for cell in cells)
    assert scores.compute() == 1
    marks = db.session.scalars(select(Mark)).all()
    assert {mark.team_uid for mark in marks if mark.score is not None} >= {cast.company.uid, cast.support.uid}
    assert scores.compute() == 0


def test_a_ballot_damaged_on_disk_does_not_keep_the_others_from_being_counted(app, cast, client, time_machine):
    time_machine.move_to(MONDAY + timedelta(hours=1, minutes=1))
    make_programme()
    opened = open_round(MONDAY + timedelta(hours=1, minutes=1))
    for person in people.members():
        vote(client, opened, person, 4)
    with walled(write=True) as connection:
        hit = connection.scalar(select(Ballot.nullifier).limit(1))
        connection.execute(update(Ballot).where(Ballot.nullifier == hit).values(sealed=b"dust"))
    jobs.advance(opened.closes_at)
    sealed = queries.rounds()[0]
    facts = tables.facts(sealed.uid)
    assert (sealed.step, facts.ballots, facts.unreadable) == (Step.SEALED.value, sealed.members - 1, 1)


def test_a_round_in_trouble_does_not_keep_the_others_from_being_worked_on():
    def work(round_id: int) -> int:
        if round_id == 1:
            raise LookupError("in trouble")
        done.append(round_id)
        return 1

    done: list[int] = []
    with pytest.raises(LookupError):
        jobs.each([1, 2, 3], work)
    assert done == [2, 3]
    assert jobs.each([2, 3], work) == 2
