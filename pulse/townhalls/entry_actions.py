"""Who enters a hall draws all rights at once, and nothing is fetched later for the act itself."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import delete, func, insert, select, text

from pulse.ballots.credentials import ELEMENT_SIZE, BadElement
from pulse.ballots.wire import from_text
from pulse.base import transactions
from pulse.base.db import db
from pulse.base.errors import Conflict, Gone, Refusal
from pulse.base.upsert import insert_into
from pulse.floor import actions as floor
from pulse.floor import queries as floors
from pulse.floor.rights import NAMES
from pulse.people.models import Person
from pulse.townhalls.models import ANONYMOUS_FROM, Hall, HallEntry, HallState

RUNS = frozenset({HallState.ANNOUNCED, HallState.LIVE})


def batch_of(posted: dict[str, object]) -> list[bytes]:
    """Return the blinded elements somebody sent, one for each right; raise Refusal."""
    given = posted.get("blinded")
    if not isinstance(given, list) or len(given) != len(NAMES):
        raise Refusal("malformed")
    try:
        batch = [from_text(each, ELEMENT_SIZE) for each in given]
    except (TypeError, ValueError) as fault:
        raise Refusal("malformed") from fault
    if len(set(batch)) < len(batch) or not all(map(any, batch)):
        raise Refusal("malformed")
    return batch


def enter(found: Hall, person: Person, batch: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    """Return (element, proof) for each right. The same batch gets the same again, another one is a Conflict."""
    uid, hall_id, person_id, digest = found.uid, found.id, person.id, hashlib.sha256(b"".join(batch)).digest()
    if not found.anonymous or found.state not in RUNS:
        raise Gone("closed")
    on_file = _on_file(hall_id, person_id)
    if on_file not in {None, digest}:
        raise Conflict("entered")
    transactions.step_aside()  # fifty milliseconds of arithmetic, in which others write
    try:
        rights = floor.grant(uid, batch)
    except BadElement as fault:
        raise Refusal("malformed") from fault
    if on_file is None:
        _note(uid, hall_id, (person_id, digest))
    return rights


def _on_file(hall_id: int, person_id: int) -> bytes | None:
    found = db.session.scalar(
        select(HallEntry.digest).where(HallEntry.hall_id == hall_id, HallEntry.person_id == person_id)
    )
    return None if found is None else bytes(found)


def _note(uid: str, hall_id: int, entry: tuple[int, bytes]) -> None:
    person_id, digest = entry
    state = db.session.scalar(select(Hall.state).where(Hall.id == hall_id).with_for_update())  # one after the other
    if state not in RUNS:
        raise Gone("closed")
    row = {"hall_id": hall_id, "person_id": person_id, "digest": digest}
    db.session.execute(insert_into(HallEntry).values(row).on_conflict_do_nothing())
    if _on_file(hall_id, person_id) != digest:
        raise Conflict("entered")
    count = db.session.scalar(select(func.count()).select_from(HallEntry).where(HallEntry.hall_id == hall_id)) or 0
    if count >= ANONYMOUS_FROM and floors.state(uid) == floors.WAITING:
        floor.admit(uid)


def rewrite_entries() -> None:
    """Write who entered anew in the order of their numbers, so that storage does not keep the order of coming."""
    on_postgres = db.engine.dialect.name == "postgresql"
    if on_postgres:
        db.session.execute(text("LOCK TABLE hall_entry IN ACCESS EXCLUSIVE MODE"))
    wanted = select(HallEntry.hall_id, HallEntry.person_id, HallEntry.digest).order_by(
        HallEntry.hall_id, HallEntry.person_id
    )
    rows = [dict(row) for row in db.session.execute(wanted).mappings()]
    # A new file on PostgreSQL, for the old one holds what was deleted; SQLite overwrites that.
    db.session.execute(text("TRUNCATE hall_entry") if on_postgres else delete(HallEntry))
    if rows:
        db.session.execute(insert(HallEntry), rows)
