"""The host's page, the health of the installation, and one's own data."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from pulse.access import actions as access
from pulse.admin import health_queries, jobs
from pulse.ballots.keys import ISSUE
from pulse.ballots.queries import ring
from pulse.base import clock
from pulse.base.db import WALLED, db
from pulse.base.transactions import transaction
from pulse.outbox import actions as outbox
from pulse.outbox.jobs import deliver
from pulse.reports.models import Told
from pulse.rounds import queries
from tests.journeys._visitors import open_pulse

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def programme_open(cast):
    """A round that is open now."""
    return queries.round_(open_pulse())


def test_a_scheduler_that_stopped_makes_the_installation_unwell(client, app):
    app.extensions["pulse.settings"] = replace(app.extensions["pulse.settings"], tick_seconds=20)
    jobs.beat(clock.now() - timedelta(minutes=6))
    answer = client.get("/health")
    assert (answer.status_code, answer.json["tick"]) == (503, "late")


@pytest.mark.parametrize("side", [None, WALLED])
def test_a_missing_migration_makes_it_unwell(client, app, side):
    with db.engines[side].begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    assert client.get("/health").status_code == 503


@pytest.mark.parametrize(("side", "part"), [(None, "people"), (WALLED, "ballots")])
def test_a_database_that_is_gone_makes_it_unwell(client, app, side, part, monkeypatch):
    monkeypatch.setattr(db.engines[side].pool, "connect", broken)
    answer = client.get("/health")
    assert (answer.status_code, answer.json[part]) == (503, "broken")


def broken():
    raise OperationalError("SELECT 1", {}, Exception("gone"))


def test_an_installation_that_works_says_so(client):
    answer = client.get("/health")
    assert (answer.status_code, answer.json["status"], answer.json["ballots"]) == (200, "ok", "ok")


def test_the_age_of_the_last_tick_is_told(client):
    jobs.beat(clock.now() - timedelta(seconds=90))
    assert 90 <= client.get("/health").json["tick_age"] <= 95


def test_a_key_of_an_open_round_that_is_gone_makes_it_unwell_and_not_ready(client, cast, programme_open):
    assert client.get("/health").json["keys"] == "ok"
    (ring().directory / programme_open.uid / ISSUE).unlink()
    answer = client.get("/health")
    assert (answer.status_code, answer.json["keys"]) == (503, "broken")
    assert client.get("/health/ready").status_code == 503


def test_mail_that_does_not_leave_makes_it_unwell_and_people_can_be_sent_here_all_the_same(client, cast):
    with transaction():
        outbox.post("sign-in-link", cast.omar, due_at=clock.now() - timedelta(minutes=59))
    assert client.get("/health").json["mail"] == "ok"
    with transaction():
        outbox.post("sign-in-link", cast.omar, due_at=clock.now() - timedelta(minutes=61))
    answer = client.get("/health")
    assert (answer.status_code, answer.json["mail"]) == (503, "late")
    assert client.get("/health/ready").json == {"status": "ok"}


def test_the_page_says_that_mails_cannot_leave_without_asking_the_server(signed_in, cast, app, free_port):
    given = replace(app.extensions["pulse.settings"], mail="smtp", smtp_host="127.0.0.1", smtp_port=free_port)
    app.extensions["pulse.settings"] = given  # nobody listens there
    page = signed_in(cast.ada)
    assert "Mails cannot leave" not in page.get("/admin").text
    page.post("/admin/test-mail")
    deliver(clock.now())
    assert "Mails cannot leave (ConnectionRefusedError)" in page.get("/admin").text


def test_a_full_disk_makes_it_unwell_and_not_ready(client, monkeypatch):
    monkeypatch.setattr(health_queries.shutil, "disk_usage", lambda _place: SimpleNamespace(free=99_999_999))
    answer = client.get("/health")
    assert (answer.status_code, answer.json["disk"]) == (503, "full")
    assert client.get("/health/ready").status_code == 503


def test_a_process_is_alive_though_its_databases_are_gone(client, monkeypatch):
    for side in (None, WALLED):
        monkeypatch.setattr(db.engines[side].pool, "connect", broken)
    assert client.get("/health/live").json == {"status": "ok"}
    assert client.get("/health/ready").status_code == 503


def test_health_tells_no_secret(client, app):
    given = app.extensions["pulse.settings"]
    page = client.get("/health").text
    assert all(secret not in page for secret in (given.secret_key, given.people_url, str(given.instance)))


def test_only_an_administrator_sees_the_system(signed_in, cast):
    assert signed_in(cast.ada).get("/admin").status_code == 200
    assert [signed_in(person).get("/admin").status_code for person in (cast.hana, cast.omar)] == [403, 403]


def test_the_host_can_send_a_test_mail(signed_in, cast, app):
    assert signed_in(cast.ada).post("/admin/test-mail").status_code == 303
    deliver(clock.now())
    assert "To: Ada Root <ada@acme.example>" in (app.extensions["pulse.settings"].instance / "mails.txt").read_text()


def test_one_downloads_what_is_stored_about_oneself(signed_in, cast):
    with transaction():
        access.set_password(db.session.merge(cast.omar), "correct horse battery")
        outbox.post("test", cast.omar)
        db.session.add(Told(person_id=cast.omar.id, told_at=NOON))
    answer = signed_in(cast.omar).get("/me/data")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.json["sign_in"] == {"password_set": True, "unused_links": 0, "tokens": []}
    assert [mail["kind"] for mail in answer.json["mails"]] == ["test"]
    assert answer.json["results_mail"] == {"last": NOON.isoformat(), "rounds_waiting": []}
    assert answer.json["pdf_asked_for"] == []
    assert "argon2" not in answer.text
