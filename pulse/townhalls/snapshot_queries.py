"""What everybody in a hall sees of it: one answer, made at most once a second in each process, off the ORM."""

import gzip
import hashlib
import hmac
import json
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import text

from pulse.ballots.manifest import fingerprint
from pulse.base import clock
from pulse.base.cache import cached
from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.base.settings import settings
from pulse.base.transactions import reading
from pulse.floor import queries as floor
from pulse.floor.tally import crowd
from pulse.townhalls.models import ANONYMOUS_FROM
from pulse.townhalls.showing import Fate, HallQuestion, shown

LASTS = timedelta(seconds=1)
_HELD = 64

_HALL = text(
    "SELECT h.id, h.state, h.anonymous, h.audience,"
    " (SELECT count(*) FROM hall_entry e WHERE e.hall_id = h.id) AS entered,"
    " d.question_id, d.state AS became, d.reason, d.answer, d.merged_into"
    " FROM hall h LEFT JOIN handling d ON d.hall_id = h.id WHERE h.uid = :uid"
)
_NAMED = text(
    "SELECT q.id, q.text, p.name FROM named_question q LEFT JOIN person p ON p.id = q.person_id"
    " WHERE q.hall_id = :hall ORDER BY q.asked_at, q.id"
)


@dataclass(frozen=True)
class Snapshot:
    """The same for everybody: bytes, the same squeezed, and their tag."""

    plain: bytes
    squeezed: bytes
    tag: str


class _Held:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.made_at: datetime | None = None
        self.snapshot: Snapshot | None = None


def key(uid: str) -> str:
    """Return what opens a hall's snapshot: the same for everybody who may enter, so that it tells nobody apart."""
    return hmac.new(settings().secret_key.encode(), f"hall {uid}".encode(), hashlib.sha256).hexdigest()[:32]


def fits(uid: str, given: str) -> bool:
    """Say, in constant time, whether this opens the hall's snapshot."""
    return hmac.compare_digest(key(uid).encode(), given.encode())


def latest(uid: str) -> Snapshot:
    """Return a hall's snapshot, not much older than a second; raise NotFound."""
    every: dict[str, _Held] = current_app.extensions.setdefault("pulse.snapshots", {})
    if len(every) > _HELD:
        every.clear()
    held, now = every.setdefault(uid, _Held()), clock.now()
    if held.snapshot is None:
        with held.lock:
            if held.snapshot is None:
                held.snapshot, held.made_at = _make(uid), now
    elif _is_old(held, now) and held.lock.acquire(blocking=False):  # the others get the one before meanwhile
        try:
            held.snapshot, held.made_at = _make(uid), now
        finally:
            held.lock.release()
    return held.snapshot


def _is_old(held: _Held, now: datetime) -> bool:
    return held.made_at is None or not timedelta() <= now - held.made_at < LASTS


def _make(uid: str) -> Snapshot:
    plain = json.dumps(look(uid), ensure_ascii=False, separators=(",", ":")).encode()
    return Snapshot(plain, gzip.compress(plain, 5, mtime=0), f'"{hashlib.sha256(plain).hexdigest()[:22]}"')


def look(uid: str) -> dict[str, Any]:
    """Return what may be seen of a hall now."""
    with reading(db.engine) as connection:
        rows = connection.execute(_HALL, {"uid": uid}).all()
        if not rows:
            raise NotFound
        hall = rows[0]
        named = connection.execute(_NAMED, {"hall": hall.id}).all()
    asked = floor.questions(uid) if hall.anonymous else []
    fates = {row.question_id: Fate(row.became, row.reason, row.answer, row.merged_into) for row in rows}
    questions = [HallQuestion(each.id, each.text, each.slot, each.votes) for each in asked]
    questions += [HallQuestion(row.id, row.text, by=row.name or "") for row in named]
    about = {"hall": hall.state, "entered": crowd(hall.entered), "needed": max(0, ANONYMOUS_FROM - hall.entered)}
    most = crowd(hall.entered)[1] if hall.entered else hall.audience
    return about | _floor(uid, anonymous=hall.anonymous) | {"questions": shown(questions, fates, most)}


def _floor(uid: str, *, anonymous: bool) -> dict[str, str]:
    """Return what state the floor is in and the print of its keys, by which phones and the big screen are compared."""
    if not anonymous:
        return {"floor": "named"}
    return {"floor": floor.state(uid), "print": cached(("floor", uid), lambda: fingerprint(floor.keys(uid)))}
