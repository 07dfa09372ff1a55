"""Item adjustment against least squares with dummy variables."""

import numpy as np
import pytest

from pulse.scores.items import NOTHING, ItemSums, item_effects, item_sums
from tests.scores.making import a_round, row

MONTHS = (
    (row("T1", "c1", (3, 2, 3)), row("T2", "c1", (1, 2, 5)), row("T1", "c2", (4, 3, 1)), row("T2", "c2", (3, 2, 4))),
    (row("T1", "c1", (4, 1, 3)), row("T2", "c1", (3, 2, 2)), row("T1", "c3", (6, 4, 4)), row("T2", "c3", (6, 6, 4))),
)


def least_squares(rounds):
    """The oracle: dummy variables for every (round, cells) and every item, weighted by n, effects centred."""
    rows = [(number, cell) for number, one in enumerate(rounds) for cell in one.cells if cell.bands]
    groups = sorted({(number, min(cell.cohorts)) for number, cell in rows})
    items = sorted({cell.question for _, cell in rows})
    design = np.zeros((len(rows), len(groups) + len(items)))
    target, weight = np.zeros(len(rows)), np.zeros(len(rows))
    for at, (number, cell) in enumerate(rows):
        design[at, groups.index((number, min(cell.cohorts)))] = 1
        design[at, len(groups) + items.index(cell.question)] = 1
        target[at] = (100 * cell.bands[0] + 50 * cell.bands[1]) / cell.n
        weight[at] = np.sqrt(cell.n)
    found = np.linalg.lstsq(design * weight[:, None], target * weight, rcond=None)[0][len(groups) :]
    return dict(zip(items, found - found.mean(), strict=True))


def test_alternating_means_reach_the_least_squares_solution():
    rounds = [a_round(*cells) for cells in MONTHS]
    sums = NOTHING.plus(item_sums(rounds[0])).plus(item_sums(rounds[1]))
    assert item_effects(sums) == pytest.approx(least_squares(rounds), abs=1e-9)


def test_effects_add_up_to_nothing_in_each_dimension():
    effects = item_effects(item_sums(a_round(*MONTHS[0])))
    assert effects["T1"] + effects["T2"] == pytest.approx(0.0, abs=1e-9)
    assert effects["T1"] > effects["T2"]


def test_a_clamped_cell_says_nothing_about_its_question():
    clamped = (row("T1", "c1", (8, 0, 0)), row("T2", "c1", (2, 3, 3)))
    assert item_effects(item_sums(a_round(*clamped))) == {}


def test_questions_that_were_never_asked_together_are_not_compared():
    assert item_effects(item_sums(a_round(row("T1", "c1", (3, 2, 3)), row("R1", "c1", (1, 2, 5))))) == {}


def test_sums_over_rounds_just_add():
    one, other = (item_sums(a_round(*cells)) for cells in MONTHS)
    both = one.plus(other)
    assert both.weight["T1"] == one.weight["T1"] + other.weight["T1"]
    assert ItemSums({}, {}, {}, {}).plus(one) == one
