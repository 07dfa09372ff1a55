"""Write backups of one instant, and restore them; a damaged one is refused before anything is changed."""

import hashlib
import io
import os
import secrets
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import Connection, Table, select

from pulse.admin import backup_actions, backup_format, queries
from pulse.admin.backup_format import ArchivePart, BadArchive, Manifest, Unfit
from pulse.audit import actions as audit
from pulse.ballots import actions as ballots
from pulse.ballots.queries import ring
from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.base.transactions import transaction
from pulse.base.version import VERSION
from pulse.outbox import actions as outbox
from pulse.rounds import actions as rounds
from pulse.rounds.models import Round, Seat, Step

RESTORED = "restored"  # why a round was skipped: its keys were destroyed after the backup
UNCOUNTED = (Step.OPEN.value, Step.CLOSED.value, Step.FROZEN.value)  # whose ballots only keys can open
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Restored:
    """What a restore came to: uids of rounds."""

    made_at: str
    going_on: tuple[str, ...]
    given_up: tuple[str, ...]


def back_up(to: Path, now: datetime) -> Manifest:
    """Write both databases, as they were in one instant, into one new file. Keys and settings are not in it."""
    if to.exists():
        raise Refusal(f"{to} exists already; a backup never overwrites a file.")
    db.session.remove()  # whatever the caller has only read must not hold the lock that is waited for
    with _workshop(to.parent) as folder:
        with backup_actions.still(folder) as seen:
            parts = {
                f"{side}/{table.name}.jsonl": _write_part(folder, f"{side}/{table.name}.jsonl", seen[side], table)
                for side in backup_actions.SIDES
                for table in backup_actions.tables(side)
            }
            told = _manifest(seen["people"], parts, now)
        _pack(folder, told, to)
    return told


@contextmanager
def _workshop(beside: Path) -> Iterator[Path]:
    """Give a directory for the owner only, on the same disk, gone afterwards."""
    if not beside.is_dir():
        raise Refusal(f"There is no directory {beside}.")
    with tempfile.TemporaryDirectory(prefix=".pulse-", dir=beside) as name:
        yield Path(name)


def _write_part(folder: Path, name: str, connection: Connection, table: Table) -> ArchivePart:
    hashed, count = hashlib.sha256(), -1  # the first line names the columns
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        for line in backup_format.spelled(backup_actions.columns(table), backup_actions.rows(connection, table)):
            hashed.update(line)
            file.write(line)
            count += 1
    return ArchivePart(count, hashed.hexdigest())


def _manifest(people: Connection, parts: dict[str, ArchivePart], now: datetime) -> Manifest:
    going_on = people.scalars(select(Round.uid).where(Round.step.in_(UNCOUNTED)).order_by(Round.uid))
    kinds = {side: db.engines[key].dialect.name for side, key in backup_actions.SIDES.items()}
    return Manifest(VERSION, kinds, queries.head(), now.isoformat(), tuple(going_on), parts)


def _pack(folder: Path, told: Manifest, to: Path) -> None:
    """Write the file under another name, bring it to the disk, then give it its own."""
    draft = folder / f"{secrets.token_hex(8)}.tar"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            text = told.text().encode()
            _add(tar, backup_format.MANIFEST, len(text), io.BytesIO(text))
            for name in told.parts:
                with (folder / name).open("rb") as part:
                    _add(tar, name, (folder / name).stat().st_size, part)
        file.flush()
        os.fsync(file.fileno())
    os.link(draft, to)  # fails when somebody has made the file meanwhile
    handle = os.open(to.parent, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def _add(tar: tarfile.TarFile, name: str, size: int, content: io.BufferedIOBase) -> None:
    about = tarfile.TarInfo(name)
    about.size, about.mode = size, 0o600
    tar.addfile(about, content)


def restore(source: Path, *, without_keys: bool = False) -> Restored:
    """Replace whatever both databases hold by a backup, and bring its rounds to where their keys let them be.

    Nothing is changed before the whole file was read and found sound. Raises Refusal, BadArchive.
    """
    db.session.remove()
    with _workshop(source.parent) as folder:
        told = _unpack(source, folder)
        _need_keys(told, without_keys=without_keys)
        known = queries.known_rounds()
        backup_actions.clear()
        upgrade(revision=told.revision)
        for side in backup_actions.SIDES:
            with backup_actions.loading(side) as connection:
                for name in told.parts:
                    if name.startswith(f"{side}/"):
                        _load_part(connection, folder / name)
        upgrade()
    db.session.remove()
    current_app.extensions["pulse.boxes"].clear()
    for uid in known - queries.known_rounds():
        ring().destroy(uid)  # of a round that exists nowhere any more
    return _settle(told)


def _unpack(source: Path, folder: Path) -> Manifest:
    """Take every part out of the file and compare its hash."""
    told: Manifest | None = None
    try:
        with tarfile.open(source) as tar:
            first = tar.next()
            if first is None or first.name != backup_format.MANIFEST:
                raise BadArchive(Unfit.NO_BACKUP)
            told = backup_format.manifest(_member(tar, first).read(), queries.revisions())
            found = {part.name for part in tar if part.name in told.parts and _take_out(tar, part, folder, told)}
    except (tarfile.TarError, EOFError) as fault:
        raise BadArchive(Unfit.DAMAGED if told else Unfit.NO_BACKUP) from fault
    if found != set(told.parts):
        raise BadArchive(Unfit.DAMAGED)
    return told


def _take_out(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path, told: Manifest) -> bool:
    hashed, path = hashlib.sha256(), folder / member.name
    if path.parent.parent != folder or ".." in path.parts:
        raise BadArchive(Unfit.DAMAGED)
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file, _member(tar, member) as content:
        while piece := content.read(CHUNK):
            hashed.update(piece)
            file.write(piece)
    if hashed.hexdigest() != told.parts[member.name].sha256:
        raise BadArchive(Unfit.DAMAGED)
    return True


def _member(tar: tarfile.TarFile, about: tarfile.TarInfo) -> io.BufferedReader:
    content = tar.extractfile(about)
    if content is None:
        raise BadArchive(Unfit.DAMAGED)
    return content  # type: ignore[return-value]


def _need_keys(told: Manifest, *, without_keys: bool) -> None:
    """Refuse when an open round's keys are simply not here: they may be somewhere else."""
    missing = [uid for uid in told.open_rounds if queries.keys(uid) is queries.Keys.MISSING]
    if missing and not without_keys:
        raise Refusal(
            f"The keys of {len(missing)} round(s) that were open are not in {ring().directory}. Bring the old key "
            "directory there first. Where it is lost, --without-keys gives these rounds up."
        )


def _load_part(connection: Connection, path: Path) -> None:
    with path.open("rb") as lines:
        of = backup_format.columns(next(lines))
        backup_actions.load(connection, path.stem, of, (backup_format.values(line, of) for line in lines))


def _settle(told: Manifest) -> Restored:
    """Let rounds go on whose keys are here, and give up those that nobody can open any more."""
    with transaction():
        held = select(Round).where(Round.step.in_((Step.OPENING.value, *UNCOUNTED))).order_by(Round.opens_at)
        lost = {found.uid: _is_lost(found) for found in db.session.scalars(held)}
    for uid in (uid for uid, is_lost in lost.items() if is_lost):
        _give_up(uid)
    kept, gone = (tuple(uid for uid, is_lost in lost.items() if is_lost is wanted) for wanted in (False, True))
    return Restored(told.made_at, kept, gone)


def _is_lost(found: Round) -> bool:
    """Say whether a round's ballots can neither be opened nor were counted; one that was never opened is not lost."""
    keys = queries.keys(found.uid)
    unopened = found.step == Step.OPENING.value and keys is queries.Keys.MISSING
    return not (unopened or keys is queries.Keys.HERE or queries.is_counted(found.uid))


def _give_up(uid: str) -> None:
    ballots.destroy(uid)
    with transaction():
        lost = db.session.scalars(select(Round).where(Round.uid == uid)).one()
        db.session.query(Seat).filter_by(round_id=lost.id).delete()
        outbox.drop(f"round:{uid}")
        lost.step, lost.why_skipped, lost.leased_until = Step.SKIPPED.value, RESTORED, None
        audit.record("skipped", f"round:{uid}", by=None, why=RESTORED)


def seal_now(uids: Iterable[str], now: datetime) -> None:
    """Close open rounds before their time, and seal them."""
    steps = (
        (Step.OPEN, lambda found: rounds.close(found, now=now)),
        (Step.CLOSED, rounds.freeze),
        (Step.FROZEN, rounds.publish),
        (Step.PUBLISHED, rounds.destroy),
        (Step.DESTROYED, lambda found: rounds.forget(found, now=now)),
    )
    for uid in uids:
        for step, act in steps:
            with transaction():
                found = db.session.scalars(select(Round).where(Round.uid == uid)).one()
                if found.step == step.value:
                    found.closes_at = min(found.closes_at, now)
                    act(found)
