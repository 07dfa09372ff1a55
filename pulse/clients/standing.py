"""What a group of customers answered: means with ranges, and which groups may be shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import mean, stdev
from typing import TypeVar

from pulse.clients.answers import CODES, points
from pulse.scores.distributions import t_quantile

Name = TypeVar("Name")


@dataclass(frozen=True)
class Told:
    """A mean from 0 to 100 with its 95 % range, over n answers; no range for a single one."""

    mean: float
    n: int
    low: float | None = None
    high: float | None = None


def told(values: Sequence[float]) -> Told | None:
    """Return mean and t-range of values from 0 to 100; None without values.

    Where all said the same the range is that of one of them a step off: no spread in a few answers is no certainty.
    """
    n = len(values)
    if n < 2:
        return Told(values[0], 1) if n else None
    spread = stdev(values) or 25.0 / sqrt(n)
    half, middle = t_quantile(0.975, n - 1) * spread / sqrt(n), mean(values)
    return Told(middle, n, max(0.0, middle - half), min(100.0, middle + half))


def profile(replies: Iterable[Mapping[str, int]], at_least: int = 1) -> dict[str, Told]:
    """Return what replies say by question, where so many answered it."""
    every, found = list(replies), {}
    for code in CODES:
        given = (points(code, answers[code]) for answers in every if code in answers)
        values = [value for value in given if value is not None]
        if len(values) >= at_least and (one := told(values)):
            found[code] = one
    return found


def shown(counts: Mapping[Name, int], at_least: int) -> set[Name]:
    """Return the groups that may be shown beside their total: those of so many, unless few are left over.

    What the total has beyond the shown groups is again a group: it must be empty or as large.
    """
    found = sorted((name for name, n in counts.items() if n >= at_least), key=lambda name: counts[name])
    rest = sum(counts.values()) - sum(counts[name] for name in found)
    while found and 0 < rest < at_least:
        rest += counts[found.pop(0)]
    return set(found)


def may_say(account: int, level: str, asked: Mapping[tuple[int, str], int], at_least: int) -> tuple[bool, bool]:
    """Return whether a reply without a name may say its account, and its level.

    asked: how many contacts of the unit were asked, by account and level. All replies that say alike, those that say
    nothing among them, could be of `at_least` people who were asked, whatever is left out elsewhere.
    """
    accounts: dict[int, int] = {}
    for (name, _level), count in asked.items():
        accounts[name] = accounts.get(name, 0) + count
    told = shown(accounts, at_least)
    own = {account} if account in told else set(accounts) - told
    levels: dict[str, int] = {}
    for (name, each), count in asked.items():
        if name in own:
            levels[each] = levels.get(each, 0) + count
    return account in told, level in levels and min(levels.values()) >= at_least


def can_differ(one: Told, other: Told) -> bool:
    """Tell whether both have a range: else nothing can be said of how they differ, not even that they do not."""
    return None not in (one.low, one.high, other.low, other.high)


def differ(one: Told, other: Told) -> bool:
    """Tell whether the first lies below the second beyond luck: 10 points or more, and the 95 % range excludes 0."""
    if not can_differ(one, other):
        return False
    halves = [(told.high - told.low) / 2 for told in (one, other) if told.high is not None and told.low is not None]
    return other.mean - one.mean >= 10 and other.mean - one.mean > sqrt(sum(half**2 for half in halves))
