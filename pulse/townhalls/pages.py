"""Gathers what pages of one town hall show: its questions with votes and outcomes, and what points rest on."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from pulse.access.permissions import allowed
from pulse.base.db import db
from pulse.base.may import May
from pulse.floor import queries as floor
from pulse.floor.tally import Tally, crowd, merged
from pulse.people.models import Person, Team
from pulse.promises import queries as promises
from pulse.promises.models import Promise
from pulse.rounds.models import Round
from pulse.scores.published import DIMENSIONS
from pulse.townhalls import queries
from pulse.townhalls.evidence import Promised, Result, read
from pulse.townhalls.merged_under import head
from pulse.townhalls.models import FINAL, Hall, Handling, QuestionState


@dataclass(frozen=True)
class AskedInHall:
    """One question and what became of it; `parts` stand under it.

    name: who asked; None without a name, empty when they have been erased. votes: None below five, and of names.
    """

    id: str
    text: str
    name: str | None = None
    person_id: int | None = None
    votes: Tally | None = None
    state: QuestionState = QuestionState.NEW
    reason: str = ""
    answer: str = ""
    evidence: str = ""
    revision: int = 0
    by: str = ""
    parts: tuple["AskedInHall", ...] = ()
    promises: tuple[Promise, ...] = ()

    @property
    def is_final(self) -> bool:
        """Whether it has come to an end."""
        return self.state in FINAL


@dataclass(frozen=True)
class Ended:
    """How many questions came to which end; those that were brought together count once."""

    asked: int
    by_state: Mapping[QuestionState, int]

    @property
    def final(self) -> int:
        """Return how many came to an end."""
        return sum(count for state, count in self.by_state.items() if state in FINAL)


@dataclass(frozen=True)
class Proof:
    """A link to what something rests on."""

    label: str
    url: str
    icon: str


def questions(hall: Hall) -> list[AskedInHall]:
    """Return a hall's questions, those that stand under another inside it; those with most votes first."""
    handled = queries.handlings(hall)
    named = queries.named_questions(hall)
    people = queries.names([*(each.person_id for each in named), *(each.by_person_id for each in handled.values())])
    loose = [AskedInHall(each.id, each.text, people.get(each.person_id or 0, ""), each.person_id) for each in named]
    counted = {each.id: each for each in (floor.questions(hall.uid) if hall.anonymous else [])}
    loose += [AskedInHall(each.id, each.text) for each in counted.values()]
    promised = promises.from_sources([f"question:{each.id}" for each in loose])
    every = {each.id: _handled(each, handled.get(each.id), people, promised) for each in loose}
    under, parts = queries.under(handled), dict[str, list[str]]()
    for each in every:
        parts.setdefault(head(each, under), []).append(each)
    entered = queries.entered(hall)
    most = crowd(entered)[1] if entered else hall.audience  # once it is over, nobody knows who entered
    votes = {each: merged([counted[id_].votes for id_ in some if id_ in counted], most) for each, some in parts.items()}
    made = [_with_parts(every, each, some, votes[each]) for each, some in parts.items()]
    return sorted(made, key=_rank)


def _rank(asked: AskedInHall) -> tuple[int, bool, str]:
    """Order by votes, then by random id; those under a name come last, as they were asked."""
    named = asked.name is not None
    return -(asked.votes.low if asked.votes else 0), named, "" if named else asked.id


def _handled(
    asked: AskedInHall, handling: Handling | None, people: Mapping[int, str], promised: Mapping[str, Sequence[Promise]]
) -> AskedInHall:
    given = tuple(promised.get(f"question:{asked.id}", ()))
    if handling is None:
        return replace(asked, promises=given)
    return replace(
        asked,
        state=QuestionState(handling.state),
        reason=handling.reason,
        answer=handling.answer,
        evidence=handling.evidence,
        revision=handling.revision,
        by=people.get(handling.by_person_id or 0, ""),
        promises=given,
    )


def _with_parts(every: Mapping[str, AskedInHall], first: str, some: Iterable[str], votes: Tally | None) -> AskedInHall:
    parts = tuple(every[each] for each in sorted(some) if each != first)
    made = tuple(promise for each in (every[first], *parts) for promise in each.promises)
    return replace(every[first], parts=parts, votes=votes, promises=made)


def ended(asked: Collection[AskedInHall]) -> Ended:
    """Return how many questions came to which end."""
    counts = {state: sum(each.state is state for each in asked) for state in QuestionState}
    return Ended(len(asked), {state: count for state, count in counts.items() if count})


def proofs(person: Person, lines: Iterable[str]) -> dict[str, Proof]:
    """Return a link for each line of evidence whose page this person may read; three statements at any number."""
    found = {line: evidence for line in {*lines} if (evidence := read(line))}
    results = [each for each in found.values() if isinstance(each, Result)]
    teams = {team.uid: team for team in _teams({each.team_uid for each in results}) if _reads(person, team)}
    rounds = {each.uid: each for each in _rounds({each.round_uid for each in results})}
    made: dict[str, Proof] = {}
    for line, evidence in found.items():
        if isinstance(evidence, Promised):
            made[line] = Proof(_("The promise"), url_for("promises.promise", uid=evidence.uid), "flag")
        elif evidence.team_uid in teams and evidence.round_uid in rounds:
            made[line] = _result(teams[evidence.team_uid], rounds[evidence.round_uid], evidence.code)
    return made


def _reads(person: Person, team: Team) -> bool:
    return allowed(person, May.READ_TEAM, team)


def _teams(uids: set[str]) -> list[Team]:
    return list(db.session.scalars(select(Team).where(Team.uid.in_(uids)))) if uids else []


def _rounds(uids: set[str]) -> list[Round]:
    wanted = select(Round).where(Round.uid.in_(uids)).options(joinedload(Round.programme))
    return list(db.session.scalars(wanted)) if uids else []


def _result(team: Team, about: Round, code: str) -> Proof:
    place = code if code in DIMENSIONS else "others" if code else None
    url = url_for("reports.team", uid=team.uid, programme=about.programme.uid, round=about.uid, _anchor=place)
    return Proof(
        _("Results of %(team)s, %(day)s", team=team.name, day=format_date(about.opens_at, "medium")), url, "chart-line"
    )
