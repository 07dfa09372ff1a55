"""Signing in and out through the pages, as a browser does it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from pulse.access import actions, jobs
from pulse.access.models import Attempt, MailLink, SignIn
from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.outbox.models import Message
from tests.access.conftest import PASSWORD

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def sign_in(client, email="omar@acme.example", password=PASSWORD, **more):
    return client.post("/sign-in", data={"email": email, "password": password, **more})


def is_in(client):
    return client.get("/me").status_code == 200


def test_the_right_password_signs_in(client, with_password):
    answer = sign_in(client)
    assert (answer.status_code, answer.location) == (303, "/")
    assert is_in(client)


def test_the_e_mail_may_be_written_in_capitals(client, with_password):
    assert sign_in(client, email=" Omar@ACME.example ").status_code == 303


def test_a_wrong_password_does_not(client, with_password):
    assert "do not match" in sign_in(client, password="incorrect horse").text
    assert not is_in(client)


def test_a_known_and_an_unknown_address_get_the_same_answer(app, with_password, cast):
    answers = [
        re.sub(rf'{email}|csrf_token"[^>]*', "…", sign_in(app.test_client(), email, "incorrect horse").text)
        for email in ("omar@acme.example", "lea@acme.example", "nobody@acme.example")
    ]
    assert answers[0] == answers[1] == answers[2]


def test_an_unknown_address_takes_as_long_as_a_known_one(app, with_password, monkeypatch):
    """Counted in hashes checked, which is what takes the time."""
    checked = []
    hasher = actions._hasher(64)
    monkeypatch.setattr(actions, "_hasher", lambda _memory: Counting(hasher, checked))
    for email in ("omar@acme.example", "nobody@acme.example"):
        sign_in(app.test_client(), email=email, password="incorrect horse")
    assert len(checked) == 2
    assert checked[0].split("$")[3] == checked[1].split("$")[3]  # the same memory and rounds


class Counting:
    def __init__(self, hasher, checked):
        self.hasher, self.checked = hasher, checked

    def verify(self, stored, password):
        self.checked.append(stored)
        return self.hasher.verify(stored, password)

    def __getattr__(self, name):
        return getattr(self.hasher, name)


def test_whoever_left_cannot_sign_in(client, with_password):
    with transaction():
        db.session.merge(with_password).left_on = NOON.date()
    assert "do not match" in sign_in(client).text


def test_a_sign_in_changes_the_session(client, with_password):
    with client.session_transaction() as stored:
        stored["planted"] = "before"
    sign_in(client)
    with client.session_transaction() as stored:
        assert "planted" not in stored


def test_five_wrong_passwords_close_the_account_for_a_minute_and_say_until_when(app, with_password):
    with time_machine.travel(NOON, tick=False) as now:
        for _ in range(5):
            sign_in(app.test_client(), password="incorrect horse")
        answer = sign_in(app.test_client())
        assert answer.status_code == 429
        assert "try again at 2:01" in answer.text
        now.shift(timedelta(seconds=61))
        assert sign_in(app.test_client()).status_code == 303


def test_each_further_failure_doubles_the_wait(app, with_password):
    with time_machine.travel(NOON, tick=False) as now:
        for _ in range(5):
            sign_in(app.test_client(), password="incorrect horse")
        now.shift(timedelta(seconds=61))
        sign_in(app.test_client(), password="incorrect horse")
        now.shift(timedelta(seconds=61))
        assert sign_in(app.test_client()).status_code == 429
        now.shift(timedelta(seconds=61))
        assert sign_in(app.test_client()).status_code == 303


def test_waiting_tries_do_not_make_the_wait_longer(app, with_password):
    with time_machine.travel(NOON, tick=False) as now:
        for _ in range(20):
            sign_in(app.test_client(), password="incorrect horse")
        now.shift(timedelta(seconds=61))
        assert sign_in(app.test_client()).status_code == 303


def test_an_unknown_account_is_closed_as_a_known_one_is(app, with_password):
    codes = [sign_in(app.test_client(), "nobody@acme.example", "incorrect horse").status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]


def test_a_right_password_clears_the_count(app, with_password):
    for _ in range(3):
        for _ in range(4):
            sign_in(app.test_client(), password="incorrect horse")
        assert sign_in(app.test_client()).status_code == 303


def test_old_failures_are_forgotten(app, with_password):
    with time_machine.travel(NOON, tick=False) as now:
        for _ in range(4):
            sign_in(app.test_client(), password="incorrect horse")
        now.shift(timedelta(hours=2))
        for _ in range(4):
            assert sign_in(app.test_client(), password="incorrect horse").status_code == 200


def test_one_address_may_not_try_many_accounts(app, with_password):
    codes = [sign_in(app.test_client(), f"somebody{n}@acme.example", "incorrect horse").status_code for n in range(32)]
    assert codes[0] == 200
    assert codes[-1] == 429


def test_the_limit_of_an_address_closes_the_sign_in_page(app, cast):
    codes = [app.test_client().post("/sign-in/link", data={"token": "x" * 43}).status_code for _ in range(31)]
    assert codes == [422] * 30 + [429]


def test_no_count_names_an_account_or_an_address(app, with_password):
    sign_in(app.test_client(), password="incorrect horse")
    keys = list(db.session.scalars(select(Attempt.key)))
    assert len(keys) == 2
    assert all(len(key) == 64 for key in keys)


def test_a_password_is_hashed_anew_when_hashing_became_dearer(client, with_password, app):
    before = db.session.get_one(SignIn, with_password.id).password_hash
    given = app.extensions["pulse.settings"]
    app.extensions["pulse.settings"] = type(given)(**{**given.__dict__, "argon2_memory": 128})
    sign_in(client)
    assert "m=64," in before
    assert "m=128," in db.session.get_one(SignIn, with_password.id).password_hash


@pytest.mark.parametrize("wanted", ["//evil.example", "/\\evil.example", "https://evil.example", "evil", "/\t/evil"])
def test_nobody_is_sent_to_another_site(client, with_password, wanted):
    assert sign_in(client, next=wanted).location == "/"


def test_the_page_that_asked_for_a_sign_in_is_shown_after_it(app, client, with_password):
    asked = client.get("/me")
    assert asked.location == "/sign-in?next=/me"
    assert 'value="/me"' in client.get(asked.location).text
    assert sign_in(client, next="/me").location == "/me"


def test_a_mailed_link_signs_in_once(app, cast, mailed):
    browser = app.test_client()
    answer = browser.post("/sign-in/mail", data={"email": "omar@acme.example"})
    assert answer.location == "/sign-in/mail"
    token = mailed()
    assert browser.post("/sign-in/link", data={"token": token}).status_code == 303
    assert is_in(browser)
    assert "used already" in app.test_client().post("/sign-in/link", data={"token": token}).text


def test_opening_the_link_uses_nothing_up(app, cast, mailed):
    app.test_client().post("/sign-in/mail", data={"email": "omar@acme.example"})
    token = mailed()
    for _ in range(3):
        assert app.test_client().get("/sign-in/link").status_code == 200
    assert app.test_client().post("/sign-in/link", data={"token": token}).status_code == 303


@pytest.mark.parametrize("minutes", [15, 20])
def test_a_link_is_too_old_after_a_quarter_of_an_hour(app, cast, mailed, minutes):
    with time_machine.travel(NOON, tick=False) as now:
        app.test_client().post("/sign-in/mail", data={"email": "omar@acme.example"})
        token = mailed()
        now.shift(timedelta(minutes=minutes))
        assert app.test_client().post("/sign-in/link", data={"token": token}).status_code == 422


def test_only_the_digest_of_a_link_is_stored_and_no_row_is_left_of_its_use(app, cast, mailed):
    app.test_client().post("/sign-in/mail", data={"email": "omar@acme.example"})
    token = mailed()
    assert token not in str(list(db.session.scalars(select(MailLink.digest))))
    app.test_client().post("/sign-in/link", data={"token": token})
    assert db.session.scalar(select(func.count()).select_from(MailLink)) == 0
    assert db.session.scalar(select(func.count()).select_from(Message)) == 0


def test_a_link_asked_for_by_an_unknown_address_gets_the_same_answer_and_no_mail(app, cast):
    known, unknown = (
        app.test_client().post("/sign-in/mail", data={"email": f"{name}@acme.example"}) for name in ("omar", "nobody")
    )
    assert (known.status_code, known.location, known.text) == (unknown.status_code, unknown.location, unknown.text)
    assert db.session.scalar(select(func.count()).select_from(Message)) == 1


def test_nobody_is_flooded_with_links(app, cast):
    codes = [app.test_client().post("/sign-in/mail", data={"email": "omar@acme.example"}).status_code for _ in range(5)]
    assert codes == [303, 303, 303, 429, 429]


def test_the_link_remembers_where_to_go(app, cast, mailed):
    app.test_client().post("/sign-in/mail", data={"email": "omar@acme.example", "next": "/me"})
    mailed()
    assert "/sign-in/link?next=/me#" in (app.extensions["pulse.settings"].instance / "mails.txt").read_text()


def test_signing_out_ends_this_session(signed_in, cast):
    browser = signed_in(cast.omar)
    assert is_in(browser)
    assert browser.post("/sign-out").location == "/sign-in"
    assert not is_in(browser)


def test_signing_out_everywhere_ends_every_session(signed_in, cast):
    here, there = signed_in(cast.omar), signed_in(cast.omar)
    here.post("/sign-out/everywhere")
    assert not is_in(here)
    assert not is_in(there)


def test_a_new_password_ends_every_other_session(signed_in, with_password, client):
    here, there = signed_in(with_password), signed_in(with_password)
    answer = here.post("/me/password", data={"current": PASSWORD, "password": "another long sentence"})
    assert answer.status_code == 303
    assert is_in(here)
    assert not is_in(there)
    assert sign_in(client, password="another long sentence").status_code == 303


def test_a_new_password_needs_the_current_one(signed_in, with_password):
    here = signed_in(with_password)
    answer = here.post("/me/password", data={"current": "wrong", "password": "another long sentence"})
    assert "not your current password" in answer.text
    assert here.post("/me/password", data={"current": "wrong", "password": "x"}).status_code == 200


def test_whoever_came_by_link_may_replace_a_forgotten_password(app, with_password, mailed):
    browser = app.test_client()
    browser.post("/sign-in/mail", data={"email": "omar@acme.example"})
    browser.post("/sign-in/link", data={"token": mailed()})
    assert browser.post("/me/password", data={"password": "another long sentence"}).status_code == 303


def test_a_weak_password_is_refused_with_a_sentence(signed_in, cast):
    answer = signed_in(cast.omar).post("/me/password", data={"password": "omar1"})
    assert answer.status_code == 422
    assert "at least 10 characters" in answer.text


def test_language_and_time_zone_can_be_chosen(signed_in, cast):
    browser = signed_in(cast.omar)
    assert browser.post("/me", data={"locale": "de", "timezone": "Asia/Tokyo"}).status_code == 303
    assert 'lang="de"' in browser.get("/me").text


def test_a_zone_that_does_not_exist_is_refused(signed_in, cast):
    assert signed_in(cast.omar).post("/me", data={"locale": "en", "timezone": "Mars/Base"}).status_code == 422


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/mail", "/sign-in/link", "/sign-out", "/me", "/me/password"])
def test_a_post_without_its_token_is_refused(app, signed_in, cast, path):
    browser = signed_in(cast.omar)
    app.config["WTF_CSRF_ENABLED"] = True
    assert browser.post(path, data={"email": "omar@acme.example"}).status_code == 400


def test_old_links_and_counts_are_purged(app, cast, mailed):
    with time_machine.travel(NOON, tick=False):
        app.test_client().post("/sign-in/mail", data={"email": "omar@acme.example"})
        mailed()
    jobs.purge(NOON + timedelta(hours=3))
    for model in (MailLink, Attempt):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0


def test_the_first_administrator_is_made_by_command(app, client):
    with transaction():
        made = actions.create_admin("Root@Acme.example", "Ada Root", PASSWORD, now=clock.now())
    assert (made.role, made.email) == ("admin", "root@acme.example")
    assert sign_in(client, "root@acme.example").status_code == 303
