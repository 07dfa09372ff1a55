"""What the check-up finds out about a real installation."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from pulse.admin import queries
from pulse.admin.checkup import Apart, Check, Level, findings
from pulse.admin.health import Condition
from pulse.ballots import queries as boxes
from pulse.base.db import WALLED, db
from pulse.base.settings import settings
from tests._ground.voting import MONDAY, make_programme, open_round

OPENING = MONDAY + timedelta(hours=1, minutes=1)


def set_to(app, **changes):
    app.extensions["pulse.settings"] = replace(settings(), **changes)


@pytest.fixture
def place(app):
    settings().instance.mkdir(parents=True, exist_ok=True)
    return settings().instance


@pytest.fixture
def opened(place, cast, time_machine):
    time_machine.move_to(OPENING)
    make_programme()
    return open_round(OPENING)


def test_a_new_installation_has_no_failure(place):
    assert {found.level for found in findings(queries.facts(OPENING))} <= {Level.OK, Level.WARNING}


def test_keys_of_an_open_round_are_looked_for(opened):
    assert (queries.facts(OPENING).rounds_waiting, queries.facts(OPENING).without_issue_key) == (1, 0)
    (boxes.ring().directory / opened.uid / "seal.key").unlink()
    assert (queries.facts(OPENING).without_issue_key, queries.facts(OPENING).without_seal_key) == (0, 1)
    shutil.rmtree(boxes.ring().directory)
    told = queries.facts(OPENING)
    assert (told.without_issue_key, told.without_seal_key) == (1, 1)
    assert [trouble for trouble, _ in told.key_troubles] == ["missing"]


def test_a_round_that_should_be_sealed_is_overdue(opened):
    assert queries.facts(opened.closes_at + timedelta(minutes=29)).rounds_overdue == 0
    assert queries.facts(opened.closes_at + timedelta(minutes=31)).rounds_overdue == 1


def test_the_size_of_the_largest_round_is_known(opened):
    assert queries.facts(OPENING).most_invited == opened.members


def test_a_file_others_can_read_is_named(place):
    (place / "secret.key").write_text("s")
    (place / "secret.key").chmod(0o640)
    (place / "pulse.toml").touch(mode=0o600)
    assert queries.facts(OPENING).readable == (str(place / "secret.key"),)


def test_a_mail_server_that_is_there_is_found(app, place, smtp):
    set_to(app, mail="smtp", smtp_host=smtp.host, smtp_port=smtp.port)
    assert queries.facts(OPENING).mail_problem == ""


def test_a_mail_server_that_is_not_there_is_named_by_the_error(app, place, free_port):
    set_to(app, mail="smtp", smtp_host="127.0.0.1", smtp_port=free_port)
    assert queries.facts(OPENING).mail_problem == "ConnectionRefusedError"
    assert queries.facts(OPENING, ask_mail=False).mail_problem is None


def test_tables_of_another_version_are_told_without_asking_them(place):
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
        connection.execute(text("ALTER TABLE round RENAME TO elsewhere"))
    assert queries.facts(OPENING).tables is Condition.OUTDATED


def test_the_two_sides_of_a_test_are_apart(place):
    expected = Apart.FILES if db.engine.dialect.name == "sqlite" else Apart.ROLES
    assert queries.apart() is expected


def test_a_role_that_may_connect_to_the_other_side_is_seen(place):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no roles")
    role = db.engines[WALLED].url.username
    with db.engine.begin() as connection:
        connection.execute(text(f'GRANT CONNECT ON DATABASE "{db.engine.url.database}" TO "{role}"'))
    assert queries.apart() is Apart.MAY_CONNECT


def test_the_same_role_on_both_sides_is_seen(place, monkeypatch):
    url = make_url("postgresql+psycopg://pulse@/x")
    same = type("Engine", (), {"url": url, "dialect": type("Dialect", (), {"name": "postgresql"})})()
    monkeypatch.setattr(type(db), "engine", same)
    monkeypatch.setattr(type(db), "engines", {WALLED: same, None: same})
    assert queries.apart() is Apart.SAME_ROLE


def test_clocks_of_one_machine_agree(place):
    assert abs(queries.drift()) < 2


def test_a_finding_for_every_check_that_applies(place):
    applying = set(Check) - {Check.KEY_FILES, Check.PRODUCTION}
    if db.engine.dialect.name != "sqlite":
        applying -= {Check.SIZE}
    assert {found.check for found in findings(queries.facts(OPENING))} == applying
