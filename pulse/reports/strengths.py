"""What stands out of a team's questions: two strengths and two concerns at most, by one rule that the page states."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pulse.reports.panels import Asked

MOST = 2
MARGIN = 5.0  # points beyond the company's own score at which a likely range counts as apart


@dataclass(frozen=True)
class Outlier:
    """One question; `company`: the score it is compared with."""

    asked: Asked
    company: float
    beyond: float  # points from there to the nearer end of the range; below it: negative


@dataclass(frozen=True)
class Outstanding:
    """What a page says of them; both empty when nothing stands out."""

    strengths: tuple[Outlier, ...] = ()
    concerns: tuple[Outlier, ...] = ()
    comparable: bool = False


def outstanding(asked: Iterable[Asked], company: Mapping[str, float]) -> Outstanding:
    """Return the questions whose whole likely range lies `MARGIN` or more above or below the company's score.

    Those furthest beyond come first. The nearer end of the range counts, and of a near-unanimous answer the range of
    all that it may stand for, so neither luck nor the stand-in of a class makes a strength.
    company: the scores to compare with, by question code.
    """
    found = [outlier for each in asked if (outlier := _outlier(each, company)) is not None]
    apart = [outlier for outlier in found if abs(outlier.beyond) >= MARGIN]
    above = sorted((each for each in apart if each.beyond > 0), key=lambda each: (-each.beyond, each.asked.code))
    below = sorted((each for each in apart if each.beyond < 0), key=lambda each: (each.beyond, each.asked.code))
    return Outstanding(tuple(above[:MOST]), tuple(below[:MOST]), bool(found))


def own_mean(asked: Iterable[Asked]) -> dict[str, float]:
    """Return what the whole company's questions are compared with: their mean.

    Only those that make up the three scores: others have scales of their own, and would always stand at one end.
    """
    shown = [each for each in asked if each.scored and not each.hidden]
    scores = {each.code: each.given.score for each in shown if each.given is not None}
    return dict.fromkeys(scores, sum(scores.values()) / len(scores)) if scores else {}


def _outlier(asked: Asked, company: Mapping[str, float]) -> Outlier | None:
    if asked.given is None or asked.hidden or asked.code not in company:
        return None
    given, usual = asked.given, company[asked.code]
    low = given.score if given.low is None else given.low
    high = given.score if given.high is None else given.high
    return Outlier(asked, usual, low - usual if low > usual else min(0.0, high - usual))
