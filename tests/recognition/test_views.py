"""Thanks through the pages: who may say them, who reads them, who takes them back, and what is refused."""

import re
from datetime import date

import pytest
from sqlalchemy import event, func, select

from pulse.admin.queries import own_data
from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Person, Team
from pulse.recognition import actions
from pulse.recognition.models import Thanks, Value
from pulse.recognition.terms import Customer

SAID = "Stayed late until the customer's order was out."


def to(whom) -> str:
    """Return the address on which somebody is thanked."""
    return f"/thanks/new/{'person' if isinstance(whom, Person) else 'team'}/{whom.uid}"


def say(browser, whom, words=SAID, customer="outside", **more):
    return browser.post(to(whom), data={"words": words, "customer": customer, "value": "", **more})


def standing() -> list[Thanks]:
    return list(db.session.scalars(select(Thanks).where(Thanks.taken_back_at.is_(None)).order_by(Thanks.id)))


def test_a_colleague_is_thanked_by_name_and_told(cast, signed_in, told):
    omar = signed_in(cast.omar)
    assert "Lea Lindqvist" in omar.get("/thanks/new?q=lind").text
    assert say(omar, cast.lea).status_code == 303
    page = signed_in(cast.hana).get("/thanks").text
    assert all(words in page for words in ("Lea Lindqvist", "Omar Haddad", "Stayed late", "A customer outside"))
    assert told == [("thanked", [cast.lea.id])]


def test_a_team_is_thanked_and_its_people_are_told_but_not_who_said_it(cast, signed_in, told):
    assert say(signed_in(cast.omar), cast.support).status_code == 303
    assert len(told[0][1]) == 9
    assert cast.omar.id not in told[0][1]


def test_a_wall_shows_its_branch_alone(cast, signed_in):
    say(signed_in(cast.hana), cast.lea)
    browser = signed_in(cast.omar)
    shows = [SAID[:11] in browser.get(f"/thanks/teams/{team.uid}").text for team in (cast.operations, cast.finance)]
    assert shows == [True, False]


def test_thanks_stay_with_the_team_they_were_earned_in(cast, signed_in):
    say(signed_in(cast.hana), cast.omar)
    with transaction():
        db.session.get_one(Person, cast.omar.id).team_id = cast.finance.id
    assert SAID[:11] in signed_in(cast.hana).get(f"/thanks/teams/{cast.support.uid}").text


def test_the_newest_stand_first(cast, signed_in, time_machine):
    for day, words in ((1, "Older thanks"), (2, "Newer thanks")):
        time_machine.move_to(f"2026-03-0{day}T10:00:00+00:00")
        say(signed_in(cast.hana), cast.omar, words)
    page = signed_in(cast.hana).get("/thanks").text
    assert page.index("Newer thanks") < page.index("Older thanks")


def test_nobody_thanks_themselves(cast, signed_in):
    answer = say(signed_in(cast.omar), cast.omar)
    assert (answer.status_code, standing()) == (422, [])
    assert "Nobody can thank themselves" in answer.text
    assert "Omar" not in re.sub(
        r"<header.*?</header>", "", signed_in(cast.omar).get("/thanks/new?q=omar").text, flags=re.DOTALL
    )


def test_whoever_left_and_a_closed_team_cannot_be_thanked(cast, signed_in):
    with transaction():
        db.session.get_one(Person, cast.lea.id).left_on = date(2026, 1, 1)
        db.session.get_one(Team, cast.field.id).closed_on = date(2026, 1, 1)
    browser = signed_in(cast.omar)
    assert [browser.get(to(whom)).status_code for whom in (cast.lea, cast.field)] == [404, 404]
    assert browser.get("/thanks/new/person/nobody").status_code == 404


def test_ten_a_day_and_taking_back_gives_none_again(cast, signed_in, time_machine):
    time_machine.move_to("2026-03-02T10:00:00+00:00")
    browser = signed_in(cast.omar)
    assert [say(browser, cast.lea, f"Thanks number {n}").status_code for n in range(10)] == [303] * 10
    browser.post(f"/thanks/{standing()[0].uid}/take-back")
    refused = say(browser, cast.hana, "One more")
    assert refused.status_code == 422
    assert all(words in refused.text for words in ("10 times within a day", "One more"))
    time_machine.move_to("2026-03-03T10:00:01+00:00")
    assert say(signed_in(cast.omar), cast.hana, "One more").status_code == 303


def test_the_same_words_twice_are_one(cast, signed_in):
    browser = signed_in(cast.omar)
    assert [say(browser, cast.lea).status_code, say(browser, cast.lea).status_code] == [303, 422]
    assert say(browser, cast.support).status_code == 303
    assert len(standing()) == 2


@pytest.mark.parametrize("words", ["x" * 281, "y" * 10_000, "   ", "\n\x00\n"])
def test_words_that_do_not_fit_are_refused_and_kept(cast, signed_in, words):
    answer = say(signed_in(cast.omar), cast.lea, words)
    assert (answer.status_code, standing()) == (422, [])
    assert "Please check what you entered" in answer.text
    assert words.strip("\n\x00 ")[:300] in answer.text


def test_markup_and_right_to_left_words_are_shown_as_they_are(cast, signed_in):
    words = "<script>alert(1)</script> \u202eشكرا"
    assert say(signed_in(cast.omar), cast.lea, words).status_code == 303
    page = signed_in(cast.hana).get("/thanks").text
    assert "<script>alert" not in page
    assert '<p class="said" dir="auto">&lt;script&gt;' in page


def test_author_thanked_and_hr_take_back_and_nobody_else(cast, signed_in, told):
    say(signed_in(cast.omar), cast.lea)
    address = f"/thanks/{standing()[0].uid}/take-back"
    other = db.session.scalars(select(Person).where(Person.email == "field1@acme.example")).one()
    db.session.remove()
    assert [signed_in(who).get(address).status_code for who in (other, cast.ada)] == [403, 403]
    assert signed_in(other).post(address).status_code == 403
    assert [signed_in(who).get(address).status_code for who in (cast.omar, cast.lea, cast.hana)] == [200] * 3
    assert signed_in(cast.lea).post(address).status_code == 303
    row = db.session.scalars(select(Thanks)).one()
    assert (row.words, row.taken_back_at is None) == ("", False)
    assert [kind for kind, _ in told] == ["thanked"]
    assert signed_in(cast.omar).get(address).status_code == 404


def test_the_lead_of_a_team_takes_back_what_it_was_thanked_for(cast, signed_in):
    say(signed_in(cast.hana), cast.support)
    address = f"/thanks/{standing()[0].uid}/take-back"
    assert signed_in(cast.omar).get(address).status_code == 403
    assert signed_in(cast.lea).post(address).status_code == 303


def test_hr_must_give_a_reason_that_both_are_told(cast, signed_in, told):
    say(signed_in(cast.omar), cast.lea)
    address = f"/thanks/{standing()[0].uid}/take-back"
    hana = signed_in(cast.hana)
    assert (hana.post(address).status_code, len(standing())) == (422, 1)
    assert hana.post(address, data={"reason": "Names a customer"}).status_code == 303
    assert told[1] == ("thanks-removed", sorted([cast.omar.id, cast.lea.id]))
    assert db.session.scalars(select(Thanks)).one().reason == "Names a customer"


def test_thanks_are_linked_to_a_value_that_outlives_its_retirement(cast, signed_in):
    hana = signed_in(cast.hana)
    hana.post("/thanks/values", data={"name": "Own it", "words": "See it through."})
    value = db.session.scalars(select(Value)).one()
    say(signed_in(cast.omar), cast.lea, value=value.uid)
    hana.post(f"/thanks/values/{value.uid}/retire")
    assert "Own it" in hana.get("/thanks").text
    assert "Own it" not in hana.get(to(cast.lea)).text
    assert say(signed_in(cast.omar), cast.lea, "Again", value=value.uid).status_code == 422
    hana.post("/thanks/values", data={"name": "own it", "words": ""})
    db.session.remove()
    assert db.session.scalars(select(Value)).one().retired_at is None


def test_there_are_eight_values_at_most(cast, signed_in):
    hana = signed_in(cast.hana)
    answers = [hana.post("/thanks/values", data={"name": f"Value {n}"}).status_code for n in range(9)]
    assert answers == [303] * 8 + [422]
    first = db.session.scalars(select(Value).order_by(Value.id)).first()
    hana.post(f"/thanks/values/{first.uid}/retire")
    assert hana.post("/thanks/values", data={"name": "Value 9"}).status_code == 303
    assert hana.post(f"/thanks/values/{first.uid}/bring-back").status_code == 422


def test_only_hr_says_what_the_company_stands_for(cast, signed_in):
    assert [signed_in(who).get("/thanks/values").status_code for who in (cast.omar, cast.lea, cast.ada)] == [403] * 3
    assert signed_in(cast.lea).post("/thanks/values", data={"name": "X"}).status_code == 403


def test_leaders_see_teams_of_their_branch_that_nobody_thanked_and_others_see_none(cast, signed_in):
    pages = {who: signed_in(who).get(f"/thanks/teams/{cast.support.uid}").text for who in (cast.lea, cast.hana)}
    assert all("has not been thanked in the last 90 days" in page for page in pages.values())
    assert "not been thanked" not in signed_in(cast.omar).get(f"/thanks/teams/{cast.support.uid}").text
    assert "not been thanked" not in signed_in(cast.lea).get("/thanks").text


def test_a_team_is_off_the_list_once_it_or_its_people_are_thanked_by_others(cast, signed_in):
    def listed():
        return "has not been thanked" in signed_in(cast.lea).get(f"/thanks/teams/{cast.support.uid}").text

    say(signed_in(cast.omar), cast.support)  # to itself
    assert listed()
    say(signed_in(cast.hana), cast.omar)
    assert not listed()


def test_nothing_anywhere_counts_thanks_per_person(cast, signed_in):
    for n in range(3):
        say(signed_in(cast.omar), cast.lea, f"Thanks number {chr(65 + n)}")
    page = signed_in(cast.hana).get("/thanks").text
    main = re.sub(r"<[^>]*>", " ", page[page.index("<main") : page.index("</main>")])
    assert re.findall(r"\b3\b", main) == []


def test_a_wall_takes_a_fixed_number_of_statements(cast, signed_in, app):
    def statements():
        counted = []
        event.listen(db.engine, "before_cursor_execute", lambda *a: counted.append(a[2]))
        signed_in(cast.hana).get("/thanks")
        return len(counted)

    say(signed_in(cast.omar), cast.lea)
    one = statements()
    for n in range(5):
        say(signed_in(cast.omar), cast.field, f"Thanks number {n}")
        say(signed_in(cast.lea), cast.hana, f"Thanks number {n}")
    assert statements() <= one + 1


def test_whoever_is_erased_takes_their_thanks_along(cast, signed_in):
    say(signed_in(cast.omar), cast.lea)
    say(signed_in(cast.hana), cast.omar)
    say(signed_in(cast.hana), cast.support)
    signed_in(cast.ada).post(f"/people/{cast.omar.uid}/erase")
    assert db.session.scalar(select(func.count()).where(Person.id == cast.omar.id)) == 0
    assert [each.person_id for each in standing()] == [None]


def test_own_data_hold_what_one_said_and_was_told(cast, app):
    with transaction():
        omar, lea = db.session.get_one(Person, cast.omar.id), db.session.get_one(Person, cast.lea.id)
        actions.thank(lea, SAID, Customer.INSIDE, None, by=omar, now=clock.now())
    assert own_data(cast.omar)["thanks_said"][0]["words"] == SAID
    assert own_data(cast.lea)["thanks_received"][0]["from"] == "Omar Haddad"
    assert own_data(cast.hana)["thanks_received"] == []
