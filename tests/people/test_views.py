"""Pages of people and teams: who may open them, what they list, and teams that are moved and closed."""

import re

import pytest

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people import queries
from pulse.people.models import Person, Team
from tests.people.rosters import count

PAGES = (
    "/people",
    "/people?q=lea",
    "/people?who=left",
    "/people/teams",
    "/people/import",
    "/people/import/sample.csv",
    "/people/{omar}",
    "/people/{omar}/edit",
    "/people/{omar}/left",
    "/people/{omar}/role/hr",
    "/people/new",
    "/people/{omar}/erase",
    "/people/teams/{support}",
)
POSTS = (
    "/people/import",
    "/people/new",
    "/people/{omar}/edit",
    "/people/{omar}/left",
    "/people/{omar}/back",
    "/people/{omar}/role/hr",
    "/people/{omar}/erase",
    "/people/teams/{support}",
    "/people/teams/{support}/close",
    "/people/import/x",
    "/people/import/x/discard",
)


@pytest.mark.parametrize("place", PAGES)
def test_pages_of_people_are_for_hr_and_administrators(signed_in, cast, client, place):
    url = place.format(omar=cast.omar.uid, support=cast.support.uid)
    found = [signed_in(person).get(url).status_code for person in (cast.hana, cast.ada, cast.lea, cast.omar)]
    assert found == [200, 200, 403, 403]
    assert client.get(url).status_code == 303


@pytest.mark.parametrize("place", POSTS)
def test_only_hr_and_administrators_change_people(signed_in, cast, client, place):
    url, before = place.format(omar=cast.omar.uid, support=cast.support.uid), count()
    assert [signed_in(person).post(url).status_code for person in (cast.lea, cast.omar)] == [403, 403]
    assert client.post(url).status_code == 303
    assert (count(), queries.person(cast.omar.id).left_on) == (before, None)


def test_without_people_the_page_says_what_to_do_first(app, signed_in):
    with transaction():
        hana = Person(name="Hana", email="hana@acme.example", role="hr")
        db.session.add(hana)
        db.session.flush()
    assert "/people/import" in signed_in(hana).get("/people").text


def test_people_are_found_by_any_part_of_name_or_mail(signed_in, cast):
    with transaction():
        db.session.add(Person(name="Ümit Öztürk", email="umit@acme.example", team_id=cast.field.id))
    browser = signed_in(cast.hana)
    for words, name in (("lindq", "Lea Lindqvist"), ("OMAR@", "Omar Haddad"), ("lea lind", "Lea Lindqvist")):
        page = browser.get("/people", query_string={"q": words}).text
        assert name in page
        assert "Support Number 1" not in page
    for words in ("ümit", "ÜMIT", "öztürk"):
        assert "Ümit Öztürk" in browser.get("/people", query_string={"q": words}).text


@pytest.mark.parametrize("words", ["%", "_", "\0", "'", "x" * 3000, "\ud800".encode("utf-8", "surrogatepass")])
def test_odd_searches_find_nobody(signed_in, cast, words):
    answer = signed_in(cast.hana).get("/people", query_string={"q": words, "page": "99999999999999999999"})
    assert answer.status_code == 200
    assert ("Lea Lindqvist" in answer.text) == (words == "\0")


def test_people_are_listed_page_by_page(signed_in, cast):
    with transaction():
        cast.people(queries.team(cast.field.uid), 120, "more")
    browser = signed_in(cast.hana)
    listed = [re.findall(r'/people/(\w{16})"', browser.get(f"/people?page={n}").text) for n in (1, 2, 3)]
    assert [len(page) for page in listed] == [50, 50, 42]
    assert len({uid for page in listed for uid in page}) == 142


def test_people_of_a_branch_are_listed_alone(signed_in, cast):
    page = signed_in(cast.hana).get(f"/people?team={cast.operations.uid}").text
    assert "Lea Lindqvist" in page
    assert "Finance Number 1" not in page


def test_the_tree_counts_each_branch(signed_in, cast):
    page = re.sub(r"\s+", " ", signed_in(cast.hana).get("/people/teams").text)
    operations = re.search(r"<bdi>Operations</bdi>.*?</tr>", page)[0]
    assert re.findall(r'class="number">(\d*)<', operations) == ["0", "18"]


def test_a_persons_page_tells_nothing_of_rounds(signed_in, cast):
    page = signed_in(cast.hana).get(f"/people/{cast.omar.uid}").text
    assert "Omar Haddad" in page
    assert "Acme › Operations › Support" in page
    assert "/rounds/" not in page


def test_nobody_is_found_under_another_address(signed_in, cast):
    browser = signed_in(cast.hana)
    for place in ("/people/nobody", "/people/%00", "/people/teams/none", "/people/import/none", "/people?team=none"):
        assert browser.get(place).status_code == 404


def test_hr_renames_and_moves_a_team(signed_in, cast):
    given = {"name": "Customer Care", "parent": cast.finance.id}
    assert signed_in(cast.hana).post(f"/people/teams/{cast.support.uid}", data=given).status_code == 303
    assert queries.every_path()[cast.support.id] == ("Acme", "Finance", "Customer Care")


@pytest.mark.parametrize("wrong", [{"name": "A/B"}, {"name": " "}, {"name": "Field"}, {"parent": 0}, {"parent": "x"}])
def test_a_wrong_name_or_place_of_a_team_is_named(signed_in, cast, wrong):
    given = {"name": "Support", "parent": cast.operations.id} | wrong
    answer = signed_in(cast.hana).post(f"/people/teams/{cast.support.uid}", data=given)
    assert answer.status_code == 422
    assert queries.every_path()[cast.support.id] == ("Acme", "Operations", "Support")


def test_a_company_is_renamed_and_stays_at_the_top(signed_in, cast):
    given = {"name": "Acme Group", "parent": 0}
    assert signed_in(cast.hana).post(f"/people/teams/{cast.company.uid}", data=given).status_code == 303
    assert queries.root().name == "Acme Group"


def test_an_empty_team_is_closed_and_a_full_one_is_not(signed_in, cast):
    with transaction():
        empty = Team(name="Empty", parent_id=cast.company.id)
        db.session.add(empty)
        db.session.flush()
        uid = empty.uid
    browser = signed_in(cast.hana)
    assert browser.post(f"/people/teams/{cast.support.uid}/close").status_code == 422
    assert browser.post(f"/people/teams/{uid}/close").status_code == 303
    assert "Closed on" in browser.get(f"/people/teams/{uid}").text
