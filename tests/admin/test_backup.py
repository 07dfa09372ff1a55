"""A backup holds both sides of one instant and no keys, and nobody waits for it."""

import threading

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from pulse.admin import backup_actions, backup_format, backup_jobs
from pulse.ballots import queries as boxes
from pulse.ballots.models import Ballot
from pulse.base.db import db
from pulse.base.errors import PulseError, Refusal
from pulse.base.settings import settings
from pulse.base.transactions import transaction, walled
from tests._ground.voting import make_programme, open_round, vote
from tests.admin.backups import OPENING, collected, members, table


def test_a_backup_holds_every_table_of_both_sides(app, cast, opened, client, tmp_path):
    vote(client, opened, cast.omar, 4)
    told = backup_jobs.back_up(tmp_path / "b.tar", OPENING)
    assert told.open_rounds == (opened.uid,)
    assert told.parts.keys() == {
        f"{side}/{t.name}.jsonl" for side in backup_actions.SIDES for t in backup_actions.tables(side)
    }
    assert len(table(tmp_path / "b.tar", "ballots/ballot.jsonl")) == collected(tmp_path / "b.tar") == 1


def test_only_its_owner_can_read_a_backup_and_nothing_else_is_left(app, cast, tmp_path):
    place = tmp_path / "backups"
    place.mkdir()
    backup_jobs.back_up(place / "b.tar", OPENING)
    assert [(path.name, path.stat().st_mode & 0o777) for path in place.iterdir()] == [("b.tar", 0o600)]


def test_a_backup_never_overwrites_a_file(app, cast, tmp_path):
    (tmp_path / "b.tar").write_text("precious")
    with pytest.raises(Refusal, match="exists already"):
        backup_jobs.back_up(tmp_path / "b.tar", OPENING)
    assert (tmp_path / "b.tar").read_text() == "precious"


def test_no_key_and_no_secret_is_in_a_backup(app, cast, opened, tmp_path):
    backup_jobs.back_up(tmp_path / "b.tar", OPENING)
    content = (tmp_path / "b.tar").read_bytes()
    keys = boxes.ring().issue_keys(opened.uid)
    secrets = [keys.oprf_seed, keys.box_key, keys.invite_key, boxes.ring().seal_key(opened.uid)]
    texts = [
        spelling for secret in secrets for spelling in (secret, secret.hex().encode(), backup_format.b64encode(secret))
    ]
    assert not [text for text in [*texts, settings().secret_key.encode()] if text in content]


def test_rows_stand_in_the_order_of_their_keys(app, cast, opened, client, tmp_path):
    for person in sorted(members(), key=lambda member: -member.id):
        vote(client, opened, person, 3)
    backup_jobs.back_up(tmp_path / "b.tar", OPENING)
    cast_order = [row["nullifier"] for row in table(tmp_path / "b.tar", "ballots/ballot.jsonl")]
    assert cast_order == sorted(cast_order)
    assert (seats := [row["person_id"] for row in table(tmp_path / "b.tar", "people/seat.jsonl")]) == sorted(seats)


@pytest.fixture
def casting(app, cast, time_machine):
    """Let everybody vote in another thread, one after the other, until told to stop."""
    time_machine.move_to(OPENING)
    with transaction():
        db.session.add_all(cast.people(db.session.merge(cast.field), 60, "more"))
    make_programme()
    opened = open_round(OPENING)
    done, failed, voters = threading.Event(), [], members()

    def run():
        with app.app_context():
            browser = app.test_client()
            for person in voters:
                if done.is_set():
                    return
                try:
                    vote(browser, opened, person, 4)
                except (PulseError, SQLAlchemyError, AssertionError) as error:
                    failed.append(error)
                done.wait(0.03)

    thread = threading.Thread(target=run)
    thread.start()
    yield thread
    done.set()
    thread.join()
    assert failed == []


def test_a_backup_while_people_vote_is_of_one_instant(casting, tmp_path):
    """Every ballot in it has its seat: a credential is collected before a ballot is cast."""
    taken = []
    while casting.is_alive():
        path = tmp_path / f"{len(taken)}.tar"
        backup_jobs.back_up(path, OPENING)
        taken.append((collected(path), len(table(path, "ballots/ballot.jsonl"))))
    assert all(0 <= seats - ballots <= 1 for seats, ballots in taken)
    assert any(0 < ballots < taken[-1][1] for _, ballots in taken)


def test_without_the_locks_the_two_sides_are_of_two_instants(app, cast, opened, client, tmp_path, monkeypatch):
    """The control: people are read, then somebody votes, then ballots are read."""
    seen = backup_actions._seen

    def slowly(side, folder):
        if side == "ballots":
            vote(client, opened, cast.omar, 4)
        return seen(side, folder)

    monkeypatch.setattr(backup_actions, "_locked", lambda side: backup_actions.contextmanager(lambda: iter([None]))())
    monkeypatch.setattr(backup_actions, "_seen", slowly)
    backup_jobs.back_up(tmp_path / "torn.tar", OPENING)
    assert collected(tmp_path / "torn.tar") < len(table(tmp_path / "torn.tar", "ballots/ballot.jsonl"))


def test_a_ballot_in_the_living_box_does_not_wait_for_a_long_backup(app, cast, opened, client, tmp_path):
    """Votes wait for the instant alone: while rows are read, people go on voting."""
    with backup_actions.still(tmp_path) as seen:
        vote(client, opened, cast.omar, 4)
        with walled(write=True) as connection:
            connection.execute(insert(Ballot).values(box="x", nullifier=bytes(32), sealed=b"y"))
        assert seen["ballots"].scalar(select(func.count()).select_from(Ballot)) == 0
