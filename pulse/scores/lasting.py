"""How long a team that fell silent stays listed: until it has recovered, and not only when it is found."""

from collections.abc import Sequence

from pulse.scores.distributions import hypergeometric_at_most
from pulse.scores.silence import BEFORE, LATELY
from pulse.scores.stored import TookPart

RECOVERED = 2  # rounds in a row in which so few as took part may be luck
BY_LUCK = 0.05  # one-sided p, against the rounds before the fall
GONE = 2  # rounds in a row of which nothing is known at all: it is not the same team any more


def silent_since(course: Sequence[TookPart | None]) -> int | None:
    """Return the place of the round that found a team silent, if it is so in the last one; None: it is not.

    course: what was stored of the team, oldest round first; None where a round has no row of it. A number that is
    withheld says nothing: it neither ends a silence nor begins one.
    """
    began, calm, gone = None, 0, 0
    for at, each in enumerate(course):
        gone = 0 if each else gone + 1
        if began is None or gone == GONE:
            began, calm = (at if each and each.fell else None), 0
        elif each and each.invited:
            calm = (
                calm + 1 if _may_be_luck(each, course[max(0, began - LATELY - BEFORE + 1) : began - LATELY + 1]) else 0
            )
            began = None if calm == RECOVERED else began
    return began


def _may_be_luck(now: TookPart, before: Sequence[TookPart | None]) -> bool:
    usual = [each for each in before if each and each.invited]
    invited, took_part = (sum(getattr(each, name) for each in usual) for name in ("invited", "took_part"))
    if not invited:
        return not now.fell
    p = hypergeometric_at_most(now.took_part, invited + now.invited, took_part + now.took_part, now.invited)
    return p > BY_LUCK
