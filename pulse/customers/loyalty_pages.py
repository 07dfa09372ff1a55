"""Gathers what the page of satisfaction and loyalty shows: units by both, from stored figures alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulse.customers import queries, series
from pulse.customers.loyalty import Quarter, UnitStanding, share_range, standing
from pulse.customers.models import LOYALTY, Measure, MeasureKind, Unit
from pulse.customers.queries import readable_units
from pulse.customers.series_queries import courses
from pulse.people.models import Person

YEAR = 12  # months behind a standing


@dataclass(frozen=True)
class NotLoyal:
    """Of the satisfied customers who were asked both, those who are not loyal; share and range in percent."""

    some: int
    of: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Axis:
    """A stretch of the scale from 0 to 100, at least 20 points long."""

    low: float
    high: float

    def place(self, value: float) -> float:
        """Return where a value stands, in percent of the length."""
        return round(100 * (min(max(value, self.low), self.high) - self.low) / (self.high - self.low), 2)


def axis(spans: Sequence[series.Span]) -> Axis:
    """Return an axis that holds every mean, with room at both ends."""
    low, high = min(span.mean for span in spans) - 4, max(span.mean for span in spans) + 4
    room = max(0.0, 20 - (high - low)) / 2
    return Axis(max(0.0, low - room), min(100.0, high + room))


@dataclass(frozen=True)
class Loyal:
    """Units by satisfaction and loyalty; `middle`: where the lines run; `pairs`: share satisfied but not loyal."""

    satisfaction: Measure
    loyalty: Measure
    middle: tuple[float, float]
    units: tuple[tuple[Unit, UnitStanding], ...]
    shares: Mapping[int, NotLoyal]
    axes: tuple[Axis, Axis]

    def at(self, standing: UnitStanding) -> tuple[float, float]:
        """Return where a unit stands in the picture: percent from the left and from the top."""
        return self.axes[0].place(standing.satisfaction.mean), 100 - self.axes[1].place(standing.loyalty.mean)

    @property
    def lines(self) -> tuple[float, float]:
        """Return where the lines between the quarters run, in the same percent."""
        return self.axes[0].place(self.middle[0]), 100 - self.axes[1].place(self.middle[1])

    def count(self, quarter: str) -> int:
        """Return how many units stand in a quarter for certain."""
        return sum(each.sure and each.quarter == Quarter(quarter) for _unit, each in self.units)

    @property
    def unsure(self) -> int:
        """Return of how many units luck alone could have decided where they stand."""
        return sum(not each.sure for _unit, each in self.units)


def loyal(person: Person) -> Loyal | None:
    """Return where units stand on satisfaction and on the best measure of loyalty there is; None without both."""
    by_kind: dict[str, Measure] = {}
    for measure in queries.measures_with_figures():
        by_kind.setdefault(measure.kind, measure)
    satisfaction = by_kind.get(MeasureKind.SATISFACTION)
    loyalty = next((by_kind[kind] for kind in LOYALTY if kind in by_kind and courses(by_kind[kind]).of), None)
    if satisfaction is None or loyalty is None or not courses(satisfaction).of:
        return None
    both = courses(satisfaction), courses(loyalty)
    spans = {
        unit_id: (one, other)
        for unit_id in both[0].of.keys() & both[1].of.keys()
        if (one := series.over(both[0].of[unit_id], both[0].wobble, YEAR))
        and (other := series.over(both[1].of[unit_id], both[1].wobble, YEAR))
    }
    if not spans:
        return None
    first, second = ([pair[k] for pair in spans.values()] for k in (0, 1))
    middle = (sum(span.mean for span in first) / len(first), sum(span.mean for span in second) / len(second))
    units = [unit for unit in readable_units(person) if unit.id in spans]
    placed = tuple((unit, standing(*spans[unit.id], middle)) for unit in units)
    axes = (axis(first), axis(second))
    return Loyal(satisfaction, loyalty, middle, placed, _shares(satisfaction, loyalty, units), axes)


def _shares(satisfaction: Measure, loyalty: Measure, units: Sequence[Unit]) -> dict[int, NotLoyal]:
    readable = {unit.id for unit in units}
    return {
        unit_id: NotLoyal(disloyal, satisfied, *share_range(disloyal, satisfied))
        for unit_id, satisfied, disloyal in queries.satisfied_not_loyal(satisfaction.id, loyalty.id)
        if unit_id in readable and satisfied >= series.FEW
    }
