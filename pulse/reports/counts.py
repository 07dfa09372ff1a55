"""How a question's answers may be said: an exact count, a range of members, a class, or a share."""

from dataclasses import dataclass
from enum import StrEnum

from pulse.reports import charts
from pulse.reports.marks import Part
from pulse.scores.stored import Given

KINDS = ("favourable", "neutral", "unfavourable")  # by tallies.clamp.Band


class Saying(StrEnum):
    """The forms of a sentence about one question."""

    EXACTLY = "exactly"  # 7 of 9
    EITHER = "either"  # 6 or 7 of 9
    BETWEEN = "between"  # 6 to 9 of 12
    AT_LEAST = "at-least"  # at least 7 of 9, in the band named
    SHARE = "share"  # 68 %


@dataclass(frozen=True)
class CountSaid:
    """What to say: `low` to `high` of `of` people; of a share, percent."""

    saying: Saying
    low: int
    high: int
    of: int
    band: str = "favourable"


def said(given: Given) -> CountSaid:
    """Return what may be said about the favourable answers; of a near-unanimous cell, about its own band.

    Counts are of members where the team is one cell ("6 or 7 of 9": eight answered, six of them favourably), and of
    answers in a class. A team of several cells gets a share. ValueError where there are no answers.
    """
    if given.gap or given.n <= 0:
        raise ValueError("nothing was answered that may be said")
    if given.clamped is not None:
        return CountSaid(Saying.AT_LEAST, given.n - 2, given.n, given.n, KINDS[given.clamped])
    if given.fewest is None or given.most is None:
        share = whole((100 * given.bands[0] / given.n, 100 * given.bands[1] / given.n, 100 * given.bands[2] / given.n))[
            0
        ]
        return CountSaid(Saying.SHARE, share, share, 100)
    if given.fewest == given.most:
        return CountSaid(Saying.EXACTLY, given.fewest, given.most, given.members)
    saying = Saying.EITHER if given.most == given.fewest + 1 else Saying.BETWEEN
    return CountSaid(saying, given.fewest, given.most, given.members)


def bar(given: Given) -> tuple[Part, ...]:
    """Return the pieces of a question's bar: a class, counts of one cell, or percent where percent are said."""
    if given.clamped is not None:
        return charts.stacked_class(KINDS[given.clamped], given.n)
    if given.fewest is not None:
        return charts.stacked(*whole(given.bands))
    favourable, neutral, unfavourable = (100 * band / given.n for band in given.bands)
    return charts.stacked(*whole((favourable, neutral, unfavourable)))


def whole(bands: tuple[float, float, float]) -> tuple[int, int, int]:
    """Round three bands to whole numbers with the same sum: the largest remainders are rounded up."""
    floors = [int(band) for band in bands]
    missing = round(sum(bands)) - sum(floors)
    by_remainder = sorted(range(3), key=lambda band: (floors[band] - bands[band], band))
    for band in by_remainder[:missing]:
        floors[band] += 1
    return floors[0], floors[1], floors[2]
