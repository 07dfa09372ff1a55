"""All that one night's computation leaves: what a page shows, as plain values to store and back."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from pulse.linkage.lead_lag import Precedence
from pulse.linkage.linkage import Checks, Lagged, Linkage, Smallest, linkage
from pulse.linkage.naive import Correlation, Naive, naive
from pulse.linkage.panels import Panels
from pulse.linkage.verdict import Have, VerdictState, have, state
from pulse.scores.published import DIMENSIONS

DIGITS = 10
RULES = 1  # counted up when the rules change: stored results are then computed anew


@dataclass(frozen=True)
class Outcome:
    """The verdict, and everything its page shows beside it."""

    state: VerdictState
    quarters: bool
    units: int
    spans: int  # periods in which some unit has both
    first: date | None  # of them
    last: date | None
    have: Have
    link: Linkage | None
    naive: Naive | None


def outcome(panels: Panels, *, quarters: bool) -> Outcome:
    """Return what may be said of panels; the same panels give the same, to the last digit that is stored."""
    held, seed = have(panels, quarters=quarters), int(panels.fingerprint[:15], 16)
    found = linkage(panels, seed) if held.enough else None
    dimension = DIMENSIONS.index(found.best.dimension) if found else 0
    shared = [day for day, both in zip(panels.periods, panels.both.T, strict=True) if both.any()]
    return Outcome(
        state=state(held, found),
        quarters=quarters,
        units=len(panels.units),
        spans=len(shared),
        first=shared[0] if shared else None,
        last=shared[-1] if shared else None,
        have=held,
        link=found,
        naive=naive(panels, dimension, seed) if found else None,
    )


def stored(found: Outcome) -> dict[str, Any]:
    """Return an outcome as plain values; numbers are rounded."""
    plain: dict[str, Any] = _plain(asdict(found))
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return round(value, DIGITS) if isinstance(value, float) else value


def restored(plain: dict[str, Any]) -> Outcome:
    """Return the outcome that was stored."""
    return Outcome(
        state=VerdictState(plain["state"]),
        quarters=plain["quarters"],
        units=plain["units"],
        first=_day(plain["first"]),
        last=_day(plain["last"]),
        spans=plain["spans"],
        have=_have(plain["have"]),
        link=_link(plain["link"]) if plain["link"] else None,
        naive=_naive(plain["naive"]) if plain["naive"] else None,
    )


def _have(plain: dict[str, Any]) -> Have:
    return Have(**{**plain, "earliest": _day(plain["earliest"])})


def _day(plain: str | None) -> date | None:
    return date.fromisoformat(plain) if plain else None


def _link(plain: dict[str, Any]) -> Linkage:
    return Linkage(
        lags=tuple(Lagged(**each) for each in plain["lags"]),
        best=Lagged(**plain["best"]),
        limit=plain["limit"],
        reached=plain["reached"],
        chance=tuple(plain["chance"]),
        top=plain["top"],
        smallest=Smallest(**plain["smallest"]),
        precedence=Precedence(**plain["precedence"]),
        checks=Checks(**plain["checks"]) if plain["checks"] else None,
    )


def _naive(plain: dict[str, Any]) -> Naive:
    ways = {name: Correlation(**plain[name]) if plain[name] else None for name in ("averages", "pooled", "levels")}
    return Naive(
        **ways,
        fooled=plain["fooled"],
        months=tuple(plain["months"]),
        sentiment=tuple(plain["sentiment"]),
        customers=tuple(plain["customers"]),
    )
