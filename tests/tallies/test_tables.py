"""Rows of the published tables."""

import pytest

from pulse.tallies.clamp import Band
from pulse.tallies.tables import Cell, cell

SUPPORT = frozenset({"support"})


def test_an_open_row_tells_its_bands():
    assert cell("T1", SUPPORT, 9, (4, 2, 2)) == Cell("T1", SUPPORT, 9, 8, (4, 2, 2), None)
    assert cell("T1", SUPPORT, 9, (4, 2, 2)).shares == (4, 2, 2)


def test_a_clamped_row_tells_its_class_only():
    assert cell("T1", SUPPORT, 9, (7, 0, 1)) == Cell("T1", SUPPORT, 9, 8, None, Band.FAVOURABLE)
    assert cell("T1", SUPPORT, 9, (7, 0, 1)).shares == (7, 0.5, 0.5)


def test_a_row_of_four_is_refused():
    with pytest.raises(ValueError, match="five answers"):
        cell("T1", SUPPORT, 9, (2, 1, 1))


def test_a_row_without_bands_or_class_has_no_shares():
    with pytest.raises(ValueError, match="bands or a class"):
        _ = Cell("T1", SUPPORT, 9, 8, None, None).shares
