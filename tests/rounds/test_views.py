"""The pages of rounds: to HR who took part, to anybody what is public; and who may ask for a credential how."""

import re
from datetime import timedelta

import pytest

from pulse.base.transactions import transaction
from pulse.people import queries as people
from pulse.rounds import jobs, queries
from tests._ground.voting import MONDAY, collect, invitation, make_programme, open_round, vote

NOW = MONDAY + timedelta(hours=1, minutes=1)


@pytest.fixture
def opened(app, cast, time_machine):
    time_machine.move_to(NOW, tick=False)
    make_programme()
    return open_round(NOW)


def words(reply):
    text = re.sub(r"<[^>]+>", " ", reply.get_data(as_text=True))
    return " ".join(text.split())


def take_part(client, opened, count):
    for person in people.members()[:count]:
        vote(client, opened, person, 4)


def seal(opened, time_machine):
    closes_at = opened.closes_at
    time_machine.move_to(closes_at)
    jobs.advance(closes_at)
    return queries.round_(opened.uid)


def test_rounds_are_for_hr(signed_in, cast):
    assert signed_in(cast.hana).get("/rounds").status_code == 200
    for person in (cast.omar, cast.lea, cast.ada):
        assert signed_in(person).get("/rounds").status_code == 403


def test_without_a_round_hr_is_told_the_next_step(signed_in, cast):
    reply = signed_in(cast.hana).get("/rounds")
    assert "No round yet" in words(reply)
    assert "/programmes/new" in reply.get_data(as_text=True)


def test_while_open_hr_sees_the_companys_figure_of_the_day_and_no_small_one(signed_in, client, opened, cast):
    take_part(client, opened, 2)
    page = signed_in(cast.hana).get("/rounds")
    assert "fewer than 3 of 21" in words(page)
    take_part(client, opened, 0)
    with transaction():
        round_ = queries.round_(opened.uid)
        round_.collected = 9
    page = words(signed_in(cast.hana).get("/rounds"))
    assert "9 of 21 as of Monday, March 2" in page
    assert "until Friday, March 6" in page


def test_a_round_that_was_not_held_says_why(signed_in, app, cast, time_machine):
    time_machine.move_to(NOW, tick=False)
    make_programme(min_cohort=40)
    opened = open_round(NOW)
    assert "not held" in words(signed_in(cast.hana).get("/rounds"))
    assert "nobody could have stayed unknown" in words(signed_in(cast.hana).get("/rounds"))
    assert "Nobody was asked" in words(signed_in(cast.hana).get(f"/rounds/{opened.uid}"))


def test_an_open_round_shows_its_facts_to_anybody_and_no_participation(client, opened):
    page = words(client.get(f"/rounds/{opened.uid}"))
    assert opened.fingerprint in page
    assert "21 people" in page
    assert "some minutes after Friday, March 6" in page
    assert "Took part" not in page


def test_a_sealed_round_shows_ballots_hashes_and_to_hr_its_groups(signed_in, client, opened, cast, time_machine):
    take_part(client, opened, 12)
    sealed = seal(opened, time_machine)
    page = words(client.get(f"/rounds/{sealed.uid}"))
    assert "Took part 12 of 21" in page
    assert "Hash of the tables" in page
    assert "Who took part, by group" not in page
    assert "Who took part, by group" in words(signed_in(cast.hana).get(f"/rounds/{sealed.uid}"))
    assert "Who took part, by group" not in words(signed_in(cast.lea).get(f"/rounds/{sealed.uid}"))


def test_fewer_than_three_of_the_company_is_nowhere_a_number(client, signed_in, opened, cast, time_machine):
    token = invitation(opened, cast.omar)
    told = client.post("/visit", json={"invite": token}).json
    collect(client, token, told)
    sealed = seal(opened, time_machine)
    assert sealed.collected == 1
    page = client.get(f"/rounds/{sealed.uid}").get_data(as_text=True)
    assert "fewer than 3 of 21" in page
    assert "data-took-part" not in page


def test_a_round_that_does_not_exist_is_not_found(client, app):
    assert client.get("/rounds/nothing").status_code == 404


@pytest.mark.parametrize("path", ["/visit", "/credential"])
@pytest.mark.parametrize(
    "body", [None, [], 7, {"invite": 7}, {"invite": "x.y"}, {"invite": ""}, {"invite": "a" * 9999}]
)
def test_what_is_no_invitation_is_refused_in_json(client, opened, path, body):
    blinded = {"blinded": "AA"} if isinstance(body, dict) else {}
    reply = client.post(path, json={**body, **blinded} if isinstance(body, dict) else body)
    assert 400 <= reply.status_code < 500
    assert reply.is_json


def test_without_invitation_a_session_is_needed_and_with_one_its_token(app, client, signed_in, opened, cast):
    asked = {"round": opened.uid}
    assert client.post("/visit", json=asked).status_code == 401
    app.config["WTF_CSRF_ENABLED"] = True
    omar = signed_in(cast.omar)
    assert omar.post("/visit", json=asked).status_code == 400
    token = re.search(r'csrf-token" content="([^"]+)"', omar.get(f"/p?round={opened.uid}").get_data(as_text=True))[1]
    assert omar.post("/visit", json=asked, headers={"X-CSRFToken": token}).status_code == 200


def test_the_second_blinded_element_of_a_person_is_refused_and_the_first_answered_again(client, opened, cast):
    token = invitation(opened, cast.omar)
    told = client.post("/visit", json={"invite": token}).json
    collect(client, token, told)
    again = client.post("/credential", json={"invite": token, "blinded": "4vLZX0RuZD7_AFZOs3_d70ERIRYkBt1y5yM6trJVkF0"})
    assert again.status_code in {409, 422}
    assert client.post("/visit", json={"invite": token}).json["collected"]
