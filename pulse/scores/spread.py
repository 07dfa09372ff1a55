"""How much persons differ inside cells: the joint figures that every range and test rests on, pooled over rounds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from pulse.tallies.joint import Spread

ROUNDS = 4
DEFAULTS = (30.0, 25.0, 23.0)  # points, for 1, 2 and 3 or more questions; measured on the synthetic company
DEFAULT_FREEDOM = 50

Width = tuple[float, int]  # standard deviation in points, degrees of freedom


@dataclass(frozen=True)
class Spreads:
    """Spreads by (question code, 1) or (dimension, number of its questions on the ballot)."""

    pooled: Mapping[tuple[str, int], Width]

    def of(self, subject: str, questions: int = 1) -> Width:
        """Return the pooled spread, or the stated default where no round had enough ballots to publish one."""
        default = DEFAULTS[min(max(questions, 1), len(DEFAULTS)) - 1]
        return self.pooled.get((subject, questions), (default, DEFAULT_FREEDOM))


def pool(rounds: Sequence[Iterable[Spread]]) -> Spreads:
    """Pool the published spreads of the last four of the rounds given (oldest first): sqrt(sum df s^2 / sum df)."""
    squares: dict[tuple[str, int], float] = {}
    freedom: dict[tuple[str, int], int] = {}
    for spread in (spread for published in rounds[-ROUNDS:] for spread in published):
        key = (spread.subject, spread.questions)
        squares[key] = squares.get(key, 0.0) + spread.freedom * spread.points**2
        freedom[key] = freedom.get(key, 0) + spread.freedom
    return Spreads({key: (sqrt(squares[key] / df), df) for key, df in freedom.items() if df > 0})
