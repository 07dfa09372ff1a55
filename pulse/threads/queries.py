"""Look into threads: what their readers may see, and the one file for everybody."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, select

from pulse.base.transactions import walled
from pulse.tallies.models import Thread
from pulse.threads import letters
from pulse.threads.letters import By, Unreadable
from pulse.threads.models import WAITING, Message
from pulse.threads.shown_threads import Exchange, Note

_AT_ONCE = 500  # comments asked for in one statement


def file() -> bytes:
    """Return every message that has gone out: entries of one size, in an order that tells nothing."""
    wanted = select(Message.thread, Message.place, Message.sealed).where(Message.place != WAITING)
    with walled() as connection:
        rows = connection.execute(wanted)
        return letters.file((bytes(row.thread), row.place, bytes(row.sealed)) for row in rows)


def exchanges(comments: Iterable[str]) -> dict[str, Exchange]:
    """Return the threads of some comments, by comment; those that are closed, or older than threads, have none."""
    wanted = list(comments)
    found: dict[str, Exchange] = {}
    for at in range(0, max(1, len(wanted)), _AT_ONCE):  # asked once at least: a page costs the same without comments
        found |= _exchanges(wanted[at : at + _AT_ONCE])
    return found


def written_in(box: str) -> list[str]:
    """Return the comments of a round below which anything was written."""
    wanted = select(Thread.comment).where(Thread.box == box, Thread.id.in_(select(Message.thread)))
    with walled() as connection:
        return list(connection.scalars(wanted.order_by(Thread.comment)))


def _exchanges(comments: Sequence[str]) -> dict[str, Exchange]:
    seen = (Message.thread == Thread.id) & ((Message.place != WAITING) | ~Message.from_author)
    joined = Thread.__table__.outerjoin(Message.__table__, seen)
    columns = (Thread.id, Thread.comment, Thread.read_key, Message.place, Message.from_author, Message.sealed)
    wanted = select(*columns).select_from(joined).where(Thread.comment.in_(comments))
    with walled() as connection:
        rows = connection.execute(wanted.order_by(Message.place, Message.id)).all()
    notes: dict[str, list[Note]] = {row.comment: [] for row in rows}
    # Sorted by place, so that those that wait (place 0) come first and are put behind.
    for row in sorted(rows, key=lambda row: row.place == WAITING):
        notes[row.comment] += _note(row)
    return {comment: Exchange(comment, tuple(each)) for comment, each in notes.items()}


def _note(row: Row[Any]) -> list[Note]:
    if row.sealed is None:
        return []
    try:
        letter = letters.opened(bytes(row.read_key), bytes(row.id), bytes(row.sealed))
    except Unreadable:
        return []  # damaged on disk: the others are read all the same
    if row.from_author is not (letter.by is By.AUTHOR):
        return []  # who writes is what the server noted, whatever the letter says
    return [Note(letter, row.place == WAITING)]
