"""What a chart is given (readings, lines, events) and what it is made of when it is drawn."""

from dataclasses import dataclass
from math import floor

from pulse.reports.figure_signs import Hidden, Turn


@dataclass(frozen=True)
class Reading:
    """One round of one line. No range with a score means that everybody answered."""

    score: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    turn: Turn | None = None
    hidden: Hidden | None = None
    about: bool = False
    anew: bool = False  # made up of other people from here on: the line breaks

    @property
    def number(self) -> str:
        """Return the score as a whole number."""
        return "–" if self.score is None else str(floor(self.score + 0.5))

    @property
    def span(self) -> str:
        """Return the range in whole numbers; empty where there is none."""
        return "" if self.low is None or self.high is None else f"{floor(self.low + 0.5)}–{floor(self.high + 0.5)}"

    @property
    def text(self) -> str:
        """Return the score and its range: 63 (55–71)."""
        return f"{self.number} ({self.span})" if self.span else self.number


@dataclass(frozen=True)
class Line:
    """One named series, a reading for every round."""

    name: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Event:
    """Something that happened: 0 = at the first round, 4.5 = half way between the fifth and the sixth."""

    at: float
    name: str
    day: str = ""
    words: str = ""


@dataclass(frozen=True)
class Tick:
    """A line of the grid."""

    y: float
    value: int


@dataclass(frozen=True)
class Column:
    """One round: its place, its strip, its name; rank 0 names fit a phone, 1 a card, 2 a page, 3 are left out."""

    x: float
    left: float
    width: float
    label: str
    rank: int
    reading: Reading


@dataclass(frozen=True)
class Stroke:
    """A piece of a line between two neighbouring rounds."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Dot:
    """A round's point; `bold` ones are drawn even when the chart is crowded."""

    x: float
    y: float
    reading: Reading
    bold: bool


@dataclass(frozen=True)
class Mark:
    """An event: its line, its number in the list below, the row of its name (none: unnamed), the name's side."""

    x: float
    round: int  # the nearest one, counted from 0
    number: int
    name: str
    row: int
    leftwards: bool
    day: str = ""
    words: str = ""

    @property
    def told(self) -> str:
        """Return what happened, for the list below the chart."""
        return self.words or self.name


@dataclass(frozen=True)
class Pause:
    """Rounds that are missing before one (by number, from 0): between which two they would have been."""

    before: int
    since: str
    until: str


@dataclass(frozen=True)
class End:
    """The label at the end of a line; y is moved when two would touch."""

    x: float
    y: float
    score: float


@dataclass(frozen=True)
class Drawn:
    """A line as it is drawn: strokes, dots, the points of each band polygon ("x,y x,y"), and its end."""

    name: str
    strokes: tuple[Stroke, ...]
    dots: tuple[Dot, ...]
    bands: tuple[str, ...]
    end: End | None
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Trend:
    """A whole chart; `top` is the room above the plot for event names, `floor` the y of the lowest tick."""

    top: float
    floor: float
    ticks: tuple[Tick, ...]
    columns: tuple[Column, ...]
    main: Drawn
    beside: tuple[Drawn, ...]
    marks: tuple[Mark, ...]
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True)
class Part:
    """One piece of a stacked bar; count is None where only a class may be said."""

    kind: str
    x: float
    width: float
    count: int | None
    share: int
