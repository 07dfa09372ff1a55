"""Gathers what the noise lab shows: made-up rounds from the company's own spread, never a real team's."""

from dataclasses import dataclass
from itertools import pairwise

from flask_babel import gettext as _

from pulse.reports import charts
from pulse.reports.marks import Line, Reading, Trend
from pulse.scores import noise
from pulse.scores import queries as stored
from pulse.scores.noise import LEVEL, QUESTIONS, ROUNDS, Luck
from pulse.scores.spread import ROUNDS as POOLED
from pulse.scores.spread import Spreads, pool
from pulse.tallies.clamp import SMALLEST

SIZES = (5, 60)
SHARES = (30, 100)
DRAWS = 9999
USUAL = {"size": 9, "share": 70, "draw": 1}


@dataclass(frozen=True)
class NoiseWish:
    """What the reader set: people in the team, percent who answer, and which draw of luck."""

    size: int
    share: int
    draw: int

    @property
    def next(self) -> int:
        """Return the number of the next draw."""
        return self.draw % DRAWS + 1


def wish(size: int, share: int, draw: int) -> NoiseWish:
    """Return a wish within what there is to choose."""
    return NoiseWish(_within(size, *SIZES), _within(share, *SHARES), _within(draw, 1, DRAWS))


def _within(value: int, low: int, high: int) -> int:
    return min(max(value, low), high)


@dataclass(frozen=True)
class NoisePage:
    """What the lab shows; `own`: the spread is the company's own; `one`: what one answer one step better adds."""

    wish: NoiseWish
    luck: Luck
    own: bool
    chart: Trend
    one: float
    biggest: float  # difference between two neighbouring rounds of the picture

    @property
    def is_shown(self) -> bool:
        """Whether so few answers would be shown at all."""
        return self.luck.n >= SMALLEST


def noise_page(asked: NoiseWish) -> NoisePage:
    """Return the lab for one wish; the same wish always gives the same picture."""
    width, own = noise.typical(_spreads())
    luck = noise.luck(asked.size, asked.share / 100, width)
    drawn = noise.simulated(luck, [asked.size, asked.share, asked.draw])
    readings = tuple(Reading(each.score, each.low, each.high, luck.n) for each in drawn)
    main = Line(_("Made-up team of %(size)s", size=asked.size), readings)
    truth = Line(_("What is true"), (Reading(LEVEL),) * ROUNDS)
    moves = [abs(b.score - a.score) for a, b in pairwise(drawn)]
    chart = charts.trend([str(number) for number in range(1, ROUNDS + 1)], main, [truth])
    return NoisePage(asked, luck, own, chart, 50 / QUESTIONS / luck.n, max(moves))


def _spreads() -> Spreads:
    """Return the newest programme's spreads over its latest rounds; nothing before the first seal."""
    newest = stored.programmes()[:1]
    rounds = [each.id for programme in newest for each in reversed(stored.rounds(programme.id, POOLED))]
    kept = stored.health(rounds)
    return pool([kept[each].spreads for each in rounds if each in kept])
