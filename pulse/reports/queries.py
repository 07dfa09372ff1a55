"""What pages of results read: the round that was chosen, rows of the tree, and who has looked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import get_locale
from sqlalchemy import func, select

from pulse.audit.models import Entry, Look
from pulse.ballots.models import Box
from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.base.locale import local_day
from pulse.base.transactions import walled
from pulse.people.models import Person, Team
from pulse.programmes.models import Programme
from pulse.questions import queries as questions
from pulse.questions.models import Question
from pulse.reports.models import Digest, Event, Paper, Told
from pulse.reports.panels import Past
from pulse.reports.timeline import Timeline, by_date, usual_days
from pulse.rounds import comment_readers
from pulse.rounds import queries as rounds
from pulse.rounds.models import Round, Step
from pulse.scores import queries as stored
from pulse.tallies import queries as tables
from pulse.tallies.cells import TOP, Tree

ROUNDS = 60  # of a programme that can be chosen
COURSE = 52  # rounds on a line
PLEDGED = "pledged"


@dataclass(frozen=True)
class Thresholds:
    """From how many ballots a round shows scores, and comments."""

    ballots: int
    comments: int


@dataclass(frozen=True)
class Chosen:
    """The round a page is about, and what could be chosen instead; rounds newest first."""

    programmes: tuple[Programme, ...]
    programme: Programme
    rounds: tuple[Round, ...]
    round: Round
    thresholds: Thresholds

    @property
    def course(self) -> tuple[Round, ...]:
        """Return the rounds up to this one, oldest first."""
        at = self.rounds.index(self.round)
        return tuple(reversed(self.rounds[at : at + COURSE]))

    @property
    def query(self) -> dict[str, Any]:
        """Return what a link needs in order to stay with this round."""
        newest = self.programme is self.programmes[0] and self.round is self.rounds[0]
        return {} if newest else {"programme": self.programme.uid, "round": self.round.uid}


def chosen(programme: str, round_: str) -> Chosen | None:
    """Return the round asked for, else the newest; None before the first seal. Raises NotFound for unknown names."""
    programmes = stored.programmes()
    if not programmes:
        return None
    found = _named(programmes, programme)
    rounds = stored.rounds(found.id, ROUNDS)
    about = _named(rounds, round_)
    return Chosen(tuple(programmes), found, tuple(rounds), about, _thresholds(about))


def _named(offered: Sequence[Any], uid: str) -> Any:
    found = next((each for each in offered if uid in ("", each.uid)), None)
    if found is None:
        raise NotFound
    return found


def _thresholds(about: Round) -> Thresholds:
    """Return what the round promised when it opened; a programme's own may have been raised since."""
    with walled() as connection:
        header: dict[str, Any] | None = connection.scalar(select(Box.manifest).where(Box.uid == about.uid))
    promised = dict(header["thresholds"]) if header else {}
    programme = about.programme
    return Thresholds(promised.get("ballots", programme.min_ballots), promised.get("comments", programme.min_comments))


def under_way(about: Round) -> list[datetime]:
    """Return when the rounds after one close, or closed, that are open or being sealed now."""
    later = Round.programme_id == about.programme_id, Round.opens_at > about.opens_at
    wanted = select(Round.closes_at).where(*later, Round.step.not_in((Step.SKIPPED.value, Step.SEALED.value)))
    return list(db.session.scalars(wanted.order_by(Round.closes_at)))


def times(course: Sequence[Round]) -> Timeline:
    """Return where rounds of one programme (oldest first) stand on a line of time."""
    programme = course[-1].programme
    return by_date([each.occurrence for each in course], usual_days(programme.unit, programme.every))


def past(chosen: Chosen, teams: Collection[str], labels: Sequence[str]) -> Past:
    """Return the scores of some teams through the rounds up to the chosen one."""
    rounds = tuple(each.id for each in chosen.course)
    scores = {(s.team, s.dimension, s.round_id): s for s in stored.scores(rounds, teams)}
    return Past(rounds, tuple(labels), scores, times=times(chosen.course))


@dataclass(frozen=True)
class Recomputed:
    """Rounds on a page whose scores were computed anew, and the questions that are no part of them any more."""

    days: tuple[datetime, ...]
    questions: tuple[str, ...]
    dimensions: tuple[str, ...]


def recomputed(chosen: Chosen, language: str) -> Recomputed | None:
    """Return what a page says of rounds that were computed anew; None where there is none on it."""
    found = stored.restated([each.id for each in chosen.course])
    if not found:
        return None
    known = questions.by_code({code for codes in found.values() for code in codes})
    names = questions.words_of_dimensions()
    return Recomputed(
        days=tuple(each.opens_at for each in chosen.course if each.id in found),
        questions=tuple(questions.text_in(each.versions[-1], language) for each in known.values()),
        dimensions=tuple(dict.fromkeys(names[each.dimension] for each in known.values())),
    )


def remarks(about: Round, team: Team, person: Person, branches: Sequence[str] | None = None) -> list[tables.Remark]:
    """Return the comments of the comment cells that lay wholly inside a team when the round opened, as shuffled.

    On the company's page these are all of them, also of a programme that asks only some branches. Of all these a
    person reads what was theirs to read when the round opened: `branches`, asked for unless given.
    """
    tree, homes = _homes(about, team)
    theirs = rounds.reads_comments(about.id, person.id) if branches is None else branches
    return tables.comments(about.uid, comment_readers.homes(tree, homes, theirs))


def _homes(about: Round, team: Team) -> tuple[Tree, list[str]]:
    tree = Tree(tables.layout(about.uid).parent)
    return tree, homes(tree, team)


def homes(tree: Tree, team: Team) -> list[str]:
    """Return the homes of comments that lie wholly inside a team, in the tree of a round; for the company all."""
    if team.parent_id is None:
        return [TOP, *tree.order[1:]]
    if team.uid in tree.first:
        return tree.order[tree.first[team.uid] : tree.last[team.uid] + 1]
    return []


def events(teams: Collection[str]) -> list[Event]:
    """Return what was marked of some teams, the newest first."""
    return list(db.session.scalars(select(Event).where(Event.team_uid.in_(teams)).order_by(Event.day.desc(), Event.id)))


def event(uid: str, team: Team) -> Event:
    """Return a mark of this very team; raise NotFound."""
    found = db.session.scalar(select(Event).where(Event.uid == uid, Event.team_uid == team.uid))
    if found is None:
        raise NotFound
    return found


def branches_to_read(person: Person, about: Round, team: Team) -> list[str]:
    """Return the branches somebody reads if they were among the readers of a team's comments when the round opened.

    That is what the writer was told. Whoever became HR or a lead since was not; who moved on reads only what both
    then and now is theirs.
    """
    frozen = rounds.reads_comments(about.id, person.id)
    tree, homes = _homes(about, team)
    return frozen if not homes or comment_readers.homes(tree, homes, frozen) else []


def has_pledged(person: Person, about: Round) -> bool:
    """Tell whether somebody confirmed for this round that they will not try to find out who wrote what."""
    return bool(pledged(person, [about]))


def pledged(person: Person, rounds_: Collection[Round]) -> set[str]:
    """Return for which of some rounds somebody confirmed this, by uid."""
    about = {f"round:{each.uid}": each.uid for each in rounds_}
    wanted = select(Entry.about).where(Entry.did == PLEDGED, Entry.about.in_([*about]), Entry.person_id == person.id)
    return {about[name] for name in db.session.scalars(wanted)}


@dataclass(frozen=True)
class LooksOfMonth:
    """How often people of one role opened results of one team in one month."""

    team: str
    month: date
    role: str
    count: int


def looks(teams: Collection[str], since: datetime) -> list[LooksOfMonth]:
    """Return who looked at results of these teams ("" is the overview), by role and month, newest first; no names."""
    year, month = func.extract("year", Look.on), func.extract("month", Look.on)
    wanted = select(Look.team_uid, year, month, Look.role, func.count())
    wanted = wanted.where(Look.team_uid.in_(teams), Look.on >= local_day(since))
    rows = db.session.execute(
        wanted.group_by(Look.team_uid, year, month, Look.role).order_by(year.desc(), month.desc())
    )
    return [LooksOfMonth(uid, date(int(y), int(m), 1), role, count) for uid, y, m, role, count in rows]


def export(person: Person) -> dict[str, object]:
    """Return what is stored here about a person, for that person."""
    papers = db.session.execute(select(Paper.team_uid, Paper.asked_at).where(Paper.person_id == person.id))
    of_rounds = select(Round.uid).join(Digest, Digest.round_id == Round.id).where(Digest.person_id == person.id)
    told = db.session.get(Told, person.id)
    return {
        "pdf_asked_for": [{"team": team, "asked_at": asked_at.isoformat()} for team, asked_at in papers],
        "results_mail": {
            "last": told.told_at.isoformat() if told else None,
            "rounds_waiting": list(db.session.scalars(of_rounds)),
        },
    }


def worded(about: Round) -> dict[str, tuple[Question, str]]:
    """Return the round's questions in the version that was asked, in the reader's language."""
    numbers = dict(name.split("@") for name in about.questions.split(",") if "@" in name)
    language = str(get_locale() or "en").split("_")[0]
    return {
        code: (question, questions.text_in(version, language))
        for code, question in questions.by_code(list(numbers)).items()
        for version in question.versions
        if str(version.number) == numbers[code]
    }
