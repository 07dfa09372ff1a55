"""Gathers what pages of promises show: each promise as it reads today, and its past in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _

from pulse.access.permissions import allowed
from pulse.base.errors import NotFound
from pulse.base.locale import moment
from pulse.base.may import May
from pulse.people import queries as people
from pulse.people.models import Person
from pulse.promises import queries, wording
from pulse.promises.models import Entry, Promise
from pulse.promises.queries import today
from pulse.promises.state import reads
from pulse.promises.team_word import Word
from pulse.promises.terms import OPEN, Deed, State
from pulse.reports import queries as reports
from pulse.rounds import queries as rounds


@dataclass(frozen=True)
class Shown:
    """One promise as it reads today."""

    promise: Promise
    state: State
    kind: str  # class of its card
    when: str
    word: Word | None  # the team's
    not_heard: str
    note: str  # what its owner said last

    @property
    def is_open(self) -> bool:
        """Whether something is still to come."""
        return self.state in OPEN


@dataclass(frozen=True)
class PastStep:
    """One entry of a promise's past."""

    label: str
    kind: str
    day: str
    by: str
    words: tuple[str, ...]
    word: Word | None
    number: int
    hash: str


def shown(promise: Promise, now: datetime, note: str = "") -> Shown:
    """Return how a promise reads today, where its owner is: late the day after its date, job or no job."""
    on = today(promise, now)
    state = reads(State(promise.state), promise.due, on)
    return Shown(
        promise=promise,
        state=state,
        kind="late" if state is State.BROKEN else "",
        when=wording.when(state, promise.due, promise.settled_on, on),
        word=Word.of(promise.word) if promise.word else None,
        not_heard=wording.not_heard(state),
        note=note,
    )


def all_shown(promises: Sequence[Promise], now: datetime) -> list[Shown]:
    """Return how each of some promises reads today, with what its owner said last."""
    notes = queries.last_words(promises)
    return [shown(promise, now, notes.get(promise.uid, "")) for promise in promises]


def steps(promise: Promise) -> list[PastStep]:
    """Return a promise's past in words, the newest first."""
    past = queries.entries(promise)
    uids = {entry.by_uid for entry in past}
    uids |= {str(entry.payload[name]) for entry in past for name in ("owner", "before") if name in entry.payload}
    names = queries.names(uids)
    return [_step(entry, names) for entry in reversed(past)]


def _step(entry: Entry, names: dict[str, str]) -> PastStep:
    deed = Deed(entry.kind)
    former = _("somebody who was erased")
    return PastStep(
        label=wording.deeds()[deed],
        kind={Deed.BROKEN: "late", Deed.KEPT: "higher"}.get(deed, ""),
        day=moment(entry.at),
        by=names.get(entry.by_uid, former) if entry.by_uid else _("Pulse itself"),
        words=tuple(_words(deed, entry.payload, names, former)),
        word=Word.of(entry.payload) if deed is Deed.HEARD else None,
        number=entry.number,
        hash=entry.hash,
    )


def _words(deed: Deed, payload: dict[str, Any], names: dict[str, str], former: str) -> Iterable[str]:
    if deed in {Deed.MADE, Deed.RENEGOTIATED}:
        yield from (payload[name] for name in ("text",) if name in payload)
        if payload.get("proof"):
            yield _("How we will know: %(proof)s", proof=payload["proof"])
    if deed is Deed.RENEGOTIATED:
        yield _("Due on %(day)s, before on %(before)s", day=_day(payload["due"]), before=_day(payload["before"]))
    elif deed in {Deed.MADE, Deed.BROKEN, Deed.REOPENED} or (deed is Deed.HEARD and "due" in payload):
        yield _("Due on %(day)s", day=_day(payload["due"]))
    if deed in {Deed.MADE, Deed.HANDED}:
        yield _("Owner: %(name)s", name=names.get(payload["owner"], former))
    if payload.get("note"):
        yield payload["note"]


def _day(text: str) -> str:
    return str(format_date(date.fromisoformat(text), "medium"))


@dataclass(frozen=True)
class Source:
    """What a promise came from, with its address where the reader may open it; else just words."""

    label: str
    url: str


def source(promise: Promise, reader: Person) -> Source | None:
    """Return what a promise came from; a comment has no address here, since few may read it."""
    kind, _colon, named = promise.source.partition(":")
    label = wording.sources().get(kind)
    if label is None:
        return None
    if kind == "result" and named.count("/") == 2:
        round_uid, team_uid, _code = named.split("/")
        return Source(label, _address(round_uid, team_uid, reader))
    if kind == "roadblock" and allowed(reader, May.READ_PUBLISHED):
        return Source(label, url_for("roadblocks.team", uid=promise.team.uid, _anchor=named))
    return Source(label, "")


def _address(round_uid: str, team_uid: str, reader: Person) -> str:
    """Return where a team's results stand, for who may read them; empty for others, and where none are left."""
    try:
        team, about = people.team(team_uid), rounds.round_(round_uid)
        chosen = reports.chosen(about.programme.uid, round_uid)
    except NotFound:  # not sealed, or so old that nothing offers it any more
        return ""
    if chosen is None or not allowed(reader, May.READ_TEAM, team):
        return ""
    return url_for("reports.team", uid=team_uid, programme=about.programme.uid, round=round_uid)
