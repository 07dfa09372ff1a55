"""What a browser is told when it opens the pulse."""

from datetime import timedelta

import pytest

from pulse.base.db import db
from pulse.base.errors import Gone, NotFound
from pulse.base.transactions import transaction
from pulse.people.models import Person
from pulse.rounds import jobs, visit_pages
from tests._ground.voting import MONDAY, invitation, make_programme, open_round

NOW = MONDAY + timedelta(hours=1, minutes=1)


@pytest.fixture
def opened(app, cast, time_machine):
    time_machine.move_to(NOW, tick=False)
    make_programme()
    return open_round(NOW)


def seen(client, opened, person, **more):
    return client.post("/visit", json={"invite": invitation(opened, person), **more})


def test_a_member_is_told_the_promise_in_words(client, opened, cast):
    told = seen(client, opened, cast.omar).json
    assert told["words"]["title"] == "8 questions, about 50 seconds"
    assert "groups of 5 answers or more, comments only from 10" in told["words"]["thresholds"]
    assert told["words"]["closes"] == "Friday, March 6, 10:00\u202fAM (GMT+01:00)"
    assert told["words"]["next"] == "Monday, March 9"
    assert told["words"]["together"] == f"You are counted together with {len(told['names']) - 1} other people."
    assert told["said_done"] == []
    assert not told["collected"]


def test_the_closing_time_is_that_of_the_persons_own_zone(client, opened, cast):
    with transaction():
        db.session.merge(cast.omar).timezone = "Asia/Tokyo"
    assert seen(client, opened, cast.omar).json["words"]["closes"].endswith("6:00\u202fPM (GMT+09:00)")


def test_the_page_says_in_which_language_to_speak(client, opened, cast):
    told = seen(client, opened, cast.omar, lang="de").json
    assert "Freitag, 6. März" in told["words"]["closes"]
    assert told["questions"][0]["text"].startswith("Wenn meine")


def test_names_of_the_own_group_are_watched_for_and_ones_own_is_not(client, opened, cast):
    told = seen(client, opened, cast.omar).json
    assert "Omar Haddad" in told["names"]
    watched = {text for text, _ in told["watch"]}
    assert "support" not in {name for name in watched if name == "omar"}
    assert not {"omar", "haddad"} & watched
    assert {text for text in watched if "number" in text}
    assert "Hana Ivanova" in told["names"] or "ivanova" not in watched


def test_where_to_turn_comes_with_the_round_the_same_for_everybody(client, opened, cast):
    told = [seen(client, opened, who).json["words"]["help"] for who in (cast.omar, cast.lea)]
    public = client.get(f"/rounds/{opened.uid}/pulse.json?lang=en").json["words"]["help"]
    assert told == [public, public]
    assert "somebody you trust" in public


def test_what_anybody_may_know_names_nobody(client, opened):
    told = client.get(f"/rounds/{opened.uid}/pulse.json?lang=en").json
    assert told.keys() == {"round", "fingerprint", "header", "words", "closes_at", "questions", "said_done"}
    assert told["words"]["together"] == ""
    assert "@" not in str(told["words"])


def test_a_closed_round_is_gone(client, opened, cast, time_machine):
    person = db.session.get_one(Person, cast.omar.id)
    token = invitation(opened, person)
    time_machine.move_to(opened.closes_at)
    with pytest.raises(Gone):
        visit_pages.public(opened.uid, "en")
    assert client.post("/visit", json={"invite": token}).status_code == 410
    jobs.advance(opened.closes_at)
    assert client.post("/visit", json={"invite": token}).status_code == 410


def test_who_has_no_seat_is_told_nothing(opened, cast):
    with pytest.raises(NotFound):
        visit_pages.seen(opened.uid, cast.ada.id, "en")
