"""From scores of teams and figures of units to panels: months or quarters, weights, and which cells count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

import numpy as np

from pulse.linkage.fixed_effects import Floats, Ints
from pulse.scores.published import DIMENSIONS

FEWEST_RATINGS = 10  # of a cell that counts
VISIBLE = 0.6  # of a unit's heads who work in teams with a score


@dataclass(frozen=True)
class Scored:
    """Scores of teams, one row each, as columns; teams, periods and dimensions by their places."""

    team: Ints
    period: Ints
    dimension: Ints
    score: Floats  # 0 to 100
    n: Floats  # answers


@dataclass(frozen=True)
class AskedCounts:
    """How many were asked in a team, a row for each round."""

    team: Ints
    period: Ints
    heads: Floats


@dataclass(frozen=True)
class ToldMean:
    """What customers said of a unit in a month: mean from 0 to 100, of so many ratings (None: nobody said)."""

    unit: int  # its place
    month: date
    n: int | None
    mean: float


def quarters_needed(told: Iterable[ToldMean], rounds: Iterable[date]) -> bool:
    """Tell whether months are too short: too few ratings in the median unit-month, or pulses rarer than monthly."""
    counts = [each.n for each in told if each.n is not None]
    months = sorted({number_of(day) for day in rounds})
    gaps = [after - before for before, after in pairwise(months)]
    return bool(counts and median(counts) < FEWEST_RATINGS) or bool(gaps and median(gaps) > 1)


def number_of(day: date, *, quarters: bool = False) -> int:
    """Return the number of a day's month, or of its quarter: neighbours differ by one."""
    month = day.year * 12 + day.month - 1
    return month // 3 if quarters else month


def first_day(number: int, *, quarters: bool = False) -> date:
    """Return the first day of the month, or of the quarter, of this number."""
    month = number * 3 if quarters else number
    return date(month // 12, month % 12 + 1, 1)


def periods(first: date, last: date, *, quarters: bool) -> tuple[date, ...]:
    """Return the first days of all months, or quarters, from that of one day to that of another."""
    numbers = range(number_of(first, quarters=quarters), number_of(last, quarters=quarters) + 1)
    return tuple(first_day(number, quarters=quarters) for number in numbers)


def sentiment(scored: Scored, asked: AskedCounts, unit_of: Sequence[int], shape: tuple[int, int]) -> Floats:
    """Return the scores of units (dimensions, units, periods); `unit_of` names each team's unit, `shape` is of both.

    A team's score in a period is the mean of its rounds, weighted by answers; a unit's is the mean of its teams that
    have one, weighted by heads, where these teams hold enough of its heads.
    """
    teams, (units, spans) = len(unit_of), shape
    cell = (scored.dimension * teams + scored.team) * spans + scored.period
    size = len(DIMENSIONS) * teams * spans
    weight = np.bincount(cell, scored.n, size)
    total = np.bincount(cell, scored.n * scored.score, size)
    score = np.divide(total, weight, out=np.full(size, np.nan), where=weight > 0)
    heads = _heads(asked, teams, spans)
    return np.stack([_of_units(each, heads, (unit_of, units)) for each in score.reshape(-1, teams, spans)])


def _heads(asked: AskedCounts, teams: int, spans: int) -> Floats:
    """Return each team's heads in each period; where it was not asked, what they usually are."""
    known = asked.heads > 0
    cell = asked.team[known] * spans + asked.period[known]
    total = np.bincount(cell, asked.heads[known], teams * spans).reshape(teams, spans)
    rounds = np.bincount(cell, minlength=teams * spans).reshape(teams, spans)
    usual = np.where(rounds.sum(axis=1) > 0, total.sum(axis=1) / np.maximum(rounds.sum(axis=1), 1), 1.0)
    return np.where(rounds > 0, total / np.maximum(rounds, 1), usual[:, None])


def _of_units(score: Floats, heads: Floats, units: tuple[Sequence[int], int]) -> Floats:
    """Return the means of units over their visible teams."""
    seen = ~np.isnan(score)
    parts = (heads, np.where(seen, heads, 0.0), np.where(seen, heads * score, 0.0))
    every, visible, weighted = (_summed(part, *units) for part in parts)
    kept = (visible > 0) & (visible >= VISIBLE * every)
    return np.divide(weighted, visible, out=np.full_like(visible, np.nan), where=kept)


def _summed(values: Floats, unit_of: Sequence[int], units: int) -> Floats:
    spans = values.shape[1]
    cell = np.asarray(unit_of, dtype=np.int64)[:, None] * spans + np.arange(spans)
    summed: Floats = np.bincount(cell.ravel(), values.ravel(), units * spans).astype(np.float64)
    return summed.reshape(units, spans)


def customers(told: Iterable[ToldMean], units: int, spans: Sequence[date], *, quarters: bool) -> Floats:
    """Return the means of units (units, periods), where enough ratings are behind them.

    A figure whose source does not say how many ratings it rests on counts as it is: it is that source's own figure of
    a whole month. Several months make a quarter by their ratings, or evenly where one of them is of that kind.
    """
    first = number_of(spans[0], quarters=quarters) if spans else 0
    cells: dict[tuple[int, int], list[ToldMean]] = {}
    for each in told:
        place = number_of(each.month, quarters=quarters) - first
        if 0 <= place < len(spans):
            cells.setdefault((each.unit, place), []).append(each)
    found = np.full((units, len(spans)), np.nan)
    for cell, months in cells.items():
        found[cell] = _mean(months)
    return found


def _mean(months: Sequence[ToldMean]) -> float:
    counts = [each.n for each in months]
    if None in counts:
        return float(np.mean([each.mean for each in months]))
    ratings = sum(count or 0 for count in counts)
    if ratings < FEWEST_RATINGS:
        return float("nan")
    return sum((each.n or 0) * each.mean for each in months) / ratings
