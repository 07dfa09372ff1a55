"""Where a promise stands: a fold over its entries in the ledger, and how it reads on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from typing import Any

from pulse.promises.terms import ANSWER_WITHIN, AWAITED, OPEN, Deed, State


@dataclass(frozen=True)
class EntrySaid:
    """What one entry says: its kind and its payload, days as ISO text."""

    kind: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class PromiseStanding:
    """What the entries of one promise amount to."""

    state: State
    team: str
    text: str
    said: str
    proof: str
    owner: str
    source: str
    due: date
    first_due: date
    made_on: date
    settled_on: date | None = None
    word: Mapping[str, Any] | None = None


def fold(entries: Iterable[EntrySaid]) -> PromiseStanding | None:
    """Return where a promise stands after its entries, oldest first; None where there are none: it is a draft."""
    return reduce(_after, entries, None)


def _after(before: PromiseStanding | None, said: EntrySaid) -> PromiseStanding | None:
    deed, payload = Deed(said.kind), said.payload
    if deed is Deed.MADE:
        return _made(payload)
    if before is None:
        raise ValueError("a ledger begins with a promise that is made")
    if deed in _PLAIN:
        return replace(before, state=_PLAIN[deed])
    if deed in _SETTLING:
        return replace(before, state=_SETTLING[deed], settled_on=date.fromisoformat(payload["on"]))
    return _AFTER[deed](before, payload)


def _made(payload: Mapping[str, Any]) -> PromiseStanding:
    due = date.fromisoformat(payload["due"])
    return PromiseStanding(
        state=State.MADE,
        team=payload["team"],
        text=payload["text"],
        said=payload["said"],
        proof=payload["proof"],
        owner=payload["owner"],
        source=payload["source"],
        due=due,
        first_due=due,
        made_on=date.fromisoformat(payload["on"]),
    )


def _progressed(before: PromiseStanding, _payload: Mapping[str, Any]) -> PromiseStanding:
    """A word on the way changes nothing about a date that is over."""
    fresh = before.state in {State.MADE, State.RENEGOTIATED}
    return replace(before, state=State.PROGRESS) if fresh else before


def _renegotiated(before: PromiseStanding, payload: Mapping[str, Any]) -> PromiseStanding:
    terms = {name: str(payload[name]) for name in ("text", "proof") if name in payload}
    due = date.fromisoformat(payload["due"])
    return replace(before, state=State.RENEGOTIATED, due=due, settled_on=None, **terms)  # type: ignore[arg-type]


def _heard(before: PromiseStanding, payload: Mapping[str, Any]) -> PromiseStanding:
    word = {name: value for name, value in payload.items() if name not in {"due", "on"}}
    after = replace(before, word=word)
    return _reopened(after, payload) if "due" in payload else after


def _reopened(before: PromiseStanding, payload: Mapping[str, Any]) -> PromiseStanding:
    return replace(before, state=State.REOPENED, due=date.fromisoformat(payload["due"]), settled_on=None)


def _handed(before: PromiseStanding, payload: Mapping[str, Any]) -> PromiseStanding:
    return replace(before, owner=str(payload["owner"]))


_PLAIN = {Deed.BROKEN: State.BROKEN}
_SETTLING = {Deed.KEPT: State.KEPT, Deed.PARTLY: State.PARTLY, Deed.DROPPED: State.DROPPED}
_AFTER = {
    Deed.PROGRESS: _progressed,
    Deed.RENEGOTIATED: _renegotiated,
    Deed.HANDED: _handed,
    Deed.HEARD: _heard,
    Deed.REOPENED: _reopened,
}


def reads(state: State, due: date, today: date) -> State:
    """Return how a promise reads on a day where its owner is: past due without a word is broken, job or no job."""
    return State.BROKEN if state in AWAITED and due < today else state


def possible(state: State) -> tuple[Deed, ...]:
    """Return what its owner can say of a promise now."""
    if state in OPEN:
        return (Deed.PROGRESS, Deed.KEPT, Deed.PARTLY, Deed.RENEGOTIATED, Deed.DROPPED, Deed.HANDED)
    return () if state is State.DRAFT else (Deed.REOPENED,)


def answer_by(heard_on: date) -> date:
    """Return until when the owner answers a team that says a promise was not kept."""
    return heard_on + timedelta(days=ANSWER_WITHIN)
