"""What a unit's customers said from month to month: ranges, change beyond luck, and silence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from math import sqrt
from statistics import median

import numpy as np

from pulse.scores.apart import NORMAL_MAD
from pulse.scores.discoveries import adjusted
from pulse.scores.distributions import t_quantile, two_sided

LATELY = 3  # months
BEFORE = 6  # months at most
NEEDED = 2  # months with ratings on each side
FALSE_DISCOVERIES = 0.10
SMALLEST = 3.0  # points: less is no news even when it is real
FEW = 5  # ratings of a month below which it is no point on a line
SILENT = 3  # months without a rating
USED_TO = 6  # of the months before the silence, in so many there were ratings ...
WITHIN = 9  # ... of so many
NORMAL_95 = 1.959964
PEERS = 5  # units from which on a median shift means something


class Turn(StrEnum):
    """What may be said about a unit's change."""

    HIGHER = "higher"
    LOWER = "lower"
    WITH_COMPANY = "with-company"
    UNCLEAR = "unclear"
    UNKNOWN = "unknown"  # too few months


@dataclass(frozen=True)
class Point:
    """One month: mean from 0 to 100, how many ratings (None: not told), the sd of ratings (None: not known)."""

    mean: float
    n: int | None
    sd: float | None = None

    @property
    def weight(self) -> float:
        """Return what the month counts for in a mean over months."""
        return float(self.n) if self.n else 1.0


Course = Sequence[Point | None]  # of one unit, a place for every month


@dataclass(frozen=True)
class Wobble:
    """How far months lie apart by themselves: sd of single ratings, and of true monthly means, in points."""

    rating: float | None
    month: float

    def variance(self, point: Point) -> float:
        """Return the variance of a month's mean around the unit's usual one."""
        if self.rating is None or not point.n:
            return self.month**2
        return self.month**2 + self.noise(point)

    def noise(self, point: Point) -> float:
        """Return the variance that comes of few ratings alone; 0 when it is not known."""
        sd = self.rating if point.sd is None else point.sd
        return 0.0 if sd is None or not point.n else sd**2 / point.n


@dataclass(frozen=True)
class Span:
    """A mean of some months, with its range and how many ratings it rests on (None: not told)."""

    mean: float
    low: float
    high: float
    n: int | None


def months(first: date, last: date) -> tuple[date, ...]:
    """Return the first days of all months from one to another."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    start = first.year * 12 + first.month - 1
    return tuple(date((start + k) // 12, (start + k) % 12 + 1, 1) for k in range(max(0, count)))


def wobble(courses: Sequence[Course]) -> Wobble:
    """Return how far months of one unit lie apart, pooled over units (method of moments, after sampling noise).

    Neighbouring months are compared, so that a lasting change in a unit counts once: var = half the mean square step.
    """
    rated = [(p.sd**2 * (p.n - 1), p.n - 1) for c in courses for p in c if p and p.sd is not None and p.n and p.n > 1]
    freedom = sum(df for _, df in rated)
    rating = sqrt(sum(squares for squares, _ in rated) / freedom) if freedom else None
    alone = Wobble(rating, 0.0)
    steps = [(b.mean - a.mean, a, b) for course in courses for a, b in pairwise(course) if a and b]
    if not steps:
        return alone
    beyond = [(step**2 - alone.noise(a) - alone.noise(b)) / 2 for step, a, b in steps]
    return Wobble(rating, sqrt(max(0.0, sum(beyond) / len(beyond))))


def month_range(point: Point, known: Wobble) -> tuple[float, float]:
    """Return the 95 % range of a month's mean: from its ratings; where their spread is not known, as months vary."""
    noise = known.noise(point)
    if noise:
        df = max(1, (point.n or 2) - 1)
        half = t_quantile(0.975, df) * sqrt(noise)
    else:
        half = NORMAL_95 * known.month
    return max(0.0, point.mean - half), min(100.0, point.mean + half)


def lately(course: Course, known: Wobble) -> Span | None:
    """Return the mean of the last three months, each rating counting once; None without a rating there."""
    return _span([point for point in course[-LATELY:] if point], known)


def _span(points: Sequence[Point], known: Wobble) -> Span | None:
    if not points:
        return None
    mean, variance = _weighed(_part(point, known) for point in points)
    n = None if any(point.n is None for point in points) else sum(point.n or 0 for point in points)
    half = NORMAL_95 * sqrt(variance)
    return Span(mean, max(0.0, mean - half), min(100.0, mean + half), n)


def over(course: Course, known: Wobble, span: int) -> Span | None:
    """Return the mean of the last `span` months."""
    return _span([point for point in course[-span:] if point], known)


Part = tuple[float, float, float]  # of one month: weight, weight x mean, weight^2 x variance


def _part(point: Point, known: Wobble) -> Part:
    weight = point.weight
    return weight, weight * point.mean, weight * weight * known.variance(point)


def _weighed(parts: Iterable[Part]) -> tuple[float, float]:
    """Return the rating-weighted mean of months, and its variance, the months' own wobble included."""
    total = moment = squares = 0.0
    for weight, weighted, square in parts:
        total += weight
        moment += weighted
        squares += square
    return moment / total, squares / total**2


@dataclass(frozen=True)
class UnitChange:
    """The last three months less up to six before, in points."""

    turn: Turn
    points: float | None = None


def changes(courses: Mapping[int, Course], known: Wobble) -> dict[int, UnitChange]:
    """Say of each unit whether its last three months differ from the six before, and beyond what all units did.

    z over both windows' variances, two-sided; Benjamini & Hochberg over the units; at least SMALLEST points. z is
    shrunk by how far the units' earlier windows of the same length lay apart (normal MAD): months hang together.
    """
    parts = {unit: [_part(point, known) if point else None for point in course] for unit, course in courses.items()}
    now = _compared(parts, 0)
    past = [found for back in range(1, _longest(courses)) for found in _compared(parts, back).values()]
    shrink = max(1.0, median(abs(each[1]) for each in past if each) / NORMAL_MAD) if any(past) else 1.0
    tested = {unit: found for unit, found in now.items() if found}
    q = [adjusted(two_sided(np.array([found[k] for found in tested.values()]) / shrink)) for k in (1, 2)]
    found = dict.fromkeys(courses, UnitChange(Turn.UNKNOWN))
    for (unit, (points, *_)), beyond, plain in zip(tested.items(), *q, strict=True):
        found[unit] = UnitChange(
            _turn(points, bool(beyond <= FALSE_DISCOVERIES), bool(plain <= FALSE_DISCOVERIES)), points
        )
    return found


def _turn(points: float, beyond: bool, plain: bool) -> Turn:
    if not plain or abs(points) < SMALLEST:
        return Turn.UNCLEAR
    if not beyond:
        return Turn.WITH_COMPANY
    return Turn.HIGHER if points > 0 else Turn.LOWER


def _compared(courses: Mapping[int, Sequence[Part | None]], back: int) -> dict[int, tuple[float, float, float] | None]:
    """Return points, z beyond the units' median shift, and z as it is, for windows that end `back` months ago."""
    raw = {unit: _difference(course[: len(course) - back]) for unit, course in courses.items()}
    shifts = [found[0] for found in raw.values() if found]
    shift = median(shifts) if len(shifts) >= PEERS else 0.0
    return {
        unit: (found[0], (found[0] - shift) / found[1], found[0] / found[1]) if found else None
        for unit, found in raw.items()
    }


def _longest(courses: Mapping[int, Course]) -> int:
    return max((len(course) for course in courses.values()), default=0)


def _difference(course: Sequence[Part | None]) -> tuple[float, float] | None:
    later = [part for part in course[-LATELY:] if part]
    earlier = [part for part in course[-LATELY - BEFORE : -LATELY] if part]
    if min(len(later), len(earlier)) < NEEDED:
        return None
    (now, noise), (then, before) = _weighed(later), _weighed(earlier)
    return (now - then, sqrt(noise + before)) if noise + before else None


def silent(course: Course) -> int | None:
    """Return for how many months there was no rating, three or more, in a unit that used to have them; else None."""
    gap = next((k for k, point in enumerate(reversed(course)) if point), len(course))
    before = course[max(0, len(course) - gap - WITHIN) : len(course) - gap]
    known = sum(point is not None for point in before)
    return gap if gap >= SILENT and known >= min(USED_TO, len(before)) and known >= NEEDED else None
