"""Write below comments, carry what waits, close. Each is one transaction on the ballot side alone."""

import hmac
import secrets
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_in_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_in_sqlite

from pulse.ballots import actions as ballots
from pulse.ballots.wire import from_text
from pulse.base.db import WALLED, db
from pulse.base.errors import Conflict, Forbidden, Gone, Refusal
from pulse.base.transactions import walled
from pulse.tallies.models import Thread
from pulse.tallies.threads import ID_SIZE, KEY_SIZE, verifier
from pulse.threads import letters
from pulse.threads.letters import MOST_WAITING, SEALED_SIZE, By, Letter, Said, Unreadable
from pulse.threads.models import WAITING, Message


def answer(comment: str, letter: Letter) -> None:
    """Keep an answer to a comment until the next delivery. Raises Gone (closed), Conflict (too many wait)."""
    with walled(write=True) as connection:
        thread = connection.execute(select(Thread.__table__).where(Thread.comment == comment)).first()
        if thread is None:
            raise Gone("closed")
        held = _waiting(connection, thread.id, from_author=False)
        if any(letters.opened(thread.read_key, thread.id, sealed) == letter for sealed in held):
            return  # pressed twice
        if len(held) >= MOST_WAITING:
            raise Conflict("waiting")
        _keep(connection, thread.id, letters.seal(thread.read_key, thread.id, letter), from_author=False)


def write(posted: dict[str, Any]) -> None:
    """Keep what a comment's writer says until the next delivery. The same message again is fine.

    Whoever shows the write key is its writer; a thread that is not there and a wrong key are told alike. Raises
    Refusal (malformed), Forbidden, Conflict (nobody has answered yet, or too many wait).
    """
    try:
        thread = from_text(posted["thread"], ID_SIZE)
        key = from_text(posted["write"], KEY_SIZE)
        sealed = from_text(posted["sealed"], SEALED_SIZE)
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        raise Refusal("malformed") from fault
    with walled(write=True) as connection:
        found = connection.execute(select(Thread.__table__).where(Thread.id == thread)).first()
        known = found.verifier if found else secrets.token_bytes(KEY_SIZE)
        if not hmac.compare_digest(verifier(key), known) or found is None:
            raise Forbidden("thread")
        _refuse_odd(found.read_key, thread, sealed)
        _admit(connection, thread, sealed)
        _keep(connection, thread, sealed, from_author=True)


def _refuse_odd(read_key: bytes, thread: bytes, sealed: bytes) -> None:
    try:
        letter = letters.opened(read_key, thread, sealed)
    except Unreadable as fault:
        raise Refusal("malformed") from fault
    worded = bool(letter.text) == (letter.said is Said.TEXT)
    if letter.by is not By.AUTHOR or letter.said not in (Said.TEXT, Said.THANKS) or not worded:
        raise Refusal("malformed")


def _admit(connection: Connection, thread: bytes, sealed: bytes) -> None:
    """Refuse whoever was not answered yet, and more than a few messages that wait."""
    answers = select(func.count()).where(Message.thread == thread, Message.place != WAITING, ~Message.from_author)
    if not connection.scalar(answers):
        raise Conflict("unanswered")
    held = _waiting(connection, thread, from_author=True)
    if len(held) >= MOST_WAITING and sealed not in held:
        raise Conflict("waiting")


def _waiting(connection: Connection, thread: bytes, *, from_author: bool) -> list[bytes]:
    wanted = select(Message.sealed).where(Message.thread == thread, Message.place == WAITING)
    return [bytes(one) for one in connection.scalars(wanted.where(Message.from_author.is_(from_author)))]


def _keep(connection: Connection, thread: bytes, sealed: bytes, *, from_author: bool) -> None:
    insert = insert_in_postgresql if connection.dialect.name == "postgresql" else insert_in_sqlite
    row = {"thread": thread, "id": letters.name(sealed), "place": WAITING, "from_author": from_author, "sealed": sealed}
    connection.execute(insert(Message).values(**row).on_conflict_do_nothing())


def deliver() -> int:
    """Let everything that waits go out together; return how many messages.

    Within a thread answers come before what its writer says; else the order is that of hashes: which came first is
    forgotten, and all rows are laid down anew.
    """
    with walled(write=True) as connection:
        wanted = select(Message.thread, Message.id).where(Message.place == WAITING)
        rows = connection.execute(wanted.order_by(Message.thread, Message.from_author, Message.id)).all()
        last: defaultdict[bytes, int] = defaultdict(int)
        places = select(Message.thread, func.max(Message.place).label("place")).group_by(Message.thread)
        last |= {bytes(row.thread): row.place for row in connection.execute(places)}
        for row in rows:
            last[bytes(row.thread)] += 1
            one = (Message.thread == row.thread, Message.id == row.id)
            connection.execute(update(Message).where(*one).values(place=last[bytes(row.thread)]))
    if rows:
        rewrite()
    return len(rows)


def any_wait() -> bool:
    """Tell whether anything waits."""
    with walled() as connection:
        return connection.scalar(select(Message.thread).where(Message.place == WAITING).limit(1)) is not None


def close(boxes: Iterable[str]) -> int:
    """Forget the keys of these rounds' threads and all that was written in them; return how many threads."""
    with walled(write=True) as connection:
        mine = select(Thread.id).where(Thread.box.in_(list(boxes)))
        connection.execute(delete(Message).where(Message.thread.in_(mine)))
        gone = connection.execute(delete(Thread).where(Thread.id.in_(mine))).rowcount
    if gone:
        rewrite()
    return gone


def rewrite() -> None:
    """Lay messages down anew in the order of their hashes, so that storage tells nothing of what came when."""
    if db.engines[WALLED].dialect.name == "sqlite":
        ballots.rewrite()  # one file holds them all
        return
    with walled(write=True) as connection:
        for statement in _ANEW:
            connection.execute(text(statement))


# One transaction, so that every row gets the same xmin. Whoever writes meanwhile waits for some milliseconds.
_ANEW = (
    "LOCK TABLE thread_message IN ACCESS EXCLUSIVE MODE",
    "CREATE TEMPORARY TABLE message_anew ON COMMIT DROP AS SELECT * FROM thread_message",
    "TRUNCATE thread_message",  # a new file: the old one held what was deleted
    "INSERT INTO thread_message SELECT * FROM message_anew ORDER BY thread, id",
)
