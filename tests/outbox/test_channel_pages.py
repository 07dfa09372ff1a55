"""The pages of channels: who chooses them, what a test says, and what is refused."""

import re
from dataclasses import replace

import pytest
from flask import current_app

from pulse.base.settings import settings
from pulse.base.transactions import transaction
from pulse.outbox import chat_actions as chat_module
from pulse.outbox import chat_jobs, queries
from pulse.people import queries as people
from tests.outbox.chatting import NOON, SECRET, add, announce, channel, waiting

pytestmark = pytest.mark.usefixtures("inside", "at_noon")


@pytest.fixture
def at_noon(time_machine):
    time_machine.move_to(NOON)


def form(chat, **changes) -> dict[str, str]:
    return {"name": "Town square", "kind": "slack", "address": chat.address, "team": ""} | changes


@pytest.mark.parametrize(("who", "status"), [("omar", 403), ("lea", 403), ("hana", 200), ("ada", 200)])
def test_hr_and_the_host_choose_channels_and_nobody_else(cast, chat, signed_in, who, status):
    uid = add(chat, cast)
    browser = signed_in(getattr(cast, who))
    assert [browser.get(page).status_code for page in ("/channels", f"/channels/{uid}/remove")] == [status, status]
    for page in ("/channels", f"/channels/{uid}/test", f"/channels/{uid}/resume", f"/channels/{uid}/remove"):
        assert (browser.post(page, data={}).status_code == 403) is (status == 403)


def test_hr_adds_a_channel_tries_it_and_never_sees_its_address_again(cast, chat, signed_in):
    hana = signed_in(cast.hana)
    assert hana.post("/channels", data=form(chat, team=cast.support.uid)).status_code == 303
    page = hana.get("/channels").text
    assert [word for word in ("Town square", "localhost", "Support", "Slack") if word not in page] == []
    assert SECRET not in page
    uid = re.search(r"/channels/(\w+)/test", page)[1]
    told = hana.post(f"/channels/{uid}/test", follow_redirects=True).text
    assert "The test arrived in Town square." in told
    assert "This is a test" in chat.posts[0]["text"]
    assert SECRET not in told + hana.get(f"/channels/{uid}/remove").text + hana.get("/me/data").text


@pytest.mark.parametrize(
    ("status", "sentence"), [(404, "does not exist any more"), (400, "refused the message"), (302, "does not follow")]
)
def test_a_test_that_fails_says_why(cast, chat, signed_in, status, sentence):
    uid = add(chat, cast)
    chat.status = status
    told = signed_in(cast.hana).post(f"/channels/{uid}/test", follow_redirects=True).text
    assert "The test did not arrive in Everybody." in told
    assert told.count(sentence) == 2  # in the answer, and beside the channel


def test_a_test_that_arrives_wakes_a_paused_channel(telling, cast, chat, signed_in):
    uid = add(chat, cast)
    with transaction():
        queries.channel(uid).paused_at = NOON
    hana = signed_in(cast.hana)
    assert "paused" in hana.get("/channels").text
    hana.post(f"/channels/{uid}/test")
    assert channel(uid).paused_at is None


def test_while_a_chat_is_tried_others_may_write(cast, chat, signed_in, monkeypatch):
    uid = add(chat, cast)

    def meanwhile(*_arguments, **_more):
        with transaction():
            people.person(cast.lea.id).name = "Lea was not kept waiting"
        return chat_module.SendOutcome()

    monkeypatch.setattr("pulse.outbox.chat_actions.webhook_channels.send", meanwhile)
    assert signed_in(cast.hana).post(f"/channels/{uid}/test").status_code == 303


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"address": "http://hooks.slack.com/x"}, "must begin with https://"),
        ({"address": ""}, "Please fill this in."),
        ({"address": "https://user:pw@hooks.slack.com/x"}, "not an address of a webhook"),
        ({"name": " "}, "Please fill this in."),
        ({"kind": "pigeon"}, "Not a valid choice"),
        ({"team": "nowhere"}, "Not a valid choice"),
    ],
)
def test_what_is_wrong_with_a_new_channel_is_said(cast, chat, signed_in, change, sentence):
    answer = signed_in(cast.hana).post("/channels", data=form(chat, **change))
    assert (answer.status_code, sentence in answer.text) == (422, True)


def test_an_address_inside_is_refused_when_it_is_typed_in(cast, chat, signed_in):
    current_app.extensions["pulse.settings"] = replace(settings(), chat_inside=False)
    answer = signed_in(cast.hana).post("/channels", data=form(chat))
    assert "lies in a private network" in answer.text


def test_removing_asks_first_and_forgets_all(telling, cast, chat, signed_in):
    uid, hana = add(chat, cast), signed_in(cast.hana)
    announce(cast.support)
    assert "Remove Everybody?" in hana.get(f"/channels/{uid}/remove").text
    assert hana.post(f"/channels/{uid}/remove").status_code == 303
    assert hana.get(f"/channels/{uid}/remove").status_code == 404
    assert waiting() == 0
    assert chat_jobs.post_due(NOON) == 0
