"""Open a floor, ask and vote on it without a name, close it. Each is one transaction on the ballot side alone."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import Connection, delete, insert, select, text, update

from pulse.ballots import actions as ballots
from pulse.ballots import credentials
from pulse.ballots.keys import KeysGone, KeysMissing
from pulse.ballots.queries import ring
from pulse.ballots.receipts import nullifier
from pulse.ballots.wire import from_text, to_text
from pulse.base.db import WALLED, db
from pulse.base.errors import Conflict, Forbidden, Gone, NotFound, Refusal
from pulse.base.group_commit import GroupCommit
from pulse.base.signing import new_uid
from pulse.base.transactions import walled
from pulse.floor.models import Floor, FloorQuestion, FloorVote
from pulse.floor.queries import CLOSED, OPEN, WAITING, state
from pulse.floor.rights import ASKS, NAMES, SLOTS, cleaned, signed
from pulse.floor.tally import said

_VOTE = text(
    "INSERT INTO floor_vote (floor, slot, nullifier) SELECT q.floor, q.slot, :nullifier"
    " FROM floor_question q JOIN floor f ON f.uid = q.floor"
    " WHERE q.floor = :floor AND q.slot = :slot AND f.state = 'open' ON CONFLICT DO NOTHING"
)


@dataclass(frozen=True)
class Vote:
    """A vote as it lies there."""

    floor: str
    slot: int
    nullifier: bytes


def open_floor(uid: str) -> None:
    """Make a hall's keys and its floor, on which nobody may speak before enough have entered. May be repeated."""
    ring().create(uid)
    keys = {name: to_text(ring().key_pair(uid, name).public_key) for name in NAMES}
    with walled(write=True) as connection:
        if connection.scalar(select(Floor.uid).where(Floor.uid == uid)) is None:
            connection.execute(insert(Floor).values(uid=uid, state=WAITING, keys=keys))


def admit(uid: str) -> None:
    """Let the floor begin: enough people have entered."""
    with walled(write=True) as connection:
        connection.execute(update(Floor).where(Floor.uid == uid, Floor.state == WAITING).values(state=OPEN))


def grant(uid: str, batch: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    """Return (element, proof) for each blinded element of a batch, in the order of NAMES. Raises BadElement, Gone."""
    try:
        return [credentials.evaluate(ring().key_pair(uid, name), each) for name, each in zip(NAMES, batch, strict=True)]
    except (KeysGone, KeysMissing) as fault:
        raise Gone("closed") from fault


def vote(uid: str, posted: dict[str, Any]) -> None:
    """Count a vote. The same again is fine: a right has no content besides its slot."""
    try:
        slot = _number(posted["slot"], SLOTS)
        spent = _spend(uid, f"vote-{slot}", posted, signed("vote", uid, f"vote-{slot}"))
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        raise Refusal("malformed") from fault
    cast = Vote(uid, slot, spent)
    urn: GroupCommit[Vote, bool] = current_app.extensions.setdefault("pulse.floor", GroupCommit(_place))
    if not urn.do(cast):
        _explain(cast)


def ask(uid: str, posted: dict[str, Any]) -> FloorQuestion:
    """Put a question on the floor, in a slot drawn by lot. The same again is fine, another one is a Conflict."""
    try:
        name, words = f"ask-{_number(posted['right'], ASKS)}", str(posted["text"])
        spent = _spend(uid, name, posted, signed("ask", uid, name, words))
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        raise Refusal("malformed") from fault
    try:
        kept = cleaned(words)
    except ValueError as fault:
        raise Refusal("words") from fault
    with walled(write=True) as connection:
        return _asked(connection, FloorQuestion(id=new_uid(), floor=uid, nullifier=spent, text=kept))


def close_floor(uid: str) -> None:
    """Count the votes, destroy keys, votes and nullifiers; questions stay. May be repeated after a crash."""
    ring().destroy(uid)
    with walled(write=True) as connection:
        _lock(connection)
        if connection.scalar(select(Floor.state).where(Floor.uid == uid)) in {WAITING, OPEN}:
            _count(connection, uid)
        connection.execute(delete(FloorVote).where(FloorVote.floor == uid))
        connection.execute(update(Floor).where(Floor.uid == uid).values(state=CLOSED))
    rewrite()


def rewrite() -> None:
    """Lay questions and votes down anew, so that storage tells nothing of which came when."""
    if db.engines[WALLED].dialect.name == "sqlite":
        ballots.rewrite()  # one file holds them all
        return
    with walled(write=True) as connection:
        for statement in _ANEW:
            connection.execute(text(statement))


def _number(given: object, below: int) -> int:
    if type(given) is not int or not 0 <= given < below:
        raise ValueError("no such right")
    return given


def _spend(uid: str, name: str, posted: dict[str, Any], words: bytes) -> bytes:
    """Return the nullifier of a right that is used. Raises ValueError, Gone, NotFound; Forbidden for a forged one."""
    nonce = from_text(posted["nonce"], credentials.NONCE_SIZE)
    tag = from_text(posted["mac"], credentials.MAC_SIZE)
    try:
        pair = ring().key_pair(uid, name)
    except KeysGone as fault:
        raise Gone("closed") from fault
    except KeysMissing as fault:
        raise NotFound from fault
    if not credentials.authentic(credentials.finalized(pair, nonce), words, tag):
        raise Forbidden("credential")
    return nullifier(nonce)


def _place(take: Callable[[], Sequence[Vote]]) -> list[bool]:
    """Put votes down in one transaction, not in the order in which they came; say of each whether it went in."""
    with walled(write=True) as connection:
        votes = take()
        placed = [False] * len(votes)
        for index in sorted(range(len(votes)), key=lambda each: votes[each].nullifier):
            placed[index] = connection.execute(_VOTE, vars(votes[index])).rowcount == 1
    return placed


def _explain(cast: Vote) -> None:
    """Return when the vote lies there already; raise why it does not."""
    held = select(FloorVote.slot).where(
        FloorVote.floor == cast.floor, FloorVote.slot == cast.slot, FloorVote.nullifier == cast.nullifier
    )
    with walled() as connection:
        if connection.scalar(held) is not None:
            return
    _refuse_unless_open(state(cast.floor))
    raise NotFound  # no question has this slot


def _refuse_unless_open(found: str | None) -> None:
    if found == WAITING:
        raise Refusal("waiting")
    if found != OPEN:
        raise Gone("closed")


def _asked(connection: Connection, wanted: FloorQuestion) -> FloorQuestion:
    _lock(connection)
    _refuse_unless_open(connection.scalar(select(Floor.state).where(Floor.uid == wanted.floor)))
    mine = (FloorQuestion.floor == wanted.floor, FloorQuestion.nullifier == wanted.nullifier)
    before = connection.execute(select(FloorQuestion.id, FloorQuestion.slot, FloorQuestion.text).where(*mine)).first()
    if before is not None:
        if before.text != wanted.text:
            raise Conflict("asked")
        wanted.id, wanted.slot = before.id, before.slot
        return wanted
    taken = set(connection.scalars(select(FloorQuestion.slot).where(FloorQuestion.floor == wanted.floor)))
    free = [slot for slot in range(SLOTS) if slot not in taken]
    if not free:
        raise Refusal("full")
    wanted.slot = secrets.choice(free)
    row = {name: getattr(wanted, name) for name in ("id", "floor", "slot", "nullifier", "text")}
    connection.execute(insert(FloorQuestion).values(row))
    return wanted


def _count(connection: Connection, uid: str) -> None:
    every = text("SELECT slot, count(*) AS votes FROM floor_vote WHERE floor = :uid GROUP BY slot")
    votes = {row.slot: row.votes for row in connection.execute(every, {"uid": uid})}
    for slot in connection.scalars(select(FloorQuestion.slot).where(FloorQuestion.floor == uid)).all():
        here = (FloorQuestion.floor == uid, FloorQuestion.slot == slot)
        kept = said(votes.get(slot, 0)) or 0  # fewer than five need not be known to anybody, ever
        connection.execute(update(FloorQuestion).where(*here).values(votes=kept, nullifier=None))


def _lock(connection: Connection) -> None:
    """Wait for votes and questions that are under way, and hold off new ones; SQLite's writers queue anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE floor_question, floor_vote IN EXCLUSIVE MODE"))


# One transaction, so that every row gets the same xmin. A floor is small: whoever votes waits for some milliseconds.
_ANEW = (
    "LOCK TABLE floor_question, floor_vote IN ACCESS EXCLUSIVE MODE",
    "CREATE TEMPORARY TABLE question_anew ON COMMIT DROP AS SELECT * FROM floor_question",
    "CREATE TEMPORARY TABLE vote_anew ON COMMIT DROP AS SELECT * FROM floor_vote",
    "TRUNCATE floor_question, floor_vote",  # new files: the old ones held what was deleted
    "INSERT INTO floor_question SELECT * FROM question_anew ORDER BY floor, id",
    "INSERT INTO floor_vote SELECT * FROM vote_anew ORDER BY floor, slot, nullifier",
)
