"""Open a box, cast into it, shuffle it, freeze it, destroy it. Each is one transaction on the ballot side alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import Connection, delete, insert, select, text, update

from pulse.ballots import credentials, manifest
from pulse.ballots.envelopes import BODY_SIZE, Unreadable, lock, unlock
from pulse.ballots.keys import KeysGone, KeysMissing
from pulse.ballots.models import Ballot, Box, Receipt
from pulse.ballots.queries import DESTROYED, FROZEN, OPEN, box, ring
from pulse.ballots.receipts import nullifier
from pulse.ballots.wire import from_text
from pulse.base.db import WALLED, db
from pulse.base.errors import Conflict, Forbidden, Gone, Refusal
from pulse.base.transactions import walled
from pulse.base.write_lock import await_turn

_INSERT = text(
    "INSERT INTO ballot (box, nullifier, sealed)"
    " SELECT uid, :nullifier, :sealed FROM box WHERE uid = :box AND state = 'open' ON CONFLICT DO NOTHING"
)


@dataclass(frozen=True)
class Envelope:
    """A ballot as it lies in the box."""

    box: str
    nullifier: bytes
    sealed: bytes


def open_box(about: manifest.Round, cohorts: list[manifest.Cohort], layout: dict[str, Any]) -> str:
    """Open a round's box with what is frozen into it; return the fingerprint.

    A box left by a crash before anybody could collect is replaced.
    """
    leaves = manifest.leaves(cohorts)
    header = manifest.header(about, leaves)
    fingerprint = manifest.fingerprint(manifest.canonical(header))
    row = {"uid": about.uid, "state": OPEN, "fingerprint": fingerprint, "manifest": header, "leaves": leaves}
    with walled(write=True) as connection:
        connection.execute(delete(Box).where(Box.uid == about.uid))
        connection.execute(insert(Box).values(**row, layout=layout))
    current_app.extensions["pulse.boxes"].pop(about.uid, None)
    return fingerprint


def cast(posted: dict[str, Any]) -> None:
    """Put a ballot into the box. The same ballot again is fine; another one under its credential is a Conflict."""
    try:
        uid, cohort = str(posted["round"]), str(posted["cohort"])
        nonce = from_text(posted["nonce"], credentials.NONCE_SIZE)
        body = from_text(posted["body"], BODY_SIZE)
        tag = from_text(posted["mac"], credentials.MAC_SIZE)
        box_key = ring().issue_keys(uid).box_key
        box(uid).size(cohort)  # an invented cohort is a KeyError here, before a key is derived and kept for it
        pair = ring().key_pair(uid, cohort)
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        raise Refusal("malformed") from fault
    except (KeysGone, KeysMissing) as fault:
        raise Gone("closed") from fault
    if not credentials.authentic(credentials.finalized(pair, nonce), body, tag):
        raise Forbidden("credential")
    envelope = Envelope(uid, nullifier(nonce), lock(box_key, nullifier(nonce), cohort, body))
    if not current_app.extensions["pulse.urn"].do(envelope):
        _compare(envelope, box_key, (cohort, body))


def place(take: Callable[[], Sequence[Envelope]]) -> list[bool]:
    """Put envelopes into their boxes in one transaction; say of each whether it went in."""
    with walled(write=True) as connection:
        envelopes = take()  # not before it is our turn to write: whoever waits by then comes along
        placed = [False] * len(envelopes)
        for index in sorted(range(len(envelopes)), key=lambda each: envelopes[each].nullifier):  # not as they came
            placed[index] = connection.execute(_INSERT, vars(envelopes[index])).rowcount == 1
    return placed


def _compare(came: Envelope, box_key: bytes, inside: tuple[str, bytes]) -> None:
    """Look why a ballot did not go in: the box is closed, or something lies under its nullifier already."""
    with walled() as connection:
        wanted = select(Ballot.sealed).where(Ballot.box == came.box, Ballot.nullifier == came.nullifier)
        held = connection.scalar(wanted)
    if held is None:
        raise Gone("closed")
    try:
        same = unlock(box_key, came.nullifier, held) == inside
    except Unreadable:
        same = False
    if not same:
        raise Conflict("cast")


def freeze(uid: str) -> None:
    """Close the box: no ballot enters after this returns, and none that was acknowledged is missing."""
    with walled(write=True) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE ballot IN EXCLUSIVE MODE"))  # waits for casts that are under way
        connection.execute(update(Box).where(Box.uid == uid, Box.state == OPEN).values(state=FROZEN))


def take(uid: str, count: int, after: bytes) -> list[tuple[bytes, bytes]]:
    """Return the next ballots of a frozen box in the order of their nullifiers, for the sealing job."""
    wanted = select(Ballot.nullifier, Ballot.sealed).where(Ballot.box == uid, Ballot.nullifier > after)
    with walled() as connection:
        rows = connection.execute(wanted.order_by(Ballot.nullifier).limit(count))
        return [(bytes(row.nullifier), bytes(row.sealed)) for row in rows]


def publish_receipts(connection: Connection, uid: str) -> None:
    """Write the receipts of everything in the box, in the transaction that writes the tables."""
    held = select(Ballot.box, Ballot.nullifier).where(Ballot.box == uid).order_by(Ballot.nullifier)
    connection.execute(insert(Receipt).from_select(["box", "nullifier"], held))


def destroy(uid: str) -> None:
    """Destroy keys and ballots of a published round. May be repeated after a crash."""
    ring().destroy(uid)
    with walled(write=True) as connection:
        connection.execute(delete(Ballot).where(Ballot.box == uid))
        connection.execute(update(Box).where(Box.uid == uid).values(state=DESTROYED))
    rewrite()


def rewrite() -> None:
    """Lay every ballot down anew in the order of the nullifiers, so that storage tells nothing of who came when."""
    engine = db.engines[WALLED]
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            await_turn(engine, connection.connection.info)
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.execute("VACUUM")
        return
    with walled(write=True) as connection:
        for statement in _ANEW:
            connection.execute(text(statement))


# One transaction, so that every row gets the same xmin; casts wait only for the few rows that came meanwhile.
# The first lock lets casts pass, and holds off another process that rewrites: the two would wait for each other.
_ANEW = (
    "LOCK TABLE ballot IN SHARE UPDATE EXCLUSIVE MODE",
    "CREATE TABLE ballot_anew (LIKE ballot INCLUDING STORAGE)",
    "INSERT INTO ballot_anew SELECT * FROM ballot ORDER BY box, nullifier",
    "ALTER TABLE ballot_anew ADD CONSTRAINT pk_ballot_anew PRIMARY KEY (box, nullifier)",
    "LOCK TABLE ballot IN ACCESS EXCLUSIVE MODE",
    (
        "INSERT INTO ballot_anew SELECT b.* FROM ballot b WHERE NOT EXISTS"
        " (SELECT 1 FROM ballot_anew a WHERE a.box = b.box AND a.nullifier = b.nullifier) ORDER BY box, nullifier"
    ),
    "DROP TABLE ballot",
    "ALTER TABLE ballot_anew RENAME TO ballot",
    "ALTER TABLE ballot RENAME CONSTRAINT pk_ballot_anew TO pk_ballot",
)
