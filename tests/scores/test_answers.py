"""A team's answers to one question."""

import pytest

from pulse.scores.agreement import of_bands
from pulse.scores.answers import agreements, answers, answers_everywhere
from pulse.scores.dimension import Gap
from pulse.scores.spread import pool
from pulse.tallies.clamp import Band
from tests.scores.making import a_round, row


def of(team, *cells):
    published = a_round(*cells)
    return answers(published, team, pool([published.spreads]))


def test_one_cell_says_how_many_are_favourable():
    found = of("claims", row("T1", "c2", (5, 2, 1)))["T1"]
    assert (found.bands, found.n, found.members, found.favourable) == ((5, 2, 1), 8, 9, (5, 6))


def test_a_near_unanimous_cell_says_its_class_only():
    found = of("claims", row("T1", "c2", (9, 0, 0)))["T1"]
    assert (found.clamped, found.about, found.favourable) == (Band.FAVOURABLE, True, (7, 9))
    assert found == of("claims", row("T1", "c2", (7, 0, 2)))["T1"]


def test_a_branch_adds_its_cells_up():
    found = of("company", row("T1", "c1", (3, 2, 3)), row("T1", "c2 c3", (12, 6, 7)))["T1"]
    assert (found.bands, found.favourable) == ((15, 8, 10), None)
    assert found.score == pytest.approx(100 * 19 / 33)


def test_hidden_and_unasked_questions_are_told_apart():
    found = of("legal", row("T1", "c1 c2 c3", (12, 6, 7)))
    assert found["T1"] is Gap.COUNTED_HIGHER_UP
    assert found["T2"] is Gap.TOO_FEW


def test_agreement_is_over_a_dimensions_questions_and_not_said_beside_a_near_unanimous_cell():
    everybody = "c1 c2 c3"
    published = a_round(
        row("T1", everybody, (15, 4, 14)), row("T2", everybody, (20, 10, 3)), row("R1", everybody, (32, 1, 0))
    )
    found = agreements(published, answers_everywhere(published, pool([published.spreads])))
    variances = [of_bands((15, 4, 14)), of_bands((20, 10, 3))]
    assert found == {("company", "trust"): pytest.approx(1 - sum(variances) / 2 / (5000 / 3))}
