"""Whom a round asks if a promise was kept: whole groups, a function of the groups and of what waits, of no person."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Final

MOST: Final = 3  # promises that one group is asked about in one round
WAITS: Final = timedelta(days=92)  # for a round that asks more of those to whom it was made

Held = Mapping[str, frozenset[str]]  # a group -> the teams whose ballots it holds


def groups(branch: Collection[str], held: Held) -> frozenset[str]:
    """Return the groups that hold anybody of a branch: whole groups, whoever else is counted with them."""
    return frozenset(group for group, teams in held.items() if not teams.isdisjoint(branch))


def asks_enough(branch: frozenset[str], here: frozenset[str], elsewhere: Iterable[frozenset[str]]) -> bool:
    """Tell whether no other programme asks all of a branch that is asked here, and more of it."""
    return not any(branch & here < branch & there for there in elsewhere)


def turn(wanted: Iterable[tuple[str, frozenset[str]]]) -> dict[str, frozenset[str]]:
    """Return which promises are asked about now, of the groups that belong to each; the oldest come first.

    One is asked of all its groups at once or waits, so that its answers are those of one round.
    """
    asked, chosen = Counter[str](), dict[str, frozenset[str]]()
    for promise, its in wanted:
        if its and all(asked[group] < MOST for group in its):
            asked.update(its)
            chosen[promise] = its
    return chosen
