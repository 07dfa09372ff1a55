"""A sensitive question makes up no score, and its gaps say what is so."""

from dataclasses import replace

from pulse.scores.answers import agreements, answers_everywhere
from pulse.scores.dimension import Gap, published_scores
from pulse.scores.items import item_effects, item_sums
from pulse.scores.spread import pool
from pulse.tallies.publication import Question
from tests.scores.making import QUESTIONS, a_round, row

R8 = Question("R8", "respect", sensitive=True)
PLAIN = (row("R1", "c1", (4, 2, 2)), row("R1", "c2", (3, 3, 3)), row("R1", "c3", (9, 4, 4)))
WHOLE = row("R8", "c1 c2 c3", (4, 10, 20))
EVERYTHING = a_round(*PLAIN, WHOLE, questions=(*QUESTIONS, R8))
WITHOUT = a_round(*PLAIN)


def scores(published):
    return published_scores(published, {}, pool([published.spreads]))


def respect(published):
    return {team: found for (team, dimension), found in scores(published).items() if dimension == "respect"}


def test_a_dimension_is_scored_as_if_it_had_not_been_asked():
    assert respect(EVERYTHING) == respect(WITHOUT)
    assert not isinstance(respect(EVERYTHING)["billing"], Gap)
    assert respect(a_round(WHOLE, questions=(R8,)))["company"] is Gap.NOT_ASKED


def test_counted_in_it_would_empty_the_dimension_of_small_teams():
    counted = replace(EVERYTHING, questions=(*QUESTIONS, replace(R8, sensitive=False)))
    assert isinstance(respect(counted)["billing"], Gap)
    assert respect(counted)["company"] != respect(EVERYTHING)["company"]


def test_it_has_no_item_effect_and_no_part_in_agreement():
    alike = (*PLAIN[:2], row("R8", "c1", (2, 2, 4)), row("R8", "c2", (3, 2, 4)), row("R2", "c1", (2, 3, 3)))
    made = a_round(*alike, questions=(*QUESTIONS, Question("R2", "respect"), R8))
    assert item_effects(item_sums(made)).keys() == {"R1", "R2"}
    spreads = pool([EVERYTHING.spreads])
    near = agreements(EVERYTHING, answers_everywhere(EVERYTHING, spreads))
    assert near == agreements(WITHOUT, answers_everywhere(WITHOUT, spreads))


def test_where_small_cells_are_kept_back_a_team_is_not_said_to_be_counted_higher_up():
    spreads = pool([EVERYTHING.spreads])
    assert answers_everywhere(EVERYTHING, spreads)["billing", "R8"] is Gap.COUNTED_HIGHER_UP
    kept = a_round(*PLAIN, row("R8", "c3", (4, 7, 10)), questions=(*QUESTIONS, R8))
    assert answers_everywhere(kept, spreads)["billing", "R8"] is Gap.TOO_FEW
