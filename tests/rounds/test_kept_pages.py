"""What a process keeps between visits is the same for everybody: nobody gets what is another's."""

import re
from datetime import timedelta

from sqlalchemy import update

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people import queries as people
from pulse.people.models import Person
from pulse.people.names import fragments
from tests._ground.voting import MONDAY, collect, invitation, make_programme, open_round

OPEN = MONDAY + timedelta(hours=1, minutes=1)


def test_the_page_of_who_signed_in_holds_a_token_and_the_kept_one_holds_none(app, cast, client, signed_in):
    app.config["WTF_CSRF_ENABLED"] = True
    for _ in range(2):
        assert b"csrf-token" in signed_in(cast.omar).get("/p").data
        assert b"csrf-token" not in client.get("/p").data
    tokens = {
        re.search(rb'csrf-token" content="([^"]+)', signed_in(person).get("/p").data)[1]
        for person in (cast.omar, cast.hana)
    }
    assert len(tokens) == 2


def test_each_language_has_a_page_of_its_own(app, client):
    pages = {language: client.get(f"/p?lang={language}").text for language in ("en", "de", "en")}
    assert '<html lang="en"' in pages["en"]
    assert '<html lang="de"' in pages["de"]


def test_each_time_zone_has_hours_of_its_own(app, cast, client, time_machine):
    time_machine.move_to(OPEN)
    with transaction():
        db.session.execute(update(Person).where(Person.id == cast.lea.id).values(timezone="Asia/Tokyo"))
    make_programme()
    opened = open_round(OPEN)
    hours = [
        client.post("/visit", json={"invite": invitation(opened, person)}).json["words"]["closes"]
        for person in (cast.omar, cast.lea, cast.omar)
    ]
    assert hours[0] == hours[2] != hours[1]


def test_the_kept_page_comes_in_the_coding_a_browser_takes(app, client):
    for coding in ("br", "gzip", "identity"):
        reply = client.get("/p", headers={"Accept-Encoding": coding})
        assert reply.headers.get("Content-Encoding", "identity") == coding
        assert "Accept-Encoding" in reply.headers["Vary"]
        assert reply.headers["Cache-Control"] == "no-store"


def test_two_of_one_group_are_warned_of_each_other_and_not_of_themselves(app, cast, client, time_machine):
    time_machine.move_to(OPEN)
    make_programme()
    opened = open_round(OPEN)
    mates = [person for person in people.members() if person.team_id == cast.omar.team_id and not person.is_lead]
    for reader in mates:
        told = client.post("/visit", json={"invite": invitation(opened, reader)}).json
        watch = {text for text, _ in told["watch"]}
        own = {fragment.text for fragment in fragments(reader.name)}
        others = {fragment.text for mate in mates if mate.id != reader.id for fragment in fragments(mate.name)}
        assert others <= watch
        assert not (own - others) & watch
        assert sorted(told["names"]) == sorted({*told["names"], reader.name})


def test_what_was_collected_is_told_to_each_at_once(app, cast, client, time_machine):
    time_machine.move_to(OPEN)
    make_programme()
    opened = open_round(OPEN)
    tokens = [invitation(opened, person) for person in (cast.omar, cast.lea)]

    def collected() -> list[bool]:
        return [client.post("/visit", json={"invite": token}).json["collected"] for token in tokens]

    assert collected() == [False, False]
    collect(client, tokens[0], {})
    assert collected() == [True, False]
