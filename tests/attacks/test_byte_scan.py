"""After the seal no file holds what was planted in the round: not the answer, not who gave it, not a key."""

import io
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text

from pulse.ballots import actions as ballots
from pulse.ballots import keys, voter
from pulse.ballots.queries import ring
from pulse.base import logs
from pulse.base.db import WALLED, db
from pulse.base.transactions import walled
from pulse.rounds import actions, jobs, queries
from pulse.rounds.models import Step
from tests._ground.databases import Urls
from tests.attacks._crowd import OPENS, QUARTER, gather
from tests.attacks._storage import sqlite_file
from tests.attacks._thief import everything, found_in, open_what_opens, segment

WORDS = "Grüße vom Planeten Xylophon-9: der Automat im dritten Stock schluckt Münzen"
ADDRESS, FORWARDED = "203.0.113.77", "198.51.100.23"
VOTERS = 8  # enough for scores, too few for comments


class Scene:
    """One round with one voter who is watched."""

    def __init__(self, app, databases):
        self.app, self.databases = app, databases
        given = app.extensions["pulse.settings"]
        self.urls, self.instance = Urls(given.people_url, given.ballots_url), given.instance
        self.since = segment(databases, self.urls)
        self.log = io.StringIO()
        logs.configure(stream=self.log)
        self.crowd = gather(app, VOTERS)
        self.opened = self.crowd.opened
        self.planted: dict[str, bytes] = {}

    def vote(self, monkeypatch, signed_in):
        """Let everybody vote; the first one's secrets are noted down."""
        omar, *others = self.crowd.people
        began, begin = [], voter.begin
        with monkeypatch.context() as patched:
            patched.setattr(voter, "begin", lambda: began.append(begin()) or began[-1])
            self.crowd.client.environ_base |= {"REMOTE_ADDR": ADDRESS, "HTTP_X_FORWARDED_FOR": FORWARDED}
            held = self.crowd.collect(omar.id)
            reply = self.crowd.cast(omar.id, held, 4, {"comment": WORDS})
        assert reply.status_code == 204
        browser = signed_in(omar)
        assert browser.get("/").status_code < 400
        issued = ring().issue_keys(self.opened.uid)
        self.planted = {
            "comment": WORDS.encode(),
            "invite": self.crowd.tokens[omar.id].partition(".")[2].encode(),
            "nonce": held.nonce,
            "credential": held.secret,
            "blinded": began[0].blinded,
            "address": ADDRESS.encode(),
            "forwarded address": FORWARDED.encode(),
            "cookie": browser.get_cookie("pulse").value.encode(),
            "sealing key": ring().seal_key(self.opened.uid),
            "seed": issued.oprf_seed,
            "box key": issued.box_key,
            "invite key": issued.invite_key,
        }
        self.crowd.in_turn([person.id for person in others])
        self.planted["ballot"] = self.stored(held.receipt)

    def stored(self, receipt):
        """Return a piece of the sealed ballot as it lies in the box."""
        with walled() as connection:
            rows = connection.execute(text("SELECT nullifier, sealed FROM ballot")).all()
        return next(bytes(row.sealed)[:64] for row in rows if bytes(row.nullifier).hex() == receipt)

    def seal(self):
        """Tick at the hour of closing."""
        jobs.shuffle(OPENS + QUARTER)
        jobs.advance(self.opened.closes_at)

    def found(self):
        """Return what of the planted is found, and where."""
        files = everything(self.databases, self.urls, self.instance, self.since)
        return found_in(files | {"log of the server": self.log.getvalue().encode()}, self.planted)


@pytest.fixture
def scene(app, databases, time_machine, monkeypatch, signed_in):
    time_machine.move_to(OPENS, tick=False)
    made = Scene(app, databases)
    made.vote(monkeypatch, signed_in)
    return made


def test_after_the_seal_no_file_holds_anything_that_was_planted(scene):
    scene.seal()
    assert queries.round_(scene.opened.uid).step == Step.SEALED.value
    found = scene.found()
    # PostgreSQL's log keeps what was written until it is recycled: the seats' blinded elements, which tell nothing
    # of the nonce, and ballots whose keys are gone.
    left = {"blinded": {"log"}, "ballot": {"log"}} if scene.databases.kind == "postgresql" else {}
    assert found == left
    assert open_what_opens(scene.instance) == []


def test_while_the_round_is_open_a_thief_with_the_keys_reads_what_nobody_may_be_linked_to(scene):
    assert WORDS in open_what_opens(scene.instance)
    assert {"sealing key", "seed", "box key", "invite key", "ballot", "blinded"} == scene.found().keys()


def test_without_the_destruction_the_thief_opens_every_ballot(scene, monkeypatch):
    monkeypatch.setattr(ballots, "destroy", lambda uid: None)
    scene.seal()
    assert queries.round_(scene.opened.uid).step == Step.SEALED.value
    assert WORDS in open_what_opens(scene.instance)
    assert {"sealing key", "seed", "box key", "invite key", "ballot"} <= scene.found().keys()


def test_without_overwriting_a_key_may_survive_under_another_name(scene, monkeypatch):
    for path in (scene.instance / "keys" / scene.opened.uid).glob("*.key"):
        (scene.instance / path.name).hardlink_to(path)  # stands for the blocks of a file that was only unlinked
    with monkeypatch.context() as patched:
        patched.setattr(keys, "_wipe", lambda path: path.unlink())
        scene.seal()
    assert {"sealing key", "seed"} <= scene.found().keys()


def test_with_overwriting_no_key_survives_under_another_name(scene):
    for path in (scene.instance / "keys" / scene.opened.uid).glob("*.key"):
        (scene.instance / path.name).hardlink_to(path)
    scene.seal()
    assert not {"sealing key", "seed", "box key", "invite key"} & scene.found().keys()


def test_without_emptying_the_log_of_sqlite_the_seats_outlive_the_seal(scene, monkeypatch):
    if scene.databases.kind != "sqlite":
        pytest.skip("of PostgreSQL's log the first test says what remains")
    monkeypatch.setattr(actions, "empty_log", lambda: None)
    scene.seal()
    assert "people.sqlite-wal" in scene.found()["blinded"]


def test_without_a_new_file_for_the_seats_postgresql_keeps_them(scene, monkeypatch):
    if scene.databases.kind != "postgresql":
        pytest.skip("SQLite overwrites what it deletes")
    monkeypatch.setattr(actions, "_ANEW", (actions._DROP,))
    scene.seal()
    assert any(place.startswith("people/") for place in scene.found()["blinded"])


def test_every_connection_to_the_ballots_keeps_no_log_and_overwrites(scene):
    if scene.databases.kind != "sqlite":
        pytest.skip("settings of SQLite")
    engine = db.engines[WALLED]
    engine.dispose()
    held = [engine.connect() for _ in range(engine.pool.size())]
    asked = ("journal_mode", "secure_delete", "synchronous")
    raw = [one.connection.dbapi_connection for one in held]
    found = {tuple(one.execute(f"PRAGMA {name}").fetchone()[0] for name in asked) for one in raw}
    for connection in held:
        connection.close()
    assert found == {("truncate", 1, 2)}
    place = sqlite_file(scene.urls.ballots).parent
    assert not (place / "ballots.sqlite-wal").exists()
    assert (place / "ballots.sqlite-journal").stat().st_size == 0


def deleted_raw(scene, pragma):
    """Return whether a ballot's bytes are gone after a plain DELETE under this setting, without any VACUUM."""
    path = sqlite_file(scene.urls.ballots)
    db.engines[WALLED].dispose()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=TRUNCATE")
        connection.execute(pragma)
        connection.execute("DELETE FROM ballot")
    return not found_in({"file": path.read_bytes()}, {"ballot": scene.planted["ballot"]})


def test_a_deleted_ballot_is_overwritten_because_sqlite_is_told_to(scene):
    if scene.databases.kind != "sqlite":
        pytest.skip("settings of SQLite")
    path = sqlite_file(scene.urls.ballots)
    kept = path.read_bytes()
    assert not deleted_raw(scene, "PRAGMA secure_delete=OFF")
    path.write_bytes(kept)
    assert deleted_raw(scene, "PRAGMA secure_delete=ON")
