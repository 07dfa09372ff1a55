"""Scores of bands, and the classes near-unanimous cells stand for."""

import pytest

from pulse.scores.bands import ends, score, together, value
from pulse.tallies.clamp import Band
from pulse.tallies.tables import Cell, cell


def test_a_score_counts_neutral_answers_half():
    assert score((3, 2, 5)) == 40.0


def test_the_ends_of_an_open_cell_are_its_score():
    found = ends(cell("T1", frozenset({"a"}), 9, (4, 2, 2)))
    assert (found.least, found.most) == (500, 500)


@pytest.mark.parametrize(
    ("band", "least", "most"),
    [(Band.FAVOURABLE, 600, 800), (Band.NEUTRAL, 300, 500), (Band.UNFAVOURABLE, 0, 200)],
)
def test_the_ends_of_a_clamped_cell_put_two_answers_at_the_far_end(band, least, most):
    found = ends(Cell("T1", frozenset({"a"}), 9, 8, None, band))
    assert (found.least, found.most) == (least, most)


def test_the_ends_hold_every_cell_that_is_published_as_the_class():
    for n in range(5, 12):
        for favourable in range(n + 1):
            for neutral in range(n + 1 - favourable):
                bands = (favourable, neutral, n - favourable - neutral)
                found = ends(cell("T1", frozenset({"a"}), n, bands))
                assert found.least <= value(bands) <= found.most


def test_cells_add_up_with_a_stand_in_for_the_clamped_one():
    cells = [cell("T1", frozenset({"a"}), 9, (4, 2, 2)), cell("T1", frozenset({"b"}), 6, (0, 0, 6))]
    assert together(cells) == (4.5, 2.5, 7.0)
