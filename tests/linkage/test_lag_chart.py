"""Where the marks of the link's small charts stand."""

from dataclasses import replace

import pytest

from pulse.linkage.examples import examples
from pulse.linkage.lag_chart import lag_picture, luck, snapshot
from pulse.linkage.verdict import VerdictState


@pytest.fixture
def found():
    return next(each.outcome.link for each in examples() if each.outcome.state is VerdictState.LINK)


def test_every_range_lies_inside_the_picture_and_the_line_of_nothing_too(found) -> None:
    picture = lag_picture(found)
    stems = [stem for stem in picture.stems if stem.lagged]
    assert len(stems) == 7
    assert all(picture.lines[-1].y <= stem.top < stem.y < stem.bottom <= picture.floor for stem in stems)
    assert picture.zero in {line.y for line in picture.lines}
    assert [stem.lag for stem in stems if stem.best] == [found.best.lag]


def test_a_range_above_nothing_is_drawn_above_it(found) -> None:
    picture = lag_picture(found)
    best = next(stem for stem in picture.stems if stem.best)
    assert best.bottom < picture.zero
    crossing = [stem for stem in picture.stems if stem.lagged.low < 0 < stem.lagged.high]
    assert all(stem.top < picture.zero < stem.bottom for stem in crossing)


def test_a_lag_that_is_not_kept_leaves_its_place_empty(found) -> None:
    short = replace(found, lags=tuple(each for each in found.lags if abs(each.lag) < 3))
    assert [stem.lagged is None for stem in lag_picture(short).stems] == [True, *[False] * 5, True]


def test_bars_that_reach_what_was_found_are_told_from_the_others(found) -> None:
    drawn = luck(found)
    assert max(bar.height for bar in drawn.bars) == 100
    assert drawn.limit < drawn.found
    assert all(bar.reaches == (bar.x + bar.width / 2 >= drawn.found) for bar in drawn.bars)


def test_thirds_on_both_are_high_and_low() -> None:
    stood = {
        each.unit: each
        for each in snapshot([(1, 10, 10), (2, 20, 90), (3, 50, 50), (4, 60, 40), (5, 90, 95), (6, 95, 20)])
    }
    assert [unit for unit, each in stood.items() if each.high] == [5]
    assert [unit for unit, each in stood.items() if each.low] == [1]
    assert stood[1].x < stood[6].x
    assert stood[5].y < stood[1].y
    assert snapshot([]) == ()


def test_units_that_are_all_alike_stand_in_the_middle() -> None:
    stood = snapshot([(1, 50, 50), (2, 50, 50), (3, 50, 50)])
    assert {(each.x, each.y, each.high, each.low) for each in stood} == {(50.0, 50.0, False, False)}
