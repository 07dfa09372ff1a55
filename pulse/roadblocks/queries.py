"""Look up answers on roadblocks for those who may read them, and what everybody may read of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from pulse.base.cache import cached
from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.people.models import Person, Team
from pulse.promises.models import Promise
from pulse.promises.terms import State as Stage
from pulse.questions.library import ROADBLOCK
from pulse.reports import queries as reports
from pulse.roadblocks.models import Roadblock
from pulse.roadblocks.terms import State
from pulse.rounds import comment_readers
from pulse.rounds import queries as rounds
from pulse.rounds.models import Round, Step
from pulse.tallies import queries as tables
from pulse.tallies.cells import Tree
from pulse.tallies.queries import Remark

ROUNDS = 60  # that asked about roadblocks, the newest


@dataclass(frozen=True)
class Answer:
    """What somebody wrote, for a reader; the round it was written in, and what was made of it so far."""

    remark: Remark
    round: Round
    decided: Roadblock | None  # what was said of it, or of the one it is the same as
    promise: Promise | None
    revision: int  # which state of affairs a decision rests on; 0: nobody has decided yet
    same: bool = False  # as another one, which speaks for it

    @property
    def state(self) -> State:
        """Return what became of it."""
        return standing(self.decided, self.promise)


@dataclass(frozen=True)
class Shown:
    """A roadblock as everybody reads it: never the words of whoever wrote it."""

    roadblock: Roadblock
    team: Team | None  # None: read with those of the whole company
    promise: Promise | None

    @property
    def state(self) -> State:
        """Return what became of it."""
        return standing(self.roadblock, self.promise)


@dataclass(frozen=True)
class Board:
    """What became of the roadblocks of a branch; `since` when the oldest of those that wait was published."""

    asked: bool
    shown: list[Shown]
    since: datetime | None


def standing(decided: Roadblock | None, promise: Promise | None) -> State:
    """Return what became of an answer; where its promise was thrown away as a draft, it waits again."""
    if decided is None or (decided.state == State.PROMISE and promise is None):
        return State.WAITING
    return State(decided.state)


def source(uid: str) -> str:
    """Return how a promise names the roadblock it answers."""
    return f"roadblock:{uid}"


def asked() -> list[Round]:
    """Return the sealed rounds that asked about roadblocks, the newest first."""
    wanted = select(Round).where(Round.step == Step.SEALED.value, Round.questions.contains(f"{ROADBLOCK}@"))
    found = db.session.scalars(wanted.options(joinedload(Round.programme)).order_by(Round.opens_at.desc(), Round.id))
    return [each for each in found if _asks(each)][:ROUNDS]


def _asks(about: Round) -> bool:
    return any(version.partition("@")[0] == ROADBLOCK for version in about.questions.split(","))


def _tree(about: Round) -> Tree:
    return cached(("tree", about.uid), lambda: Tree(tables.layout(about.uid).parent))


def to_read(team: Team, person: Person) -> dict[Round, list[str]]:
    """Return the homes of answers that were somebody's to read when the rounds opened, inside a team."""
    found = asked()
    frozen = rounds.reads_comments_of([each.id for each in found], person.id)
    read = {
        each: comment_readers.homes(_tree(each), reports.homes(_tree(each), team), frozen.get(each.id, ()))
        for each in found
    }
    return {about: homes for about, homes in read.items() if homes}


def unpledged(team: Team, person: Person) -> list[Round]:
    """Return the rounds whose answers somebody may read once they have confirmed not to guess who wrote them."""
    mine = [*to_read(team, person)]
    done = reports.pledged(person, mine)
    return [each for each in mine if each.uid not in done]


def answers(team: Team, person: Person) -> list[Answer]:
    """Return what somebody may read, the oldest round first, in each as shuffled at the seal."""
    mine = to_read(team, person)
    done = reports.pledged(person, [*mine])
    open_to = {about: frozenset(homes) for about, homes in mine.items() if about.uid in done}
    said = tables.comments_on(ROADBLOCK, [about.uid for about in open_to])
    seen = [(about, each) for about, homes in open_to.items() for each in said.get(about.uid, ()) if each.home in homes]
    decided, promises = _decided(), _promises()
    found = [_answer(each, about, decided, promises) for about, each in seen]
    return sorted(found, key=lambda answer: answer.round.opens_at)


def _answer(remark: Remark, about: Round, decided: Mapping[str, Roadblock], promises: Mapping[str, Promise]) -> Answer:
    own = decided.get(remark.id)
    spoken = spokesman(own, decided)
    promise = promises.get(spoken.uid) if spoken else None
    return Answer(remark, about, spoken, promise, own.revision if own else 0, same=spoken is not own)


def spokesman(own: Roadblock | None, decided: Mapping[str, Roadblock]) -> Roadblock | None:
    """Return what speaks for an answer: what was said of it, or of the one it is the same as."""
    return decided.get(own.same_as) if own is not None and own.same_as else own


def several(team: Team, person: Person, uids: Sequence[str]) -> list[Answer]:
    """Return some of them, in this order; raise NotFound when one is not theirs to read."""
    known = {each.remark.id: each for each in answers(team, person)}
    if not uids or not known.keys() >= {*uids}:
        raise NotFound
    return [known[uid] for uid in uids]


def spokesmen(found: Iterable[Answer], chosen: Iterable[Answer]) -> list[Roadblock]:
    """Return what was said of others, which may speak for those that were chosen too; the newest first."""
    taken = {each.remark.id for each in chosen}
    said = [each.decided for each in found if each.decided and not each.same and each.state is not State.WAITING]
    return sorted((each for each in said if each.uid not in taken), key=lambda row: row.decided_at, reverse=True)


def board(team: Team) -> Board:
    """Return what everybody may read of the roadblocks of a team and those below it, the newest word first."""
    found = asked()
    pages = {about: frozenset(reports.homes(_tree(about), team)) for about in found}
    pages = {about: homes for about, homes in pages.items() if homes}
    said = tables.comments_on(ROADBLOCK, [about.uid for about in pages])
    ids = [each.id for about, homes in pages.items() for each in said.get(about.uid, ()) if each.home in homes]
    decided, promises = _decided(), _promises()
    spoken = {uid: spokesman(decided.get(uid), decided) for uid in ids}
    states = {uid: standing(row, promises.get(row.uid) if row else None) for uid, row in spoken.items()}
    shown = list({row.uid: row for uid, row in spoken.items() if row and states[uid] is not State.WAITING}.values())
    teams = _teams({each.home for each in shown})
    rows = [Shown(each, teams.get(each.home), promises.get(each.uid)) for each in shown]
    rows.sort(key=lambda row: row.roadblock.decided_at, reverse=True)
    return Board(bool(found), rows, _oldest(pages, said, states))


def _oldest(
    pages: Iterable[Round], said: Mapping[str, Sequence[Remark]], states: Mapping[str, State]
) -> datetime | None:
    """Return when the oldest answers that still wait were published, and nothing of how many they are."""
    waits = (
        about.sealed_at
        for about in pages
        if about.sealed_at and any(states.get(each.id) is State.WAITING for each in said.get(about.uid, ()))
    )
    return min(waits, default=None)


def _decided() -> dict[str, Roadblock]:
    """Return everything that was ever decided: what speaks for an answer may be of another round, or another team."""
    wanted = select(Roadblock).options(joinedload(Roadblock.by), joinedload(Roadblock.round))
    return {each.uid: each for each in db.session.scalars(wanted)}


def _promises() -> dict[str, Promise]:
    """Return what was promised for each, drafts too: that there is one is public, its words are not."""
    begins = source("")
    found = db.session.scalars(select(Promise).where(Promise.source.startswith(begins)))
    # The last one that was made counts, else the last draft.
    ordered = sorted(found, key=lambda promise: (promise.state != Stage.DRAFT, promise.id))
    return {each.source.removeprefix(begins): each for each in ordered}


def _teams(uids: Iterable[str]) -> dict[str, Team]:
    return {team.uid: team for team in db.session.scalars(select(Team).where(Team.uid.in_([*uids])))}


def home(found: Remark, otherwise: Team) -> Team:
    """Return the open team that answers are of, or else the one whose page they are read on."""
    team = db.session.scalar(select(Team).where(Team.uid == found.home, Team.closed_on.is_(None)))
    return team or otherwise


def speaks_for_others(uids: Collection[str]) -> bool:
    """Tell whether others are the same as one of these."""
    return db.session.scalar(select(Roadblock.uid).where(Roadblock.same_as.in_(uids)).limit(1)) is not None


def roadblock(uid: str) -> Roadblock | None:
    """Return what was made of an answer, or None."""
    return db.session.get(Roadblock, uid)


def export(person: Person) -> dict[str, object]:
    """Return what is stored here about a person, for that person: what they said of roadblocks, in public."""
    mine = db.session.scalars(select(Roadblock).where(Roadblock.by_person_id == person.id))
    told = [
        {"at": each.decided_at.isoformat(), "state": each.state, "words": each.words, "reason": each.reason}
        for each in mine
    ]
    return {"roadblocks_answered": told}
