"""Which of six things may be said of a link, tried in this order, and the facts its sentence needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import ceil

import numpy as np

from pulse.linkage.lead_lag import First
from pulse.linkage.linkage import FIRM, Linkage
from pulse.linkage.panels import Panels
from pulse.linkage.preparing import first_day, number_of

UNITS, SPANS, CELLS = 8, 8, 60  # needed: units, periods of both in each, and cells in all
STRONG = 0.40  # a correlation that too little data cannot go below


class VerdictState(StrEnum):
    """What may be said."""

    NOT_ENOUGH = "not enough data"
    TOO_WEAK = "too weak to tell"
    NO_LINK = "no link seen"
    FRAGILE = "fragile"
    CUSTOMERS_FIRST = "customers first"
    LINK = "link"


@dataclass(frozen=True)
class Have:
    """What there is of what is needed; `earliest`: when it will be there at this pace, None where nobody can tell."""

    units: int  # with figures of both
    spans: int  # months or quarters of both, in the first eight of them
    enough: bool
    earliest: date | None


def have(panels: Panels, *, quarters: bool) -> Have:
    """Return how much of both there is."""
    shared = np.sort(panels.shared[panels.shared > 0])[::-1]
    enough = int((shared >= SPANS).sum()) >= UNITS and int(shared.sum()) >= CELLS
    spans = int(shared[min(UNITS, shared.size) - 1]) if shared.size else 0
    return Have(int(shared.size), spans, enough, None if enough else _earliest(panels, quarters=quarters))


def _earliest(panels: Panels, *, quarters: bool) -> date | None:
    """Return when the eighth unit will have its eighth period, if each goes on as it has since it began."""
    waits = sorted(wait for wait in map(_wait, panels.both.tolist()) if wait is not None)
    if len(waits) < UNITS:
        return None
    after_last = number_of(panels.periods[-1], quarters=quarters) + 1
    return first_day(after_last + waits[UNITS - 1], quarters=quarters)


def _wait(both: Sequence[bool]) -> int | None:
    """Return how many more periods one unit needs; None where it has none yet."""
    if not any(both):
        return None
    pace = sum(both) / (len(both) - both.index(True))
    return max(0, ceil((SPANS - sum(both)) / pace))


def state(held: Have, found: Linkage | None) -> VerdictState:
    """Return the first state whose rule holds."""
    if not held.enough or found is None:
        return VerdictState.NOT_ENOUGH
    if found.best.p >= FIRM:
        return VerdictState.TOO_WEAK if found.smallest.r > STRONG else VerdictState.NO_LINK
    if found.checks is None or not found.checks.hold:
        return VerdictState.FRAGILE
    return VerdictState.CUSTOMERS_FIRST if found.precedence.first is First.CUSTOMERS else VerdictState.LINK
