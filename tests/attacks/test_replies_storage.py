"""Whoever copies the database learns nothing from where replies lie, nor which texts are of one ballot."""

import pytest
from flask_migrate import upgrade
from sqlalchemy import select

from pulse.ballots import actions as ballots
from pulse.ballots.wire import from_text
from pulse.base.transactions import walled
from pulse.conversations import jobs
from pulse.tallies import actions as tallies
from pulse.tallies.models import Comment, Thread
from pulse.tallies.threads import Keys, keys_of
from pulse.threads import actions as threads
from pulse.threads.letters import name
from tests._ground.databases import Urls
from tests._ground.replying import BLOCKED, SAID, write_and_seal
from tests.attacks._crowd import OPENS, QUARTER, running
from tests.attacks._replies import Written, author, build
from tests.attacks._storage import best, in_postgres, in_sqlite
from tests.attacks._thief import everything, found_in, open_what_opens, segment

TAU, RIGHT = 0.55, 10  # see test_storage_order


@pytest.fixture(scope="module")
def migrated(migrated, databases, tmp_path_factory):
    """The company that wrote, instead of empty databases."""
    return build(databases, migrated, tmp_path_factory.mktemp("replies"))


@pytest.fixture
def bare(databases, tmp_path):
    """An application on empty databases."""
    urls = databases.fresh()
    with running(urls, tmp_path / "bare") as made:
        upgrade()
        yield made
    databases.drop(urls)


@pytest.fixture
def thief(app, databases):
    """Copy every file, and look for what was planted."""
    given = app.extensions["pulse.settings"]
    urls = Urls(given.people_url, given.ballots_url)
    since = segment(databases, urls)
    return lambda planted: found_in(everything(databases, urls, given.instance, since), planted)


def joined() -> set[frozenset[str]]:
    """Return the texts that the kept keys join: those with any key in common."""
    with walled() as connection:
        texts = dict(connection.execute(select(Comment.id, Comment.text)).all())
        rows = connection.execute(select(Thread.__table__)).all()
    keys = [(row.comment, {bytes(row.id), bytes(row.verifier), bytes(row.read_key)}) for row in rows]
    pairs = [(one, two) for at, one in enumerate(keys) for two in keys[at + 1 :]]
    return {frozenset({texts[one[0]], texts[two[0]]}) for one, two in pairs if one[1] & two[1]}


def test_two_texts_of_one_ballot_are_joined_by_no_key_and_all_texts_have_one(app):
    assert joined() == set()
    with walled() as connection:
        without = select(Comment.id).where(Comment.id.not_in(select(Thread.comment)))
        assert connection.execute(without).all() == []
        assert len(connection.execute(select(Comment.id)).all()) == 80


def test_were_keys_of_a_ballot_and_not_of_a_text_its_texts_would_be_joined(bare, time_machine, monkeypatch):
    def of_the_ballot(reply, questions):
        found = keys_of(reply, questions)
        return {code: Keys(keys.id, keys.verifier, next(iter(found.values())).read) for code, keys in found.items()}

    time_machine.move_to(OPENS)
    monkeypatch.setattr(tallies, "keys_of", of_the_ballot)
    write_and_seal(bare.test_client())
    assert joined() == {frozenset({SAID, BLOCKED})}


def planted(person_id: int) -> dict[str, bytes]:
    code = author(person_id).code
    chains = [author(person_id).chain(place) for place in (0, 1)]
    keys = {f"{part} {at}": getattr(chain, part) for at, chain in enumerate(chains) for part in ("write", "read")}
    return keys | {"code": code.encode(), "secret": from_text(code, 32)}


def test_after_the_seal_no_file_holds_the_secret_nor_what_it_takes_to_write(thief):
    found = thief(planted(Written().ids[0]))
    assert set(found) == {"read 0", "read 1"}  # those must be there: answers are sealed with them


def test_without_the_destruction_a_thief_has_the_texts_side_by_side(bare, monkeypatch, time_machine):
    time_machine.move_to(OPENS)
    monkeypatch.setattr(ballots, "destroy", lambda uid: None)
    write_and_seal(bare.test_client())
    assert {SAID, BLOCKED} <= set(open_what_opens(bare.extensions["pulse.settings"].instance))


def arrived(app, databases, time_machine) -> tuple[dict[str, list[object]], list[object]]:
    """Let all write back one by one and a quarter of an hour pass; return where their words lie, and when they came."""
    time_machine.move_to(OPENS, tick=False)
    jobs.carry(OPENS)
    made, browser = Written(), app.test_client()
    names = {}
    for person_id in made.ids:
        posted = made.authors[person_id].posted(f"It was number {person_id}.", place=1)
        assert browser.post("/replies", json=posted).status_code == 204
        names[name(from_text(posted["sealed"], 2588))] = person_id
    jobs.carry(OPENS + QUARTER)
    url = app.extensions["pulse.settings"].ballots_url
    if databases.kind == "sqlite":
        return in_sqlite(url, "thread_message", names), made.ids
    return in_postgres(databases.superuser, url, "thread_message", names), made.ids


def test_after_a_quarter_of_an_hour_storage_tells_nothing_of_who_wrote_back_when(app, databases, time_machine):
    alike, right = best(*arrived(app, databases, time_machine))
    assert (alike < TAU, right < RIGHT) == (True, True), (alike, right)


def test_without_the_rewriting_it_tells(app, databases, time_machine, monkeypatch):
    monkeypatch.setattr(threads, "rewrite", lambda: None)
    alike, _right = best(*arrived(app, databases, time_machine))
    assert alike > 0.8
