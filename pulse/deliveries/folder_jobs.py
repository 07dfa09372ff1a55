"""The watched folder: new files are taken, land or fail as a whole, and lie in `done` or `failed` with a report."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from flask_babel import force_locale
from flask_babel import gettext as _

from pulse.base import clock
from pulse.base.csvfile import Fault
from pulse.base.csvstream import open_stream
from pulse.base.db import db
from pulse.base.settings import settings
from pulse.base.signing import new_uid
from pulse.base.transactions import transaction
from pulse.customers.models import Delivery, DeliveryState, Way
from pulse.deliveries import actions, reading
from pulse.deliveries.faults import sentence
from pulse.deliveries.queries import find
from pulse.people.faults import place
from pulse.people.readings import clean

ENDINGS: Final = frozenset({".csv", ".tsv", ".txt"})
QUIET: Final = timedelta(seconds=20)  # nobody wrote for so long, or for a tick if that is longer
LOST: Final = timedelta(minutes=10)  # after which a file that was taken and forgotten goes back


def root() -> Path | None:
    """Return the watched folder; None when there is none."""
    name = settings().customer_folder
    return Path(name) if name and Path(name).is_dir() else None


def holds(uid: str) -> bool:
    """Tell whether a delivery's file still lies in the folder, waiting for its report."""
    return any(True for _path in _taken(uid))


def _taken(uid: str) -> Iterator[Path]:
    here = root()
    if here is not None and uid.isalnum():
        yield from (here / "working").glob(f"{uid} *")


def pick_up(now: datetime) -> None:
    """Take the files that are complete: nobody has written into them for a tick."""
    here = root()
    if here is None:
        return
    (here / "working").mkdir(exist_ok=True)
    for path in sorted(here.iterdir()):
        if _is_complete(path, now):
            _take(here, path, now)


def _is_complete(path: Path, now: datetime) -> bool:
    if path.name.startswith(".") or path.suffix.lower() not in ENDINGS or path.is_symlink() or not path.is_file():
        return False
    quiet = max(QUIET, timedelta(seconds=settings().tick_seconds))
    return now - clock.touched(path) >= quiet


def _take(here: Path, path: Path, now: datetime) -> None:
    """Claim one file: of several processes only one can rename it."""
    uid = new_uid()
    mine = here / "working" / f"{uid} {path.name}"
    try:
        path.rename(mine)
    except FileNotFoundError:
        return
    reading.directory().mkdir(mode=0o700, parents=True, exist_ok=True)
    large = mine.stat().st_size > settings().customer_megabytes * 1024 * 1024
    if not large:
        shutil.copyfile(mine, reading.file_of(uid))
    with transaction():
        made = Delivery(uid=uid, way=Way.FOLDER.value, name=clean(path.name)[:200], made_at=now, plan={}, outcome={})
        made.fault, made.state = "too_large" if large else "", DeliveryState.FAILED.value
        if not large:
            _plan(made)
        db.session.add(made)


def _plan(made: Delivery) -> None:
    stream = open_stream(reading.file_of(made.uid))
    plan = actions.remembered(stream.header) if stream.fault is None else None
    if plan is None:
        made.fault = stream.fault.code if stream.fault else "not_known"
    else:
        made.plan, made.state = plan.as_json(), DeliveryState.WAITING.value


def decide(delivery_id: int) -> None:
    """Confirm a file of the folder that was read without a fault; one with faults fails as a whole."""
    with transaction():
        found = db.session.get_one(Delivery, delivery_id)
        outcome = found.outcome
        if outcome.get("fault"):
            found.fault, found.state = outcome["fault"], DeliveryState.FAILED.value
        elif outcome["named"] > outcome["kept"]:
            found.fault, found.state = "with_faults", DeliveryState.FAILED.value
        elif found.total:
            actions.confirm(found, by=None, now=clock.now())
        else:
            found.state = DeliveryState.LANDED.value


def settle(now: datetime) -> None:
    """Move files whose delivery has ended to `done` or `failed`, with a report beside."""
    here = root()
    if here is None:
        return
    for path in sorted((here / "working").iterdir()):
        uid, _space, name = path.name.partition(" ")
        with transaction():
            found = find(uid)
        if found is None:
            if now - clock.touched(path) > LOST:
                path.rename(here / name)
        elif found.state in {DeliveryState.LANDED, DeliveryState.FAILED}:
            _report(here / ("done" if found.state == DeliveryState.LANDED else "failed"), found, path, name)


def _report(there: Path, found: Delivery, path: Path, name: str) -> None:
    there.mkdir(exist_ok=True)
    target = there / name if not (there / name).exists() else there / f"{found.uid} {name}"
    with force_locale(settings().locale), target.with_name(f"{target.name}.txt").open("w", encoding="utf-8") as report:
        for line in _lines(found):
            report.write(line + "\n")
    path.rename(target)


def _lines(found: Delivery) -> Iterator[str]:
    if found.state == DeliveryState.LANDED:
        yield _("Landed: %(rows)s rows.", rows=found.rows)
    else:
        yield _("Failed. Nothing of it counts.")
        yield sentence(Fault(found.outcome.get("fault_line", 0), "", found.fault))
    if "rows" in found.outcome:
        said = found.outcome
        yield _("Rows: %(rows)s; there already: %(known)s.", rows=said["rows"], known=said["known"] + said["repeated"])
    for fault in reading.faults(reading.file_of(found.uid, "faults")):
        yield f"{place(fault)}: {sentence(fault)}"
