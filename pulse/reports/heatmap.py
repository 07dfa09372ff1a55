"""The heat map of teams and dimensions: seven diverging colour steps, and squares that say why they are hidden."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import floor
from typing import Any

from pulse.reports.figure_signs import Hidden, Turn

STEPS = 7
MIDDLE = 4
ROUND, CHANGE, NUMBERS = "round", "change", "numbers"  # what squares show, or the same in a table of numbers
BY_NAME = "name"
WIDTH = 7.0  # points of one step; about the half-width of a team's range, so one step is hardly ever noise alone


@dataclass(frozen=True)
class Wish:
    """What the reader asked for: names of the rounds on a line, and of the heat map what it shows and in which order.

    `opened`: the teams that are unfolded; None: as many as fit. `branch`: the uid of its first row; empty: the highest.
    """

    labels: tuple[str, ...]
    order: str = BY_NAME
    page: int = 1
    view: str = ROUND
    opened: tuple[str, ...] | None = None
    branch: str = ""

    @property
    def query(self) -> dict[str, Any]:
        """Return what of the heat map a link keeps."""
        usual = Wish(self.labels)
        asked = {name: getattr(self, name) for name in ("order", "page", "view", "branch")}
        kept = {name: value for name, value in asked.items() if value != getattr(usual, name)}
        return kept if self.opened is None else {**kept, "expand": ",".join(self.opened)}


@dataclass(frozen=True)
class Column:
    """One dimension; `short` is what fits over a square on a phone."""

    name: str
    short: str


class Move(StrEnum):
    """What may be said of a square's change; only the first two have a direction."""

    HIGHER = "higher"
    LOWER = "lower"
    UNCLEAR = "unclear"
    WITH_COMPANY = "with-company"
    CANNOT_JUDGE = "cannot-judge"


@dataclass(frozen=True)
class Square:
    """One team on one dimension: a score of 0-100, or the reason why there is none."""

    score: float | None = None
    low: float | None = None
    high: float | None = None
    turn: Turn | None = None
    by: float | None = None  # points of a change that may be announced
    about: bool = False
    hidden: Hidden | None = None
    wide: bool = False  # its range says too little for a colour
    n: int | None = None
    move: Move = Move.CANNOT_JUDGE

    def __post_init__(self) -> None:
        if (self.score is None) == (self.hidden is None):
            raise ValueError("a square has either a score or a reason why it is hidden")

    @property
    def number(self) -> str:
        """Return the score as a whole number; empty where there is none."""
        return "" if self.score is None else str(floor(self.score + 0.5))

    @property
    def span(self) -> str:
        """Return the range in whole numbers; empty where everybody answered."""
        return "" if self.low is None or self.high is None else f"{floor(self.low + 0.5)}–{floor(self.high + 0.5)}"


@dataclass(frozen=True)
class Row:
    """One team; `note` is small print below its name, `depth` its place below the first row.

    `fold` is the address that folds the teams below it, or unfolds them, where it has any; `key` names the row.
    """

    name: str
    squares: tuple[Square, ...]
    url: str | None = None
    note: str | None = None
    depth: int = 0
    key: str = ""
    fold: str | None = None
    is_open: bool = False


@dataclass(frozen=True)
class Shade:
    """One colour of the key: the whole scores it stands for, both ends included."""

    step: int
    low: int
    high: int


@dataclass(frozen=True)
class Grid:
    """A heat map ready to be drawn: `step(square)` names the colour class of a square that has a score."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    middle: float
    width: float
    key: tuple[Shade, ...]
    hidden: tuple[Hidden, ...]

    def has(self, move: str) -> bool:
        """Tell whether this is said of a square that has a score."""
        return any(square.move == move for row in self.rows for square in row.squares if not square.hidden)

    def step(self, square: Square) -> int:
        """Return the colour step (1 lowest to 7 highest) of a square that has a score; sand where that says little."""
        if square.score is None:
            raise ValueError("a hidden square has no colour step")
        if square.wide:
            return MIDDLE
        return step(square.score, self.middle, self.width)


def step(score: float, middle: float = 60.0, width: float = WIDTH) -> int:
    """Return the colour step 1-7 of a score; taken of the whole number shown, so equal numbers look equal."""
    steps_away = (_whole(score) - middle) / width
    return max(1, min(STEPS, MIDDLE + _whole(steps_away)))


def shades(middle: float = 60.0, width: float = WIDTH) -> tuple[Shade, ...]:
    """Return the steps that a whole score of 0-100 can reach, lowest first, with their ends."""
    reached: dict[int, list[int]] = {}
    for score in range(101):
        reached.setdefault(step(score, middle, width), []).append(score)
    return tuple(Shade(number, scores[0], scores[-1]) for number, scores in sorted(reached.items()))


def grid(columns: Sequence[Column], rows: Sequence[Row], middle: float = 60.0, width: float = WIDTH) -> Grid:
    """Return a heat map whose sand colour stands around `middle` (say, the company's own score)."""
    for row in rows:
        if len(row.squares) != len(columns):
            raise ValueError(f"{row.name}: {len(row.squares)} squares for {len(columns)} columns")
    seen = {square.hidden for row in rows for square in row.squares}
    hidden = tuple(reason for reason in Hidden if reason in seen)
    return Grid(tuple(columns), tuple(rows), middle, width, shades(middle, width), hidden)


def _whole(number: float) -> int:
    """Round halves up, in both signs alike for the reader (Python's round() goes to even)."""
    return int(number + 0.5) if number >= 0 else -int(-number + 0.5)
