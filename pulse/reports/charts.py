"""Where the marks of a chart stand: x in percent of the plot's width, by time; y in pixels from its top."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, floor

from pulse.reports.figure_signs import Turn
from pulse.reports.marks import Column, Dot, Drawn, End, Event, Line, Mark, Part, Pause, Reading, Stroke, Tick, Trend
from pulse.reports.timeline import Timeline, even

LEAST_SPAN = 40  # points: a smaller axis would make noise look like news
LABEL_GAP = 16.0  # px between two end labels
MARK_ROW = 20.0  # px of one row of event names above the plot
MARK_REACH = 34.0  # percent of the width that an event's name may take
DOT_REACH = 6.0  # of its number alone
NAMED = 3  # events up to which the chart itself names them; more are numbers, and named below
CROWDED = 18  # rounds from which only the telling points get a dot
APART = (24.0, 14.0, 7.0)  # percent of the width between two names of rounds: on a phone, in a card, on a page


@dataclass(frozen=True)
class Scale:
    """A range of values laid over the height of a plot."""

    low: int
    high: int
    step: int
    top: float
    floor: float

    def y(self, value: float) -> float:
        """Return the pixels from the top; values outside stay on the edge."""
        inside = max(self.low, min(self.high, value))
        return round(self.floor - (inside - self.low) / (self.high - self.low) * (self.floor - self.top), 2)

    def ticks(self) -> tuple[Tick, ...]:
        """Return the lines of the grid, lowest first."""
        return tuple(Tick(self.y(value), value) for value in range(self.low, self.high + 1, self.step))


def trend(
    labels: Sequence[str],
    main: Line,
    beside: Sequence[Line] = (),
    events: Sequence[Event] = (),
    height: float = 220.0,
    times: Timeline | None = None,
) -> Trend:
    """Return the chart of one line with its range, quiet lines beside it, and events; `height` is the plot's, px.

    times: when the rounds were; without them they stand at equal distances.
    """
    for line in (main, *beside):
        if len(line.readings) != len(labels):
            raise ValueError(f"{line.name}: {len(line.readings)} readings for {len(labels)} rounds")
    times = times or even(len(labels))
    marks = _marks(events, times)
    top = _headroom(marks)
    low, high, step = _bounds([main, *beside])
    scale = Scale(low, high, step, top, top + height)
    drawn = _apart([_drawn(line, scale, times) for line in (main, *beside)], scale)
    columns, pauses = _columns(labels, main, times), _pauses(labels, times)
    return Trend(top, scale.floor, scale.ticks(), columns, drawn[0], tuple(drawn[1:]), marks, pauses)


def response(
    labels: Sequence[str],
    main: Line,
    events: Sequence[Event] = (),
    height: float = 96.0,
    times: Timeline | None = None,
) -> Trend:
    """Return the chart of a share in percent, always on the whole scale of 0-100."""
    times = times or even(len(labels))
    marks = _marks(events, times)
    top = _headroom(marks)
    scale = Scale(0, 100, 50, top, top + height)
    columns, drawn = _columns(labels, main, times), _drawn(main, scale, times)
    return Trend(top, scale.floor, scale.ticks(), columns, drawn, (), marks, _pauses(labels, times))


def _pauses(labels: Sequence[str], times: Timeline) -> tuple[Pause, ...]:
    return tuple(Pause(index, labels[index - 1], labels[index]) for index in times.gaps)


def _headroom(marks: Sequence[Mark]) -> float:
    return MARK_ROW * (1 + max((mark.row for mark in marks), default=-1)) + 8


def sparkline(line: Line, height: float = 32.0, times: Timeline | None = None) -> Drawn:
    """Return a line without axes for a table row; 4 px stay free above and below."""
    low, high, step = _bounds([line])
    return _drawn(line, Scale(low, high, step, 4, height - 4), times or even(len(line.readings)))


def stacked(favourable: int, neutral: int, unfavourable: int) -> tuple[Part, ...]:
    """Return the pieces of a bar of three published bands; shares are whole percent."""
    counts = {"favourable": favourable, "neutral": neutral, "unfavourable": unfavourable}
    total = sum(counts.values())
    if total <= 0:
        raise ValueError("a bar needs answers")
    parts, x = [], 0.0
    for kind, count in counts.items():
        width = 100 * count / total
        if count:
            parts.append(Part(kind, round(x, 2), round(width, 2), count, round(width)))
        x += width
    return tuple(parts)


def stacked_class(kind: str, n: int) -> tuple[Part, ...]:
    """Return the bar of a near-unanimous cell: at least n - 2 of n in one band, the rest may be anywhere."""
    sure = 100 * (n - 2) / n
    open_part = Part("open", round(sure, 2), round(100 - sure, 2), None, round(100 - sure))
    return (Part(kind, 0.0, round(sure, 2), None, round(sure)), open_part)


def _bounds(lines: Sequence[Line]) -> tuple[int, int, int]:
    """Return low, high and step of an axis that holds every score and range."""
    values = [
        value
        for line in lines
        for reading in line.readings
        if reading.score is not None
        for value in (reading.score, reading.low, reading.high)
        if value is not None
    ] or [50.0]
    middle = (min(values) + max(values)) / 2
    low = max(0.0, min(min(values) - 2, middle - LEAST_SPAN / 2, 100 - LEAST_SPAN))
    high = min(100.0, max(max(values) + 2, low + LEAST_SPAN))
    step = 10 if high - low <= LEAST_SPAN + 10 else 20
    return step * floor(low / step), step * ceil(high / step), step


def _columns(labels: Sequence[str], main: Line, times: Timeline) -> tuple[Column, ...]:
    """Return the rounds, each with the strip of the plot that belongs to it: half the way to the rounds beside it."""
    columns = []
    ranks = _ranks(times)
    for index, (label, reading) in enumerate(zip(labels, main.readings, strict=True)):
        x, steps = times.places[index], _steps(index, times)
        left, right = max(0.0, x - steps[0] / 2), min(100.0, x + steps[1] / 2)
        columns.append(Column(x, round(left, 3), round(right - left, 3), label, ranks[index], reading))
    return tuple(columns)


def _steps(index: int, times: Timeline) -> tuple[float, float]:
    """Return how far the rounds beside one lie away; beside missing rounds, as far as on the other side."""
    places = times.places
    if len(places) < 2:
        return 100.0, 100.0
    before = places[index] - places[index - 1] if index else None
    after = places[index + 1] - places[index] if index + 1 < len(places) else None
    usual = 100 / max(1, len(places) - 1)
    if before is not None and index in times.gaps:
        before = min(before, usual if after is None or index + 1 in times.gaps else after)
    if after is not None and index + 1 in times.gaps:
        after = min(after, usual if before is None else before)
    return (after if before is None else before) or 0.0, (before if after is None else after) or 0.0


def _ranks(times: Timeline) -> list[int]:
    """Return in how narrow a chart each round's name is still shown; what stays never stands too close."""
    count = len(times.places)
    if times == even(count):
        return [_rank(count - 1 - index, count) for index in range(count)]
    ranks = [3] * count
    for rank, distance in enumerate(APART):
        kept = [place for place, known in zip(times.places, ranks, strict=True) if known < rank]
        for index in reversed(range(count)):
            x = times.places[index]
            if ranks[index] == 3 and all(abs(x - other) >= distance for other in kept):
                ranks[index] = rank
                kept.append(x)
    return ranks


def _rank(from_end: int, rounds: int) -> int:
    """Return it for equal distances; strides double, so what stays is evenly spaced."""
    page = ceil(rounds / 14)
    card = page if rounds / page <= 7 else 2 * page
    phone = card if rounds / card <= 4 else 2 * card
    return next((rank for rank, stride in enumerate((phone, card, page)) if from_end % stride == 0), 3)


def _drawn(line: Line, scale: Scale, times: Timeline) -> Drawn:
    """Return a line's strokes, dots and bands; nothing crosses a gap, missing rounds or a new beginning."""
    rounds = len(line.readings)
    strokes, bands, dots = [], [], []
    for run in _runs(line.readings, times):
        spots = [(times.places[index], scale.y(score), reading) for index, score, reading in run]
        strokes += [Stroke(x1, y1, x2, y2) for (x1, y1, _), (x2, y2, _) in pairwise(spots)]
        alone, changed = len(run) == 1, (Turn.HIGHER, Turn.LOWER)
        bold = rounds <= CROWDED or alone
        dots += [Dot(x, y, reading, bold or reading.turn in changed) for x, y, reading in spots]
        bands += _band(run, times, scale)
    end = End(dots[-1].x, dots[-1].y, dots[-1].reading.score or 0.0) if dots else None
    if dots:
        dots[-1] = replace(dots[-1], bold=True)
    return Drawn(line.name, tuple(strokes), tuple(dots), tuple(bands), end, line.readings)


Run = list[tuple[int, float, Reading]]


def _runs(readings: Sequence[Reading], times: Timeline) -> list[Run]:
    """Split a line at hidden rounds, where rounds are missing, and where the team is made up anew."""
    runs: list[Run] = [[]]
    for index, reading in enumerate(readings):
        if reading.score is None or reading.anew or index in times.gaps:
            runs.append([])
        if reading.score is not None:
            runs[-1].append((index, reading.score, reading))
    return [run for run in runs if run]


def _band(run: Run, times: Timeline, scale: Scale) -> list[str]:
    """Return the polygon of one run's ranges; where everybody answered it narrows to the score itself."""
    if all(reading.low is None for _, _, reading in run):
        return []
    upper = [(times.places[i], scale.y(score if r.high is None else r.high)) for i, score, r in run]
    lower = [(times.places[i], scale.y(score if r.low is None else r.low)) for i, score, r in run]
    if len(run) == 1:  # a lone round: a narrow upright bar
        (x, above), (_, below) = upper[0], lower[0]
        upper, lower = [(x - 0.6, above), (x + 0.6, above)], [(x - 0.6, below), (x + 0.6, below)]
    return [" ".join(f"{x:g},{y:g}" for x, y in upper + lower[::-1])]


def _apart(lines: Sequence[Drawn], scale: Scale) -> list[Drawn]:
    """Move end labels that would touch, inside the plot; their order stays."""
    ends = sorted((line.end.y, index) for index, line in enumerate(lines) if line.end)
    ys = [y for y, _ in ends]
    for i in range(1, len(ys)):
        ys[i] = max(ys[i], ys[i - 1] + LABEL_GAP)
    ceiling = scale.floor
    for i in reversed(range(len(ys))):
        ys[i] = min(ys[i], ceiling)
        ceiling = ys[i] - LABEL_GAP
    moved = {index: y for (_, index), y in zip(ends, ys, strict=True)}
    return [
        line if line.end is None else replace(line, end=replace(line.end, y=moved[index]))
        for index, line in enumerate(lines)
    ]


def _marks(events: Sequence[Event], times: Timeline) -> tuple[Mark, ...]:
    """Return the events in order of time; names that would touch go to the next row."""
    marks: list[Mark] = []
    reach = MARK_REACH if len(events) <= NAMED else DOT_REACH
    for number, event in enumerate(sorted(events, key=lambda event: event.at), start=1):
        x = times.at(event.at)
        leftwards, name = x > 100 - reach, event.name if len(events) <= NAMED else ""
        taken = {mark.row for mark in marks if abs(mark.x - x) < reach * (1 + (mark.leftwards != leftwards))}
        row = next(row for row in range(len(marks) + 1) if row not in taken)
        told = event.words or event.name
        marks.append(Mark(x, times.nearest(event.at), number, name, row, leftwards, event.day, told))
    return tuple(marks)
