"""Asked back: those to whom a promise was made say in their next round whether it was kept, group by whole group."""

import json
from datetime import timedelta

import pytest

from pulse.ballots.envelopes import BallotText
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people import queries as people
from pulse.programmes import actions as programmes
from pulse.programmes.models import AskedBack, Branch
from pulse.rounds import askback, jobs, queries
from pulse.rounds.models import Round
from pulse.service_ratings import jobs as service_ratings
from pulse.service_ratings.models import Rendered
from pulse.tallies import queries as tables
from pulse.team_services import actions as services
from tests._ground.voting import MONDAY, ballot, collect, invitation, make_programme, open_round, vote

OPENS = MONDAY + timedelta(hours=1, minutes=1)
WEEK = timedelta(weeks=1)


@pytest.fixture
def acme(cast, time_machine):
    """The cast, with more people in Operations and Finance: four groups, one a team."""
    time_machine.move_to(OPENS)
    with transaction():
        cast.people(cast.operations, 9, "operations")
        cast.people(cast.finance, 7, "money")
    return cast


def promise(name, team, words="A second desk in the hall.", days=1):
    with transaction():
        programmes.ask_once(name, team.uid, words, now=OPENS - timedelta(days=days))


def told(client, opened, person, **more):
    return client.post("/visit", json={"invite": invitation(opened, person), **more}).json


def back(told, key="version"):
    return [question.get(key) for question in told["questions"] if question["version"].startswith("PB1@")]


def staff(team):
    return [person for person in people.members([team.id]) if not person.is_lead]


def seal(opened):
    jobs.advance(opened.closes_at)


def forged(client, opened, person, answers):
    asked = told(client, opened, person)
    held = collect(client, invitation(opened, person), asked)
    body = ballot(asked, held, BallotText(held.cohort, answers))
    assert client.post("/ballot", json=body).status_code == 204


@pytest.fixture
def opened(acme):
    """A round in which Support is asked about a promise."""
    promise("desk", acme.support)
    make_programme()
    return open_round(OPENS)


def test_those_to_whom_it_was_made_are_asked_in_its_words(client, opened, acme):
    asked = told(client, opened, acme.omar)
    assert back(asked) == ["PB1@1/desk"]
    assert back(asked, "text") == ["You were promised: “A second desk in the hall”. Was it kept?"]
    assert (back(asked, "scale"), back(asked, "team")) == (["kept"], ["Support"])
    assert asked["words"]["title"].startswith("9 questions")
    places = [question["version"] for question in asked["questions"]]
    assert places.index("PB1@1/desk") == len(places) - 2  # after the ordinary ones, before the comment


def test_nobody_else_is_not_even_the_lead_who_is_counted_above(client, opened, acme):
    for person in (acme.hana, acme.lea, staff(acme.field)[0], staff(acme.operations)[0]):
        assert back(told(client, opened, person)) == []
    assert told(client, opened, acme.hana)["words"]["title"].startswith("8 questions")


def test_a_branch_is_asked_with_all_below_it(client, acme):
    promise("shifts", acme.operations)
    make_programme()
    opened = open_round(OPENS)
    for person in (acme.omar, acme.lea, staff(acme.field)[0], staff(acme.operations)[0]):
        assert back(told(client, opened, person)) == ["PB1@1/shifts"]
    assert back(told(client, opened, acme.hana)) == []


def test_a_team_that_is_counted_with_others_is_asked_together_with_them(client, cast, time_machine):
    time_machine.move_to(OPENS)
    promise("desk", cast.finance)  # three people: no group by themselves
    make_programme()
    opened = open_round(OPENS)
    layout = tables.layout(opened.uid)
    (cohort,) = (each for each in layout.cohorts if each.id in layout.rates["desk"])
    assert cohort.members >= 7
    assert {cast.finance.uid, cast.field.uid} <= cohort.labels
    assert back(told(client, opened, cast.hana)) == back(told(client, opened, staff(cast.field)[0])) == ["PB1@1/desk"]


def test_the_manifest_lists_it_for_whole_groups_and_for_no_person(client, opened, acme):
    leaves = [json.loads(leaf) for leaf in client.get(f"/rounds/{opened.uid}/manifest.json").json["leaves"]]
    asked = {leaf["id"] for leaf in leaves if "PB1@1/desk" in leaf["questions"]}
    seats = {queries.standing(opened.uid, person.id).cohort for person in staff(acme.support)}
    assert asked == seats == tables.layout(opened.uid).rates["desk"]


def test_a_browser_is_asked_what_its_leaf_lists_in_that_order(client, opened, acme):
    for person in (acme.omar, acme.hana):
        cohort = queries.standing(opened.uid, person.id).cohort
        leaves = [json.loads(leaf) for leaf in client.get(f"/rounds/{opened.uid}/manifest.json").json["leaves"]]
        (listed,) = (leaf["questions"] for leaf in leaves if leaf["id"] == cohort)
        assert [question["version"] for question in told(client, opened, person)["questions"]] == listed


def test_answers_are_counted_apart_and_enter_nothing_else(client, opened, acme):
    for number, person in enumerate(staff(acme.support)):
        vote(client, opened, person, {"T1": 4, "PB1/desk": 1 + number % 4})
    seal(opened)
    (cell,) = tables.kept(opened.uid, "desk")
    assert (cell.n, cell.bands, cell.members) == (7, (3, 2, 2), 9)  # two cannot tell
    assert tables.ratings(opened.uid) == ()
    assert not [each for each in tables.cells(opened.uid) if "PB1" in each.question]
    assert "PB1" not in str(tables.joint([opened.uid]))
    assert tables.facts(opened.uid).unreadable == 0


def test_a_ballot_of_a_group_that_is_not_asked_counts_as_all_skipped(client, opened, acme):
    for person in staff(acme.support):
        vote(client, opened, person, 4)
    forged(client, opened, acme.hana, {"T1@1": 5, "PB1@1/desk": 3})
    forged(client, opened, staff(acme.field)[0], {"PB1@1/desk": 3})
    seal(opened)
    assert {cell.n for cell in tables.kept(opened.uid, "desk")} == {9}
    assert tables.facts(opened.uid).unreadable == 2


def test_one_group_is_asked_about_three_at_most_and_the_youngest_waits(client, acme, time_machine):
    for number, name in enumerate(("newest", "new", "old", "oldest")):
        promise(name, acme.company if number == 2 else acme.support, days=number + 1)
    make_programme()
    opened = open_round(OPENS)
    assert back(told(client, opened, acme.omar)) == ["PB1@1/oldest", "PB1@1/old", "PB1@1/new"]
    assert back(told(client, opened, acme.hana)) == ["PB1@1/old"]
    seal(opened)
    time_machine.move_to(OPENS + WEEK)
    assert back(told(client, open_round(OPENS + WEEK), acme.omar)) == ["PB1@1/newest"]


def test_it_is_asked_once_and_its_words_stay(client, opened, acme, time_machine):
    promise("desk", acme.support, "Three desks.")
    assert back(told(client, opened, acme.omar), "text") == [
        "You were promised: “A second desk in the hall”. Was it kept?"
    ]
    seal(opened)
    time_machine.move_to(OPENS + WEEK)
    again = open_round(OPENS + WEEK)
    asked = told(client, again, acme.omar)
    assert back(asked) == ["PB1@2/desk"]
    assert back(asked, "text") == ["You were promised: “Three desks”. Was it kept?"]
    seal(again)
    time_machine.move_to(OPENS + 2 * WEEK)
    assert back(told(client, open_round(OPENS + 2 * WEEK), acme.omar)) == []


def test_what_waits_can_be_worded_anew_and_taken_back(client, acme):
    promise("desk", acme.support)
    promise("desk", acme.support, "Three desks")
    promise("chair", acme.support)
    with transaction():
        programmes.ask_no_more("chair")
    make_programme()
    opened = open_round(OPENS)
    assert back(told(client, opened, acme.omar), "text") == ["You were promised: “Three desks”. Was it kept?"]
    with transaction():
        programmes.ask_no_more("desk")
    assert back(told(client, opened, acme.omar)) == ["PB1@1/desk"]


def test_no_round_is_held_for_a_promise_alone(acme):
    promise("desk", acme.support)
    make_programme()
    open_round(OPENS)
    promise("chair", acme.support)
    make_programme(name="Second pulse", rotation=[], extras=[])  # asks only what has just been asked
    open_round(OPENS)
    steps = {each.programme.name: each.step for each in queries.rounds()}
    assert steps["Second pulse"] == "skipped"
    assert [each.name for each in db.session.query(AskedBack).filter_by(round_uid="")] == ["chair"]


def branch_programme(team):
    return make_programme(name="Branch pulse", branches=[Branch(team_id=team.id)], starts_on=MONDAY.date())


def test_it_waits_for_the_programme_that_asks_most_of_those_it_was_made_to(acme, time_machine):
    promise("home", acme.company)
    branch_programme(acme.operations)
    make_programme(starts_on=(MONDAY + WEEK).date())
    opened = open_round(OPENS)
    assert opened.programme.name == "Branch pulse"
    assert "home" not in tables.layout(opened.uid).rates
    seal(opened)
    time_machine.move_to(OPENS + WEEK)
    jobs.advance(OPENS + WEEK)
    asking = {each.programme.name for each in queries.rounds() if "home" in tables.layout(each.uid).rates}
    assert asking == {"Weekly pulse"}


def test_after_a_quarter_of_a_year_it_waits_no_longer(acme):
    promise("home", acme.company, days=93)
    branch_programme(acme.operations)
    make_programme(starts_on=(MONDAY + WEEK).date())
    assert "home" in tables.layout(open_round(OPENS).uid).rates


@pytest.fixture
def named(acme):
    """Finance can be named by others; Support was promised something."""
    with transaction():
        services.let_name([acme.finance.uid], by=acme.hana)
    promise("desk", acme.support)
    make_programme(inside="named")
    return open_round(OPENS)


def test_where_teams_are_named_a_promise_is_asked_about_all_the_same(client, named, acme):
    asked = told(client, named, acme.omar)
    assert back(asked) == ["PB1@1/desk"]
    (naming,) = (question for question in asked["questions"] if "teams" in question)
    assert [uid for uid, _ in naming["teams"]] == [acme.finance.uid]
    cohort = queries.standing(named.uid, acme.omar.id).cohort
    leaves = [json.loads(leaf) for leaf in client.get(f"/rounds/{named.uid}/manifest.json").json["leaves"]]
    (leaf,) = (leaf for leaf in leaves if leaf["id"] == cohort)
    assert [version for version in leaf["questions"] if "/" in version] == ["PB1@1/desk", "S1@1/*", "S2@1/*", "S3@1/*"]
    assert leaf["teams"] == [acme.finance.uid]


def test_where_teams_are_named_a_promise_is_not_a_fourth_of_them_and_is_shown_from_five(client, named, acme):
    for number, person in enumerate(staff(acme.support)[:6]):
        vote(client, named, person, {"T1": 4, "PB1/desk": 1 + number % 3, f"S1/{acme.finance.uid}": 4})
    seal(named)
    (cell,) = tables.kept(named.uid, "desk")
    assert (cell.n, cell.bands) == (6, (2, 2, 2))
    assert tables.ratings(named.uid) == ()  # six named Finance: fewer than ten
    assert tables.facts(named.uid).unreadable == 0


def test_a_promise_is_no_question_about_a_team_that_serves(client, opened, acme):
    make_programme(inside="served", name="Second pulse", anchors=["E2"], rotation=[], extras=[])
    with transaction():
        services.serve(acme.finance, acme.operations, by=acme.hana)
    open_round(OPENS)
    served = {each.programme.name: tables.layout(each.uid).serving for each in queries.rounds()}
    assert served["Weekly pulse"] == {}
    assert served["Second pulse"].keys() == {acme.finance.uid}  # nobody has just asked about it


def test_the_map_of_serving_teams_knows_nothing_of_promises(client, acme):
    promise("desk", acme.support)
    with transaction():
        services.serve(acme.finance, acme.operations, by=acme.hana)
    make_programme(inside="served")
    opened = open_round(OPENS)
    for person in staff(acme.support):
        vote(client, opened, person, 4)
    seal(opened)
    assert service_ratings.weigh() == 1
    assert {row.server_uid for row in db.session.query(Rendered)} == {acme.finance.uid}
    assert {cell.n for cell in tables.kept(opened.uid, "desk")} == {9}


def test_the_oldest_take_their_turn_whole_or_not_at_all():
    both, left = frozenset("ab"), frozenset("a")
    wanted = [("1", left), ("2", left), ("3", left), ("4", both), ("5", frozenset("b")), ("6", frozenset())]
    assert askback.turn(wanted) == {"1": left, "2": left, "3": left, "5": frozenset("b")}


def test_the_round_that_asks_is_written_down_with_its_opening(opened):
    (asking,) = db.session.query(AskedBack)
    assert (asking.round_uid, asking.heard) == (opened.uid, False)
    assert db.session.query(Round).one().questions.count("PB1") == 0
