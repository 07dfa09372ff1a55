"""Where the marks of a chart stand: x in percent of the plot's width, y in pixels from its top."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, floor

from pulse.reports.marks import Column, Dot, Drawn, End, Event, Line, Mark, Part, Reading, Stroke, Tick, Trend
from pulse.reports.signs import Turn

LEAST_SPAN = 40  # points: a smaller axis would make noise look like news
LABEL_GAP = 16.0  # px between two end labels
MARK_ROW = 20.0  # px of one row of event names above the plot
MARK_REACH = 34.0  # percent of the width that an event's name may take
DOT_REACH = 6.0  # of its number alone
NAMED = 3  # events up to which the chart itself names them; more are numbers, and named below
CROWDED = 18  # rounds from which only the telling points get a dot


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
) -> Trend:
    """Return the chart of one line with its range, quiet lines beside it, and events; `height` is the plot's, px."""
    for line in (main, *beside):
        if len(line.readings) != len(labels):
            raise ValueError(f"{line.name}: {len(line.readings)} readings for {len(labels)} rounds")
    marks = _marks(events, len(labels))
    top = _headroom(marks)
    low, high, step = _bounds([main, *beside])
    scale = Scale(low, high, step, top, top + height)
    drawn = _apart([_drawn(line, scale) for line in (main, *beside)], scale)
    return Trend(top, scale.floor, scale.ticks(), _columns(labels, main), drawn[0], tuple(drawn[1:]), marks)


def response(labels: Sequence[str], main: Line, events: Sequence[Event] = (), height: float = 96.0) -> Trend:
    """Return the chart of a share in percent, always on the whole scale of 0-100."""
    marks = _marks(events, len(labels))
    top = _headroom(marks)
    scale = Scale(0, 100, 50, top, top + height)
    return Trend(top, scale.floor, scale.ticks(), _columns(labels, main), _drawn(main, scale), (), marks)


def _headroom(marks: Sequence[Mark]) -> float:
    return MARK_ROW * (1 + max((mark.row for mark in marks), default=-1)) + 8


def sparkline(line: Line, height: float = 32.0) -> Drawn:
    """Return a line without axes for a table row; 4 px stay free above and below."""
    low, high, step = _bounds([line])
    return _drawn(line, Scale(low, high, step, 4, height - 4))


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


def place(index: float, rounds: int) -> float:
    """Return the x of a round; a single round stands in the middle."""
    return 50.0 if rounds < 2 else round(max(0.0, min(100.0, 100 * index / (rounds - 1))), 3)


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


def _columns(labels: Sequence[str], main: Line) -> tuple[Column, ...]:
    """Return the rounds, each with the strip of the plot that belongs to it."""
    half = 50 / max(1, len(labels) - 1)
    columns = []
    for index, (label, reading) in enumerate(zip(labels, main.readings, strict=True)):
        x = place(index, len(labels))
        left, right = max(0.0, x - half), min(100.0, x + half)
        rank = _rank(len(labels) - 1 - index, len(labels))
        columns.append(Column(x, round(left, 3), round(right - left, 3), label, rank, reading))
    return tuple(columns)


def _rank(from_end: int, rounds: int) -> int:
    """Return in how narrow a chart a name is still shown; strides double, so what stays is evenly spaced."""
    page = ceil(rounds / 14)
    card = page if rounds / page <= 7 else 2 * page
    phone = card if rounds / card <= 4 else 2 * card
    return next((rank for rank, stride in enumerate((phone, card, page)) if from_end % stride == 0), 3)


def _drawn(line: Line, scale: Scale) -> Drawn:
    """Return a line's strokes, dots and bands; nothing crosses a gap or a new beginning."""
    rounds = len(line.readings)
    strokes, bands, dots = [], [], []
    for run in _runs(line.readings):
        spots = [(place(index, rounds), scale.y(score), reading) for index, score, reading in run]
        strokes += [Stroke(x1, y1, x2, y2) for (x1, y1, _), (x2, y2, _) in pairwise(spots)]
        alone, changed = len(run) == 1, (Turn.HIGHER, Turn.LOWER)
        bold = rounds <= CROWDED or alone
        dots += [Dot(x, y, reading, bold or reading.turn in changed) for x, y, reading in spots]
        bands += _band(run, rounds, scale)
    end = End(dots[-1].x, dots[-1].y, dots[-1].reading.score or 0.0) if dots else None
    if dots:
        dots[-1] = replace(dots[-1], bold=True)
    return Drawn(line.name, tuple(strokes), tuple(dots), tuple(bands), end, line.readings)


Run = list[tuple[int, float, Reading]]


def _runs(readings: Iterable[Reading]) -> list[Run]:
    """Split a line at hidden rounds and where the team is made up anew."""
    runs: list[Run] = [[]]
    for index, reading in enumerate(readings):
        if reading.score is None or reading.anew:
            runs.append([])
        if reading.score is not None:
            runs[-1].append((index, reading.score, reading))
    return [run for run in runs if run]


def _band(run: Run, rounds: int, scale: Scale) -> list[str]:
    """Return the polygon of one run's ranges; where everybody answered it narrows to the score itself."""
    if all(reading.low is None for _, _, reading in run):
        return []
    upper = [(place(i, rounds), scale.y(score if r.high is None else r.high)) for i, score, r in run]
    lower = [(place(i, rounds), scale.y(score if r.low is None else r.low)) for i, score, r in run]
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


def _marks(events: Sequence[Event], rounds: int) -> tuple[Mark, ...]:
    """Return the events in order of time; names that would touch go to the next row."""
    marks: list[Mark] = []
    reach = MARK_REACH if len(events) <= NAMED else DOT_REACH
    for number, event in enumerate(sorted(events, key=lambda event: event.at), start=1):
        x = place(event.at, rounds)
        leftwards, name = x > 100 - reach, event.name if len(events) <= NAMED else ""
        taken = {mark.row for mark in marks if abs(mark.x - x) < reach * (1 + (mark.leftwards != leftwards))}
        row = next(row for row in range(len(marks) + 1) if row not in taken)
        told = event.words or event.name
        marks.append(Mark(x, floor(event.at + 0.5), number, name, row, leftwards, event.day, told))
    return tuple(marks)
