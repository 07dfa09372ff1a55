"""Who took part, group by group: "fewer than 3" can never be worked out from what is shown."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.rounds.participation import FEWEST, ShownNumber, counts_again, parts, stepped

GROUPS = st.lists(st.integers(7, 12).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size))), min_size=1)


def stored(groups):
    return {f"c{n}": (size, count if count >= FEWEST else None) for n, (size, count) in enumerate(groups)}


def possible(groups, shown):
    """All counts of the hidden groups that fit what anybody sees."""
    ranges = [
        [part.collected]
        if part.shown is ShownNumber.NUMBER
        else range(3)
        if part.shown is ShownNumber.FEW
        else range(3, size + 1)
        for part, (size, _) in zip(shown, groups, strict=True)
    ]
    total = sum(count for _, count in groups)
    return [found for found in product(*ranges) if sum(found) == total]


@given(st.lists(GROUPS.map(lambda groups: groups[:4]), min_size=1, max_size=1))
def test_each_hidden_group_can_still_be_none_one_or_two(found):
    groups = found[0]
    shown = parts(stored(groups), sum(count for _, count in groups))
    worlds = possible(groups, shown)
    few = [n for n, part in enumerate(shown) if part.shown is ShownNumber.FEW]
    if few and any(part.shown is ShownNumber.NUMBER for part in shown):
        assert all({world[n] for world in worlds} == {0, 1, 2} for n in few)


def test_nothing_is_withheld_where_nothing_is_hidden():
    shown = parts(stored([(7, 5), (9, 3)]), 8)
    assert [part.collected for part in shown] == [5, 3]


def test_one_hidden_group_takes_the_smallest_other_one_along():
    shown = parts(stored([(9, 1), (9, 8), (9, 5), (9, 6)]), 20)
    assert [part.shown for part in shown] == [
        ShownNumber.FEW,
        ShownNumber.NUMBER,
        ShownNumber.WITHHELD,
        ShownNumber.NUMBER,
    ]
    assert shown[2].collected is None


def test_a_lone_hidden_group_beside_full_ones_takes_as_many_as_needed():
    shown = parts(stored([(7, 2), (7, 7), (7, 7), (7, 7)]), 23)
    assert possible([(7, 2), (7, 7), (7, 7), (7, 7)], shown) != []
    assert shown[0].shown is ShownNumber.FEW


HOUR = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("invited", "minutes", "again"), [(50, 59, False), (50, 60, True), (49, 60, False), (49, 15 * 60, True)]
)
def test_many_are_counted_by_the_hour_and_few_by_the_day(invited, minutes, again):
    assert counts_again(invited, HOUR, HOUR + timedelta(minutes=minutes), "Europe/Berlin") is again


@pytest.mark.parametrize(("collected", "invited", "shown"), [(138, 180, 135), (4, 50, 0), (50, 50, 50), (4, 49, 4)])
def test_many_are_told_in_steps_of_five(collected, invited, shown):
    assert stepped(collected, invited) == shown
