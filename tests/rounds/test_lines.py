"""You said → we did: up to three lines on the first screen of whoever belongs to the team they were said to."""

from datetime import date, timedelta

import pytest

from pulse.base.transactions import transaction
from pulse.people import queries as people
from pulse.programmes.models import Branch
from pulse.rounds import actions, lines, queries, visit_pages
from pulse.rounds.lines import Became, Line
from pulse.tallies.cells import TOP
from tests._ground.voting import MONDAY, invitation, make_programme, open_round

OPENS = MONDAY + timedelta(hours=1, minutes=1)
TODAY = OPENS.date()
DUE = date(2026, 6, 3)
AGO = date(2026, 2, 20)


@pytest.fixture
def acme(cast, time_machine):
    """The cast, with more people in Operations and Finance: four groups, one a team."""
    time_machine.move_to(OPENS)
    with transaction():
        cast.people(cast.operations, 9, "operations")
        cast.people(cast.finance, 7, "money")
    return cast


def tell(name, team, became=Became.KEPT, day=AGO, *, said="", did="A desk."):
    with transaction():
        actions.tell(name, team.uid, said=said, did=did, became=became, day=day)


def told(client, opened, person, **more):
    return client.post("/visit", json={"invite": invitation(opened, person), **more}).json["said_done"]


@pytest.fixture
def opened(acme):
    make_programme()
    return open_round(OPENS)


def test_each_line_says_what_was_said_what_was_done_and_when(client, opened, acme):
    tell("a", acme.support, said="We wait for desks.")
    assert told(client, opened, acme.omar) == [
        "You said: “We wait for desks.” We did: “A desk.” Kept on February 20, 2026."
    ]


@pytest.mark.parametrize(
    ("became", "day", "line"),
    [
        (Became.PARTLY, AGO, "We did: “A desk.” Partly kept on February 20, 2026."),
        (Became.PROMISED, DUE, "We promised: “A desk.” Promised for June 3, 2026."),
        (Became.RENEGOTIATED, DUE, "We promised: “A desk.” New date: June 3, 2026."),
        (Became.LATE, AGO, "We promised: “A desk.” It was due on February 20, 2026."),
        (Became.DROPPED, AGO, "Dropped on February 20, 2026: A desk."),
    ],
)
def test_each_outcome_has_its_words(client, opened, acme, became, day, line):
    tell("a", acme.support, became, day)
    assert told(client, opened, acme.omar) == [line]


def test_the_day_is_written_in_the_readers_language(client, opened, acme):
    tell("a", acme.support)
    assert "20. Februar 2026" in told(client, opened, acme.omar, lang="de")[0]


def test_lines_of_a_team_are_for_all_below_it_and_for_nobody_else(client, opened, acme):
    tell("a", acme.operations)
    readers = {"omar": acme.omar, "lea": acme.lea, "hana": acme.hana}
    assert {name: len(told(client, opened, who)) for name, who in readers.items()} == {"omar": 1, "lea": 1, "hana": 0}
    tell("b", acme.company)
    assert len(lines_of(opened, acme.hana)) == 1


def lines_of(opened, person):
    return visit_pages._lines(opened.uid, queries.standing(opened.uid, person.id).cohort)


def test_a_lead_reads_what_the_group_reads_that_counts_them(client, opened, acme):
    tell("a", acme.support)
    assert (len(told(client, opened, acme.omar)), len(told(client, opened, acme.lea))) == (1, 0)


def test_where_two_teams_are_one_group_the_line_of_one_of_them_is_shown_to_neither(client, cast, time_machine):
    time_machine.move_to(OPENS)
    make_programme()
    opened = open_round(OPENS)  # Field and Finance are counted together
    field = next(person for person in people.members([cast.field.id]))
    tell("a", cast.field)
    tell("b", cast.finance)
    assert told(client, opened, field) == told(client, opened, cast.hana) == []
    tell("c", cast.company)
    assert len(lines_of(opened, field)) == len(lines_of(opened, cast.hana)) == 1


def test_who_only_belongs_to_a_branch_that_is_asked_reads_the_companys_lines(client, acme):
    make_programme(branches=[Branch(team_id=acme.operations.id)])
    opened = open_round(OPENS)
    tell("a", acme.company)
    tell("b", acme.finance)
    assert len(told(client, opened, acme.omar)) == 1


def test_of_two_branches_that_are_counted_together_only_what_stands_above_both_is_shown():
    upper = {"acme": None, "east": "acme", "west": "acme", "desk": "west"}
    asked = {"east": None, "west": None, "desk": "west"}
    assert lines.teams_over(asked, upper, TOP) == {"acme"}
    assert lines.teams_over(asked, upper, "desk") == {"desk", "west", "acme"}


def test_public_pages_of_a_round_tell_no_lines(client, opened, acme):
    tell("a", acme.company)
    assert len(told(client, opened, acme.omar)) == 1
    cohort = queries.standing(opened.uid, acme.omar.id).cohort
    for address in (f"/rounds/{opened.uid}/pulse.json", f"/rounds/{opened.uid}/pulse.json?cohort={cohort}"):
        assert client.get(address).json["said_done"] == []


def test_a_later_word_replaces_the_line(client, opened, acme):
    tell("a", acme.support, Became.PROMISED, DUE)
    tell("a", acme.support, Became.KEPT)
    assert [line.became for line in lines_of(opened, acme.omar)] == [Became.KEPT]


def test_three_lines_are_shown_what_was_kept_first_then_the_newest():
    made = [
        line(Became.PROMISED, DUE, 9),
        line(Became.DROPPED, AGO, 1),
        line(Became.KEPT, AGO, 2),
        line(Became.LATE, AGO, 4),
        line(Became.PARTLY, AGO, 3),
    ]
    assert [each.turn for each in lines.first(made, TODAY)] == [3, 2, 4]


def line(became, day, turn):
    return Line("", "A desk", became, day, turn)


def test_what_is_settled_leaves_after_some_months_what_is_open_never():
    long_ago = TODAY - lines.LASTS - timedelta(days=1)
    made = [line(became, long_ago, turn) for turn, became in enumerate(Became)]
    assert {each.became for each in lines.first(made, TODAY)} == {Became.PROMISED, Became.RENEGOTIATED, Became.LATE}
    assert len(lines.first([line(Became.KEPT, TODAY - lines.LASTS, 1)], TODAY)) == 1


def test_long_words_are_cut():
    assert lines.short("a " * 200).endswith("…")
    assert len(lines.short("a " * 200)) <= lines.LONGEST
    assert lines.short("two\nlines") == "two lines"
