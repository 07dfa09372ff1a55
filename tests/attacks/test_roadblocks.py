"""Answers on roadblocks are comments: nothing before the seal, nothing below ten ballots, and no order of arrival."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Person, Role, Team
from pulse.promises.models import Promise
from pulse.questions.library import ROADBLOCK
from pulse.roadblocks.models import Roadblock
from pulse.rounds import jobs
from pulse.rounds.models import Round, Step
from pulse.tallies import queries as tables
from tests._ground.voting import MONDAY, make_programme, open_round, vote
from tests.attacks._storage import best, in_postgres, in_sqlite

OPENING = MONDAY + timedelta(hours=1, minutes=1)
SEALING = OPENING + timedelta(days=4, hours=1)
TAU, RIGHT = 0.55, 10  # as for ballots: five deviations of forty
READERS = ("hana", "lea", "voter1")


def hire(count):
    """One company over one team of so many people, with Lea, who leads all, and Hana in HR."""
    with transaction():
        company = Team(name="Acme")
        support = Team(name="Support", parent=company)
        person = {"locale": "en", "timezone": "Europe/Berlin"}
        voters = [Person(name=f"V {n}", email=f"voter{n}@acme.example", team=support, **person) for n in range(count)]
        lea = Person(name="Lea L", email="lea@acme.example", team=company, is_lead=True, **person)
        hana = Person(name="Hana I", email="hana@acme.example", team=company, role=Role.HR.value, **person)
        db.session.add_all([support, *voters, lea, hana])
    make_programme(anchors=["T1"], rotation=[], extras=[ROADBLOCK], comment=False)
    return voters


def answer(app, voters):
    """Let each write a text of their own, one after the other; return the round."""
    opened = open_round(OPENING)
    for voter in voters:
        vote(app.test_client(), opened, voter, {"T1": 4}, {ROADBLOCK: f"Roadblock of {voter.id:03d}."})
    return opened


def seen(signed_in):
    """Return everything that anybody reads of roadblocks and comments."""
    texts, teams = [], [team.uid for team in db.session.scalars(select(Team))]
    people = {each.email.split("@")[0]: each for each in db.session.scalars(select(Person))}
    for name in READERS:
        browser = signed_in(people[name])
        for uid in teams:
            browser.post(f"/roadblocks/teams/{uid}/before")
            pages = ("answers", "")
            texts += [browser.get(f"/roadblocks/teams/{uid}/{page}".rstrip("/")).text for page in pages]
            texts.append(browser.get(f"/results/teams/{uid}/comments").text)
        texts.append(browser.get("/roadblocks").text)
    return "".join(texts)


@pytest.mark.one_database
@pytest.mark.parametrize("steps", [1, 2])
def test_nothing_is_told_at_any_step_before_the_seal(app, signed_in, monkeypatch, steps):
    with time_machine.travel(OPENING):
        opened = answer(app, hire(12))
        monkeypatch.setattr(jobs, "MOST_STEPS", steps)
    with time_machine.travel(SEALING):
        jobs.advance(SEALING)  # works twice: after two steps, or after four
        assert db.session.get_one(Round, opened.id).step == {1: Step.FROZEN, 2: Step.DESTROYED}[steps]
        page = seen(signed_in)
    assert "Roadblock of" not in page
    assert "wait for a word" not in page
    assert "Nobody has been asked yet" in page


@pytest.mark.one_database
def test_at_the_seal_all_answers_appear_at_once(app, signed_in):
    with time_machine.travel(OPENING):
        voters = hire(12)
        answer(app, voters)
    with time_machine.travel(SEALING):
        jobs.advance(SEALING)
        page = seen(signed_in)
    assert all(f"Roadblock of {voter.id:03d}." in page for voter in voters)
    assert "wait for a word, the oldest since Mar 6" in page


@pytest.mark.one_database
@pytest.mark.parametrize(("ballots", "shown"), [(9, False), (10, True)])
def test_below_ten_ballots_nothing_is_told_not_even_that_some_wait(app, signed_in, ballots, shown):
    with time_machine.travel(OPENING):
        answer(app, hire(13)[:ballots])
    with time_machine.travel(SEALING):
        jobs.advance(SEALING)
        page = seen(signed_in)
    assert ("Roadblock of" in page, "wait for a word" in page) == (shown, shown)


def test_neither_storage_nor_ids_tell_the_order_in_which_answers_came(app, databases):
    with time_machine.travel(OPENING):
        voters = hire(40)
        opened = answer(app, voters)
    jobs.advance(SEALING)
    names = {f"Roadblock of {voter.id:03d}.".encode(): voter.id for voter in voters}
    url = app.extensions["pulse.settings"].ballots_url
    if databases.kind == "sqlite":
        places = in_sqlite(url, "comment", names)
    else:
        places = in_postgres(databases.superuser, url, "comment", names)
    arrival = [voter.id for voter in voters]
    listed = [names[each.text.encode()] for each in tables.comments_on(ROADBLOCK, [opened.uid])[opened.uid]]
    alike, right = best({**places, "listed": listed}, arrival)
    assert (alike < TAU, right < RIGHT) == (True, True)
    assert best({"as they came": arrival}, arrival) == (pytest.approx(1), 40), "the attacker is no good"


@pytest.mark.one_database
def test_what_was_written_never_reaches_the_side_of_the_people(app, signed_in):
    with time_machine.travel(OPENING):
        opened = answer(app, hire(12))
    with time_machine.travel(SEALING):
        jobs.advance(SEALING)
        lea = db.session.scalars(select(Person).where(Person.email == "lea@acme.example")).one()
        team = db.session.scalars(select(Team).where(Team.name == "Acme")).one().uid
        written = tables.comments_on(ROADBLOCK, [opened.uid])[opened.uid]
        browser = signed_in(lea)
        browser.post(f"/roadblocks/teams/{team}/before")
        given = {"state": "promise", "words": "Two signatures", "reason": ""}
        for each in written[:3]:
            browser.get(f"/roadblocks/teams/{team}/decide?answer={each.id}")
            browser.post(f"/roadblocks/teams/{team}/decide", data=given | {"answer": f"{each.id}.0"})
    assert len(db.session.scalars(select(Roadblock)).all()) == 3
    assert {each.text for each in db.session.scalars(select(Promise))} == {"Two signatures"}
    rows = [str(row) for table in db.metadatas[None].sorted_tables for row in db.session.execute(select(table))]
    assert len(rows) > 30
    assert [row for row in rows if "Roadblock of" in row] == []


def test_what_is_kept_of_a_roadblock_says_nothing_of_who_wrote_it():
    assert {column.name for column in Roadblock.__table__.columns} == {
        *("uid", "round_id", "home"),  # as published at the seal
        *("state", "words", "reason", "same_as", "revision"),  # what a reader said of it
        *("by_person_id", "decided_at"),  # that reader, and when
    }
