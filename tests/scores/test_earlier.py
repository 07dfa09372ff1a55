"""Several teams together in one round: whole cells only, and only where they hold most of the people."""

import pytest

from pulse.lineage.links import Link, families
from pulse.scores.dimension import Gap, ScorePoint, published_scores
from pulse.scores.earlier import counted, runs_on, together
from pulse.scores.spread import pool
from tests.scores.making import HEADS, PARENT, a_round, row

BILLING, CLAIMS, REST = row("R1", "c1", (4, 1, 2)), row("R1", "c2", (2, 2, 4)), row("R1", "c3", (6, 5, 5))
SPREADS = pool([])


def respect(published, *teams):
    return together(published, teams, {}, SPREADS).get("respect")


def test_two_teams_together_score_what_their_cells_sum_up_to():
    found = respect(a_round(BILLING, CLAIMS, REST), "billing", "claims")
    assert isinstance(found, ScorePoint)
    assert found.score == pytest.approx((100 * 6 + 50 * 3) / 15)
    assert (found.n, found.members) == (15, 17)


def test_a_team_alone_scores_as_its_mark_does():
    published = a_round(BILLING, CLAIMS, REST)
    marks = published_scores(published, {}, SPREADS)
    for team in PARENT:
        assert respect(published, team) == marks[team, "respect"]


def test_a_cell_that_reaches_beyond_the_teams_is_no_part_of_them():
    shared = row("R1", "c2 c3", (8, 7, 9))
    assert respect(a_round(BILLING, shared), "claims", "field") in (Gap.TOO_FEW, Gap.COUNTED_HIGHER_UP)
    assert isinstance(respect(a_round(BILLING, shared), "billing", "claims"), Gap)


def test_cells_that_hold_too_few_of_the_people_are_not_shown():
    assert isinstance(respect(a_round(BILLING, REST), "billing", "field"), Gap)


def test_teams_that_a_round_did_not_know_have_nothing_to_say():
    assert together(a_round(BILLING), ["gone"], {}, SPREADS) == {}
    assert respect(a_round(BILLING, CLAIMS, REST), "billing", "gone") == respect(
        a_round(BILLING, CLAIMS, REST), "billing"
    )


MERGED = families(
    [Link("desk", "billing", a_round().opened_on), Link("desk", "claims", a_round().opened_on)],
)


def after(**heads):
    parent = {"company": None, "care": "company", "desk": "care", "field": "company", "legal": "field"}
    rest = {name: HEADS[name] for name in ("company", "care", "field", "legal")}
    return a_round(parent=parent, heads={**rest, **heads})


def test_a_line_runs_on_where_four_in_five_are_counted_in_the_same_place():
    before = counted(a_round(), ["billing", "claims"], MERGED)
    assert runs_on(before, counted(after(desk=17), ["desk"], MERGED))
    assert runs_on(before, counted(after(desk=21), ["desk"], MERGED))
    assert not runs_on(before, counted(after(desk=22), ["desk"], MERGED))
    assert not runs_on(before, counted(after(desk=13), ["desk"], MERGED))


def test_without_a_record_the_new_team_is_another_place():
    assert not runs_on(counted(a_round(), ["care"], {}), counted(after(desk=17), ["care"], {}))
    assert runs_on(counted(a_round(), ["care"], MERGED), counted(after(desk=17), ["care"], MERGED))
