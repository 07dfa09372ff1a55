"""Ratings of teams at the gate: own cells, one cell where raters named the team, and ballots that say too much."""

from dataclasses import replace
from random import Random

import pytest

from pulse.questions.scales import Scale
from pulse.tallies import ratings
from pulse.tallies.cells import TOP
from pulse.tallies.layout import Asked, Layout
from pulse.tallies.publication import Cohort, Frame, Publication, Question, Tally, publish

PARENT = {"acme": None, "sales": "acme", "north": "sales", "south": "sales", "desk": "acme"}
COHORTS = tuple(Cohort(home, home, frozenset({home}), 20) for home in ("north", "south", "desk", "acme"))
RATERS = frozenset({"north", "south"})
T1 = Question("T1", "trust")
RATING = Question("S1/desk", "service", cohorts=RATERS, about="desk")
NAMED = replace(RATING, cohorts=frozenset({"north", "south", "acme"}), named=True)


def tally(*questions: Question) -> Tally:
    return Tally(Frame(PARENT, COHORTS, (T1, *questions)))


OTHERS = {cohort.id: [{"T1": 0}] * 5 for cohort in COHORTS}  # so that each group is a cell of the round


def counted(held: Tally, ballots: dict[str, list[dict[str, int | None]]]) -> Publication:
    for cohort, given in [*ballots.items(), *OTHERS.items()]:
        for answers in given:
            held.add(cohort, answers, {})
    return publish(held, {}, Random(1))


def rated(code: str, *bands: int) -> list[dict[str, int | None]]:
    return [{"T1": 0, code: band} for band in bands]


def rows(found: Publication) -> dict[str, tuple[int, ...] | None]:
    return {home: cell.bands for (code, home), cell in found.cells.items() if "/" in code}


def test_each_group_that_was_asked_has_a_cell_of_its_own():
    found = counted(
        tally(RATING),
        {
            "north": rated("S1/desk", 0, 0, 1, 2, 2),
            "south": rated("S1/desk", 0, 1, 1, 1, 2, 2),
            "desk": [{"T1": 0}] * 9,
        },
    )
    assert rows(found) == {"north": (2, 1, 2), "south": (1, 3, 2)}
    assert {cell.members for (code, _), cell in found.cells.items() if "/" in code} == {20}


def test_too_few_ratings_are_counted_with_others_that_were_asked():
    found = counted(tally(RATING), {"north": rated("S1/desk", 0, 1, 2, 2), "south": rated("S1/desk", 0, 0, 1, 2, 2, 2)})
    assert rows(found) == {"sales": (3, 2, 5)}
    few = counted(tally(RATING), {"north": rated("S1/desk", 0, 1, 2), "south": rated("S1/desk", 0)})
    assert rows(few) == {}


def test_ratings_are_clamped_as_everything_is():
    found = counted(tally(RATING), {"north": rated("S1/desk", 2, 2, 2, 2, 1), "south": rated("S1/desk", 0, 1, 2, 2, 1)})
    assert rows(found)["north"] is None


@pytest.mark.parametrize("cohort", ["desk", "acme"])
def test_who_was_not_asked_about_a_team_spoils_the_own_ballot_and_no_other(cohort):
    held = tally(RATING)
    found = counted(held, {cohort: rated("S1/desk", 2), "north": rated("S1/desk", 0, 0, 1, 2, 1)})
    assert (found.unreadable, rows(found)) == (1, {"sales": (2, 2, 1)})


def test_words_about_a_team_spoil_a_ballot():
    held = tally(RATING, Question("comment", open=True))
    held.add("north", {}, {"S1/desk": "They are slow."})
    assert held.unreadable == 1


def test_whoever_named_a_team_is_counted_in_one_cell_from_ten():
    nine = {"north": rated("S1/desk", 0, 0, 0, 1, 2), "acme": rated("S1/desk", 1, 1, 2, 2)}
    assert rows(counted(tally(NAMED), nine)) == {}
    ten = nine | {"south": rated("S1/desk", 2)}
    assert rows(counted(tally(NAMED), ten)) == {TOP: (3, 3, 4)}


def named(*teams: str) -> tuple[Question, ...]:
    return tuple(replace(NAMED, code=f"S1/{team}", about=team) for team in teams)


def test_a_ballot_that_names_four_teams_counts_as_all_skipped():
    held = tally(*named("a", "b", "c", "d"))
    held.add("north", {"T1": 0, "S1/a": 0, "S1/b": 0, "S1/c": None}, {})
    assert held.unreadable == 0
    held.add("north", {"T1": 0, "S1/a": 0, "S1/b": 0, "S1/c": 0, "S1/d": None}, {})
    assert held.unreadable == 1
    assert held.ratings.bands("S1/a", ["north"]) == (1, 0, 0)


def test_answers_about_teams_enter_no_joint_figure():
    ballots = {home: [{"T1": n % 3, "S1/desk": (n // 2) % 3} for n in range(40)] for home in RATERS}
    found = counted(tally(RATING), ballots)
    assert len(rows(found)) == 2
    assert [each.subject for each in found.spreads] == ["T1", "trust"]
    assert found.correlations == ()


def test_two_raters_of_one_cell_who_change_places_change_nothing():
    ballots = {"north": rated("S1/desk", 0, 0, 1, 2, 2), "south": rated("S1/desk", 0, 1, 1, 2, 2)}
    other = {"north": rated("S1/desk", 2, 0, 1, 2, 0), "south": rated("S1/desk", 0, 1, 1, 2, 2)}
    assert counted(tally(RATING), ballots) == counted(tally(RATING), other)


def test_a_layout_keeps_who_may_rate_whom():
    asked = (
        Asked("T1@1", "T1", "trust", Scale.AGREE5, reverse=False),
        Asked("S6@1/desk", "S6/desk", "service", Scale.AGREE5, reverse=True, about="desk"),
    )
    heads = dict.fromkeys(PARENT, 5)
    layout = Layout(PARENT, heads, COHORTS, asked, 5, 10, {"desk": RATERS}, named=True)
    again = Layout.of(layout.as_json())
    assert again.thresholds == {"ballots": 5, "comments": 10, "named": 10}
    assert again == layout
    assert [q.code for q in again.asked_of("north")] == ["T1", "S6/desk"]
    assert [q.code for q in again.asked_of("desk")] == ["T1"]
    assert again.frame.questions[1] == Question("S6/desk", "service", cohorts=RATERS, about="desk", named=True)


def test_a_layout_from_before_there_were_ratings_is_read():
    stored = Layout(PARENT, {}, COHORTS, (), 5, 10).as_json()
    del stored["rates"], stored["named"]
    assert Layout.of(stored).rates == {}


def test_a_named_team_needs_ten_whatever_the_round_says():
    assert NAMED.threshold(5) == ratings.NAMED_FROM == 10
    assert NAMED.threshold(12) == 12
