"""Where questions, votes and entries of a hall lie tells nothing of who came when; with controls that do tell."""

from datetime import timedelta

import pytest

from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.floor import actions as floor
from pulse.townhalls import actions, shuffle_jobs
from pulse.townhalls.models import Hall as HallRow
from tests._ground.databases import Urls
from tests._ground.halls import make_hall
from tests.attacks._halls import ALL, Hall
from tests.attacks._storage import best, in_postgres, in_sqlite, right_links
from tests.attacks._thief import everything, found_in

TAU, RIGHT = 0.55, 10  # five deviations; P(10 or more right by chance) = 1e-7
TABLES = ("floor_vote", "floor_question", "hall_entry")


@pytest.fixture
def hall(app, cast):
    made = Hall(app, cast)
    made.enter()
    made.vote(made.ask()[0])
    return made


@pytest.fixture
def places(app, databases, hall):
    """Copy a table and give whose rows they are, in every order of storage."""

    def copy(table):
        names = {"floor_vote": hall.voters, "floor_question": hall.askers, "hall_entry": hall.entered}[table]
        given = app.extensions["pulse.settings"]
        url = given.people_url if table == "hall_entry" else given.ballots_url
        if databases.kind == "sqlite":
            return in_sqlite(url, table, names)
        return in_postgres(databases.superuser, url, table, names)

    return copy


def joined(one, other):
    """Return how many an attacker links rightly who lays any two orders beside each other."""
    return max(right_links(first, second) for first in one.values() for second in other.values())


def told(hall, places):
    """Return how alike storage and arrival are, how many links are right, and how many entries are joined with acts."""
    found = {table: places(table) for table in TABLES}
    orders = [best(orders, hall.people) for orders in found.values()]
    joins = [joined(found["hall_entry"], found[table]) for table in ("floor_vote", "floor_question")]
    return [alike for alike, _ in orders], [right for _, right in orders], joins


def test_after_a_tick_storage_tells_nothing_of_who_came_when(hall, places):
    assert shuffle_jobs.shuffle(clock.now())
    alike, right, joins = told(hall, places)
    assert (max(alike) < TAU, max(right) < RIGHT, max(joins) < RIGHT) == (True, True, True)


def test_without_the_rewriting_storage_tells_who_came_when_and_joins_entries_with_votes(hall, places, monkeypatch):
    monkeypatch.setattr(floor, "rewrite", lambda: None)
    monkeypatch.setattr(shuffle_jobs, "rewrite_entries", lambda: None)
    assert shuffle_jobs.shuffle(clock.now())
    alike, right, joins = told(hall, places)
    assert (min(alike) > 0.8, min(right) > ALL / 2, min(joins) > ALL / 2) == (True, True, True)


def test_it_is_done_every_quarter_of_an_hour(cast):
    make_hall(cast.support)
    now = clock.now()
    assert shuffle_jobs.shuffle(now)
    assert not shuffle_jobs.shuffle(now + timedelta(minutes=7))
    assert shuffle_jobs.shuffle(now + timedelta(minutes=15))


@pytest.fixture
def over(app, databases, cast, hall, monkeypatch):
    """End the hall; return what is found in the files afterwards."""

    def end():
        planted = {"vote": next(iter(hall.voters)), "question": next(iter(hall.askers))}
        planted["entry"] = next(iter(hall.entered))
        planted["seed"] = (app.extensions["pulse.keys"].directory / hall.uid / "issue.key").read_bytes()[:32]
        shuffle_jobs.shuffle(clock.now())
        with transaction():
            actions.end(db.session.get(HallRow, hall.hall.id), follow_up=True, by=None, now=clock.now())
        shuffle_jobs.shuffle(clock.now() + timedelta(seconds=1))
        db.session.remove()
        files = everything(databases, urls(app), app.extensions["pulse.keys"].directory.parent)
        return {name: where - {"log"} for name, where in found_in(files, planted).items() if where - {"log"}}

    return end


def urls(app):
    given = app.extensions["pulse.settings"]
    return Urls(given.people_url, given.ballots_url)


def test_after_the_end_no_file_holds_a_vote_an_entry_or_a_key(over):
    assert over() == {}


def test_without_the_destruction_all_of_it_is_found(over, monkeypatch):
    monkeypatch.setattr(floor, "close_floor", lambda uid: None)
    monkeypatch.setattr(shuffle_jobs, "rewrite_entries", lambda: None)
    monkeypatch.setattr(shuffle_jobs.rounds, "empty_log", lambda: None)
    assert {"vote", "question", "seed", "entry"} == over().keys()
