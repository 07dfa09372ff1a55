"""What a round asks about teams that serve: a function of the group, listed in the manifest, frozen when it opens."""

import json
from datetime import timedelta

import pytest

from pulse.ballots import queries as boxes
from pulse.ballots.envelopes import TEXT_SIZE, BallotText, pack
from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.base.transactions import transaction
from pulse.people import queries as people
from pulse.people.models import Person
from pulse.rounds import freeze_actions, jobs, queries
from pulse.rounds.cohorts import Division
from pulse.tallies import queries as tables
from pulse.tallies.layout import Layout
from pulse.team_services import actions, rotation
from tests._ground.voting import ballot, collect, invitation, make_programme, open_round, vote
from tests.team_services.conftest import OPENS


def told(client, opened, person, **more):
    return client.post("/visit", json={"invite": invitation(opened, person), **more}).json


def about(told, key="version"):
    return [question[key] for question in told["questions"] if "/" in question["version"]]


def staff(team):
    return [person for person in people.members([team.id]) if not person.is_lead]


def seal(opened):
    jobs.advance(opened.closes_at)
    return {(cell.question, cell.n) for cell in tables.ratings(opened.uid)}


def test_who_is_served_is_asked_by_name_and_who_serves_is_not(client, opened, served):
    asked = told(client, opened, served.omar)
    finance = served.finance.uid
    assert about(asked) == [f"S1@1/{finance}", f"S2@1/{finance}", f"S3@1/{finance}"]
    assert about(asked, "text")[0] == "Finance delivers what we agreed, when we agreed."
    assert set(about(asked, "team")) == {"Finance"}
    assert about(told(client, opened, served.hana)) == []


def test_the_words_before_it_begins_count_what_is_asked_of_this_group(client, opened, served):
    assert told(client, opened, served.omar)["words"]["title"] == "11 questions, about a minute"
    assert told(client, opened, served.hana)["words"]["title"] == "8 questions, about 50 seconds"


def test_each_group_reads_its_own_questions_in_its_own_language(client, opened, served):
    assert about(told(client, opened, served.omar, lang="de"), "text")[0].startswith("Finance ")
    assert about(told(client, opened, served.hana, lang="de")) == []
    assert about(told(client, opened, served.omar, lang="en"), "text")[0].startswith("Finance delivers")


def test_the_manifest_lists_what_each_group_is_asked(client, opened, served):
    leaves = [json.loads(leaf) for leaf in client.get(f"/rounds/{opened.uid}/manifest.json").json["leaves"]]
    asked = {leaf["id"]: [version for version in leaf["questions"] if "/" in version] for leaf in leaves}
    layout = tables.layout(opened.uid)
    assert {cohort for cohort, versions in asked.items() if versions} == layout.rates[served.finance.uid]
    seat = queries.standing(opened.uid, served.omar.id)
    assert asked[seat.cohort] == about(told(client, opened, served.omar))
    assert all("teams" not in leaf for leaf in leaves)


def test_a_device_a_ballot_was_moved_to_is_told_by_group(client, opened, served):
    cohort = queries.standing(opened.uid, served.omar.id).cohort
    assert len(about(client.get(f"/rounds/{opened.uid}/pulse.json?cohort={cohort}").json)) == 3
    assert about(client.get(f"/rounds/{opened.uid}/pulse.json").json) == []
    assert about(client.get(f"/rounds/{opened.uid}/pulse.json?cohort=nobody").json) == []


def test_ratings_are_counted_apart_and_enter_nothing_else(client, opened, served):
    raters = staff(served.support)
    for person in raters:
        vote(client, opened, person, 4)
    vote(client, opened, served.hana, 4)
    finance = served.finance.uid
    assert seal(opened) == {(f"{code}/{finance}", len(raters)) for code in ("S1", "S2", "S3")}
    assert not [cell for cell in tables.cells(opened.uid) if "/" in cell.question]
    kinds = tables.joint([opened.uid]).get(opened.uid, [])
    assert not [key for _, key, *_ in kinds if "S1" in key or "service" in key]


def forged(client, opened, person, answers):
    asked = told(client, opened, person)
    held = collect(client, invitation(opened, person), asked)
    body = ballot(asked, held, BallotText(held.cohort, answers))
    assert client.post("/ballot", json=body).status_code == 204


def test_a_ballot_of_who_was_not_asked_counts_as_all_skipped(client, opened, served):
    for person in staff(served.support):
        vote(client, opened, person, 4)
    forged(client, opened, served.hana, {"T1@1": 5, f"S1@1/{served.finance.uid}": 5})
    forged(client, opened, served.lea, {f"S1@1/{served.field.uid}": 5})
    ratings = seal(opened)
    assert {n for _, n in ratings} == {9}
    assert tables.facts(opened.uid).unreadable == 2


def own_people_asked(opened, server) -> set[str]:
    """Return who of a team stands in a group that is asked about it."""
    layout = tables.layout(opened.uid)
    own = [person for person in db.session.query(Person) if person.team and person.team.uid == server.uid]
    return {p.name for p in own if queries.standing(opened.uid, p.id).cohort in layout.rates.get(server.uid, ())}


@pytest.fixture
def mutual(acme):
    """Support serves the whole company; its lead Lea is counted with Operations."""
    with transaction():
        actions.serve(acme.support, acme.company, by=acme.hana)
    make_programme(inside="served")
    return acme


def test_nobody_rates_the_own_team_not_even_its_lead(mutual):
    opened = open_round(OPENS)
    rates = tables.layout(opened.uid).rates[mutual.support.uid]
    assert rates == {queries.standing(opened.uid, mutual.hana.id).cohort} | {
        queries.standing(opened.uid, staff(mutual.field)[0].id).cohort
    }
    assert own_people_asked(opened, mutual.support) == set()


def test_where_only_labels_are_looked_at_the_lead_would(mutual, monkeypatch):
    def by_label(cohorts, _teams, _members, _division: Division):
        return [rotation.Crowd(c.id, c.labels, c.labels) for c in cohorts]

    monkeypatch.setattr(freeze_actions, "_crowds", by_label)
    assert own_people_asked(open_round(OPENS), mutual.support) == {"Lea Lindqvist"}


def test_another_programme_asks_about_teams_only_after_some_days(served, time_machine):
    make_programme(inside="served", name="Second pulse", anchors=["E2"], rotation=[], extras=[])
    open_round(OPENS)
    layouts = [tables.layout(each.uid) for each in queries.rounds()]
    assert sorted(bool(layout.rates) for layout in layouts) == [False, True]
    time_machine.move_to(OPENS + timedelta(days=7))
    jobs.advance(OPENS + timedelta(days=7))


def test_what_is_recorded_later_changes_nothing_of_an_open_round(client, opened, served):
    with transaction():
        actions.serve_no_more(db.session.merge(actions.queries.services()[0]), by=served.hana)
        actions.serve(served.field, served.finance, by=served.hana)
    assert len(about(told(client, opened, served.omar))) == 3
    assert about(told(client, opened, served.hana)) == []


@pytest.fixture
def named(acme):
    """Finance and Field can be named."""
    with transaction():
        actions.let_name([acme.finance.uid, acme.field.uid], by=acme.hana)
    make_programme(inside="named")
    return acme


def test_people_choose_from_teams_that_are_not_their_own(client, named):
    opened = open_round(OPENS)
    (asked,) = [question for question in told(client, opened, named.omar)["questions"] if "teams" in question]
    assert [name for _, name in asked["teams"]] == ["Field", "Finance"]
    assert [ask["version"] for ask in asked["asks"]] == ["S1@1", "S2@1", "S3@1"]
    (other,) = [question for question in told(client, opened, named.hana)["questions"] if "teams" in question]
    assert [name for _, name in other["teams"]] == ["Field"]
    cohort = queries.standing(opened.uid, named.hana.id).cohort
    leaf = next(leaf for leaf in boxes.box(opened.uid).leaves if leaf["id"] == cohort)
    assert leaf["teams"] == [named.field.uid]
    assert [version for version in leaf["questions"] if "/" in version] == ["S1@1/*", "S2@1/*", "S3@1/*"]


def test_who_named_a_team_is_counted_over_everybody_from_ten(client, named):
    opened = open_round(OPENS)
    finance, field = f"S1/{named.finance.uid}", f"S1/{named.field.uid}"
    raters = [*staff(named.support), *staff(named.operations)]
    for number, person in enumerate(raters[:12]):
        vote(client, opened, person, {"T1": 4, finance: 2 + number % 4, **({field: 3} if number < 9 else {})})
    seal(opened)
    (cell,) = tables.ratings(opened.uid)
    assert (cell.question, cell.n) == (finance, 12)
    assert cell.cohorts == tables.layout(opened.uid).rates[named.finance.uid]


def test_a_ballot_that_names_the_own_team_or_four_counts_as_all_skipped(client, acme):
    teams = [acme.finance.uid, acme.field.uid, acme.operations.uid, acme.company.uid]
    with transaction():
        actions.let_name(teams, by=acme.hana)
    make_programme(inside="named")
    opened = open_round(OPENS)
    forged(client, opened, acme.omar, {f"S1@1/{acme.support.uid}": 5})
    forged(client, opened, acme.hana, {f"S1@1/{acme.finance.uid}": 5})
    seal(opened)
    assert tables.facts(opened.uid).unreadable == 2
    assert tables.layout(opened.uid).rates.keys() == {acme.finance.uid, acme.field.uid, acme.operations.uid}


def test_the_longest_ballot_fits_into_its_envelope():
    ordinary = {f"X{number}@12": 5 for number in range(12)}
    rating = {f"S{number}@10/{'f' * 16}{team}"[:64]: 5 for number in range(3) for team in "abc"}
    packed = pack(BallotText("c" * 12, {**ordinary, **rating}, {"comment@1": "ä" * 1000}, "r" * 128))
    assert len(packed) == TEXT_SIZE


def test_a_team_that_was_closed_since_asks_nobody(served):
    with transaction():
        served.finance.closed_on = OPENS.date()
        db.session.merge(served.finance)
    assert tables.layout(open_round(OPENS).uid).rates == {}


def test_a_layout_of_a_round_that_asks_about_no_team_is_as_it_was(acme):
    make_programme()
    layout = tables.layout(open_round(OPENS).uid)
    assert (layout.rates, layout.named) == ({}, False)
    assert isinstance(layout, Layout)
    with pytest.raises(NotFound):
        tables.layout("none")
