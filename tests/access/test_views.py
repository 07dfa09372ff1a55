"""Signing in and out through the pages, as a browser does it."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from pulse.access import actions
from pulse.access.models import Attempt, SignIn
from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from tests.access.conftest import PASSWORD
from tests.access.signing import NOON, is_in, sign_in


def test_the_right_password_signs_in(client, with_password):
    answer = sign_in(client)
    assert (answer.status_code, answer.location) == (303, "/")
    assert is_in(client)


def test_the_e_mail_may_be_written_in_capitals(client, with_password):
    assert sign_in(client, email=" Omar@ACME.example ").status_code == 303


@pytest.mark.parametrize("sign", ["\u200e", "\u200b", "\u00a0", "\ufeff", "\u2069"])
def test_signs_that_nobody_sees_are_no_part_of_the_e_mail(client, with_password, sign):
    assert sign_in(client, email=f"{sign}OMAR@acme.example{sign}").status_code == 303


def test_a_domain_with_an_umlaut_signs_in_whichever_way_it_is_written(app, with_password, cast):
    with transaction():
        db.session.merge(cast.omar).email = "omar@xn--mller-kva.example"
    for email in ("omar@müller.example", "Omar@MÜLLER.example", "omar@xn--mller-kva.example"):
        assert sign_in(app.test_client(), email=email).status_code == 303


def test_other_spellings_of_an_address_are_counted_as_one_account(app, with_password):
    for email in (
        "omar@acme.example",
        "OMAR@acme.example",
        "omar@acme.example\u200e",
        "\u200bOmar@acme.example",
        "omar@acme.example\u00a0",
    ):
        sign_in(app.test_client(), email=email, password="incorrect horse")
    assert db.session.scalar(select(Attempt.failures).order_by(Attempt.failures.desc())) == 5


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


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/mail", "/sign-in/link", "/sign-out", "/me", "/me/password"])
def test_a_post_without_its_token_is_refused(app, signed_in, cast, path):
    browser = signed_in(cast.omar)
    app.config["WTF_CSRF_ENABLED"] = True
    assert browser.post(path, data={"email": "omar@acme.example"}).status_code == 400


def test_the_first_administrator_is_made_by_command(app, client):
    with transaction():
        made = actions.create_admin("Root@Acme.example", "Ada Root", PASSWORD, now=clock.now())
    assert (made.role, made.email) == ("admin", "root@acme.example")
    assert sign_in(client, "root@acme.example").status_code == 303
