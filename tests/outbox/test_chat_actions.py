"""Channels of chat: who hears what, tries and pauses, and that the address stays a secret."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import select, text

from pulse.admin import queries as admin
from pulse.audit.models import Entry
from pulse.base.db import db
from pulse.base.settings import settings
from pulse.base.transactions import transaction
from pulse.outbox import actions, chat_jobs, queries
from pulse.outbox import chat_actions as chat_module
from pulse.outbox.models import Channel, Post
from pulse.outbox.payloads import Chat as Kind
from tests.outbox.chatting import NOON, SECRET, add, announce, channel, said, waiting

pytestmark = pytest.mark.usefixtures("inside")


def test_a_channel_hears_of_its_branch_and_the_company_of_all(telling, cast, chat):
    names = {}
    for name, team in (
        ("all", None),
        ("operations", cast.operations),
        ("support", cast.support),
        ("field", cast.field),
    ):
        names[add(chat, cast, team, name=name)] = name
    heard = {}
    for team in (cast.company, cast.operations, cast.support, cast.finance):
        announce(team, about_team=team.name)
        with transaction():
            wanted = select(Channel.name).join(Post, Post.channel_id == Channel.id).where(Post.attempts == 0)
            heard[team.name] = sorted(db.session.scalars(wanted))
            actions.drop("hall:1")
    assert heard == {
        "Acme": ["all"],
        "Operations": ["all", "operations"],
        "Support": ["all", "operations", "support"],
        "Finance": ["all"],
    }


def test_a_post_arrives_once_in_the_language_of_the_company(telling, cast, chat):
    add(chat, cast)
    current_app.extensions["pulse.settings"] = replace(settings(), locale="de")
    announce(cast.support)
    assert (chat_jobs.post_due(NOON), chat_jobs.post_due(NOON), waiting()) == (1, 0, 0)
    assert chat.posts[0]["text"].startswith("A town hall.\n<http://127.0.0.1:8000/promises/1|")


def test_teams_gets_a_card(telling, cast, chat):
    add(chat, cast, kind=Kind.TEAMS)
    announce(cast.support)
    chat_jobs.post_due(NOON)
    assert chat.posts[0]["attachments"][0]["content"]["type"] == "AdaptiveCard"


def test_the_same_about_the_same_waits_once(telling, cast, chat):
    add(chat, cast)
    for words in ("One.", "One.", "Two."):
        announce(cast.support, words=words)
    chat_jobs.post_due(NOON)
    assert said(chat.posts) == ["One.", "Two."]


def test_what_has_no_reason_any_more_is_not_said(telling, cast, chat):
    add(chat, cast)
    announce(cast.support, moot="yes")
    assert (chat_jobs.post_due(NOON), waiting(), chat.posts) == (0, 0, [])


def test_a_fault_in_one_kind_does_not_hold_up_the_next(telling, cast, chat, monkeypatch):
    add(chat, cast)
    announce(cast.support, nothing="x", words="")
    monkeypatch.setattr("pulse.outbox.chat_actions.notices.worded", lambda *_: 1 / 0)
    assert (chat_jobs.post_due(NOON), waiting()) == (0, 0)


def test_pauses_between_tries_grow_and_hold_for_all_of_a_channel(telling, cast, chat):
    uid = add(chat, cast)
    chat.status = 500
    announce(cast.support, words="One.")
    announce(cast.support, words="Two.")
    pauses, now = [], NOON
    for _ in range(4):
        chat_jobs.post_due(now)
        with transaction():
            due = set(db.session.scalars(select(Post.due_at)))
        assert len(due) == 1
        pauses.append(int((due.copy().pop() - now).total_seconds() // 60))
        now = due.pop()
    assert (pauses, len(chat.posts)) == ([2, 4, 8, 16], 4)
    chat.status = 200
    assert chat_jobs.post_due(now) == 2
    assert (channel(uid).failures, channel(uid).problem) == (0, "")


def test_a_chat_that_asks_to_wait_is_left_alone_for_so_long_and_not_blamed(telling, cast, chat):
    uid = add(chat, cast)
    chat.status, chat.headers = 429, {"Retry-After": "90"}
    announce(cast.support)
    chat_jobs.post_due(NOON)
    assert channel(uid).failures == 0
    chat.status = 200
    assert chat_jobs.post_due(NOON + timedelta(seconds=89)) == 0
    assert chat_jobs.post_due(NOON + timedelta(seconds=90)) == 1


def test_one_channel_in_trouble_does_not_hold_up_another(telling, cast, chat, free_port):
    broken = add(chat, cast, name="Broken")
    with transaction():
        there = queries.channel(broken)
        there.address = chat_module.sealed(f"https://localhost:{free_port}/x", broken)
    add(chat, cast, name="Well")
    announce(cast.support)
    assert chat_jobs.post_due(NOON) == 1
    assert (channel(broken).problem, waiting()) == ("unreachable", 1)


def test_after_ten_failures_a_channel_is_paused_and_the_host_is_told(telling, cast, chat):
    uid = add(chat, cast)
    chat.status = 500
    now, tries = NOON, 0
    while channel(uid).paused_at is None:
        announce(cast.support, now=now)
        chat_jobs.post_due(now)
        now, tries = now + timedelta(hours=2), tries + 1
    assert (tries, len(chat.posts)) == (10, 10)
    chat_jobs.post_due(now)
    announce(cast.support, now=now, words="Not for a paused one.")
    assert (len(chat.posts), waiting()) == (10, 1)
    with transaction():
        facts = admin.facts(now, ask_mail=False, read_again=0)
        assert (facts.paused, facts.troubled, facts.channels) == (("Everybody",), (), 1)
        last = db.session.scalars(select(Entry).order_by(Entry.id.desc())).first()
        assert (last.did, last.role) == ("paused-channel", "clock")


def test_a_webhook_that_is_gone_is_paused_at_once(telling, cast, chat):
    uid = add(chat, cast)
    chat.status = 410
    announce(cast.support)
    chat_jobs.post_due(NOON)
    assert channel(uid).paused_at == NOON


def test_what_waited_a_day_is_no_news(telling, cast, chat):
    uid = add(chat, cast)
    chat.status = 410
    announce(cast.support)
    chat_jobs.post_due(NOON)
    chat.status = 200
    with transaction():
        chat_module.resume(queries.channel(uid), by=cast.hana)
    later = NOON + timedelta(days=1, seconds=1)
    assert (chat_jobs.post_due(later), waiting()) == (0, 0)


def test_a_resumed_channel_says_what_waited(telling, cast, chat):
    uid = add(chat, cast)
    chat.status = 410
    announce(cast.support)
    chat_jobs.post_due(NOON)
    chat.status = 200
    with transaction():
        chat_module.resume(queries.channel(uid), by=cast.hana)
    assert chat_jobs.post_due(NOON + timedelta(minutes=1)) == 1


def test_a_death_before_the_post_is_noted_lets_another_try_when_the_lease_is_over(telling, cast, chat, monkeypatch):
    add(chat, cast)
    announce(cast.support)
    with monkeypatch.context() as dying:
        dying.setattr("pulse.outbox.chat_actions.said", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            chat_jobs.post_due(NOON)
    db.session.remove()
    assert chat_jobs.post_due(NOON) == 0
    assert chat_jobs.post_due(NOON + chat_jobs.LEASE) == 1


def test_nothing_inside_is_reached_where_the_host_has_not_allowed_it(telling, cast, chat):
    uid = add(chat, cast)
    current_app.extensions["pulse.settings"] = replace(settings(), chat_inside=False)
    announce(cast.support)
    chat_jobs.post_due(NOON)
    assert (channel(uid).problem, chat.posts) == ("private", [])


def test_the_address_is_stored_sealed_and_bound_to_its_channel_and_to_the_secret_key(app, cast, chat):
    uid, other = add(chat, cast), add(chat, cast, name="Other")
    with transaction():
        rows = [row for name in db.metadata.tables for row in db.session.execute(text(f"SELECT * FROM {name}"))]
        assert "localhost" in str(rows)
        assert SECRET not in str(rows)
        assert SECRET.encode() not in b"".join(bytes(cell) for row in rows for cell in row if isinstance(cell, bytes))
        found = queries.channel(uid)
        assert chat_module.opened(found) == chat.address
        found.address = queries.channel(other).address
        assert chat_module.opened(found) is None
        app.extensions["pulse.settings"] = replace(settings(), secret_key="u" * 32)
        assert chat_module.opened(queries.channel(other)) is None
        db.session.rollback()


def test_a_restored_channel_under_another_key_is_paused_and_says_why(telling, cast, chat):
    uid = add(chat, cast)
    announce(cast.support)
    current_app.extensions["pulse.settings"] = replace(settings(), secret_key="u" * 32)
    chat_jobs.post_due(NOON)
    assert (channel(uid).problem, channel(uid).paused_at, chat.posts) == ("unreadable", NOON, [])


def test_no_log_holds_the_address(telling, cast, chat, capfd, caplog):
    add(chat, cast)
    announce(cast.support)
    for status in (500, 404):
        chat.status = status
        chat_jobs.post_due(NOON + timedelta(hours=status == 404))
    out = capfd.readouterr()
    logged = out.out + out.err + caplog.text
    assert "chat failed" in logged
    assert SECRET not in logged
