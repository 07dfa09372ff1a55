"""What a host should know: facts about the installation become findings, each fine, a warning or a failure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from pulse.admin.health import Condition

MOST_DRIFT: Final = 2.0  # seconds between the database's clock and ours
MOST_ON_SQLITE: Final = 5000  # invited in one round
LITTLE_DISK: Final = 1_000_000_000
NO_DISK: Final = 100_000_000
LATE_MAIL: Final = timedelta(hours=1)
LOCAL: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


class Check(StrEnum):
    """What was looked at."""

    PEOPLE = "people"
    BALLOTS = "ballots"
    TABLES = "tables"
    APART = "apart"
    KEYS = "keys"
    KEY_FILES = "key_files"
    ROUND_KEYS = "round_keys"
    PRIVATE = "private"
    CLOCK = "clock"
    TICK = "tick"
    ROUNDS = "rounds"
    SEALED = "sealed"
    MAIL = "mail"
    OUTBOX = "outbox"
    NOTICES = "notices"
    CHAT = "chat"
    DISK = "disk"
    SIZE = "size"
    ADDRESS = "address"
    PRODUCTION = "production"
    PDF = "pdf"


class Apart(StrEnum):
    """How far the two databases are apart."""

    FILES = "files"
    ROLES = "roles"
    SAME_ROLE = "same role"
    MAY_CONNECT = "may connect"  # the ballot side's role may connect to the people's database


@dataclass(frozen=True)
class Finding:
    """One line of the check-up: `how` chooses the sentence, `values` fill it."""

    level: Level
    check: Check
    how: str = "ok"
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """What was found out; what could not be asked is left at its default."""

    people: Condition
    ballots: Condition
    tables: Condition
    apart: Apart = Apart.FILES
    drift: float = 0.0
    key_troubles: tuple[tuple[str, str], ...] = ()  # (trouble, path), as the key ring found them
    rounds_waiting: int = 0  # rounds that still need their keys
    without_issue_key: int = 0
    without_seal_key: int = 0
    readable: tuple[str, ...] = ()  # files that others on the machine can read
    tick: Condition = Condition.NEVER
    tick_age: int | None = None
    rounds_overdue: int = 0
    sealed: int = 0
    read_again: int | None = None  # of the sealed rounds, the newest; None: none were
    altered: tuple[tuple[str, str], ...] = ()  # (what is not as it was published, round)
    mail: str = "file"
    mail_problem: str | None = None  # None: was not asked
    given_up: int = 0
    mail_late: timedelta = timedelta(0)
    notices: int = 0  # sentences that wait for the mails of the week
    channels: int = 0  # of chat
    posts: int = 0  # that wait for them
    paused: tuple[str, ...] = ()  # channels that are tried no more
    troubled: tuple[str, ...] = ()  # channels whose last try failed
    disk_free: int = NO_DISK * 100
    most_invited: int = 0
    on_sqlite: bool = True
    production: bool = False
    pdf: bool = True  # the libraries that draw text are there
    base_url: str = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"


def findings(facts: Facts) -> tuple[Finding, ...]:
    """Return one finding for each check, in the order in which they should be mended."""
    return tuple(finding for look in _LOOKS for finding in look(facts))


def worst(found: tuple[Finding, ...]) -> Level:
    """Return the worst level among findings."""
    levels = {finding.level for finding in found}
    return next((level for level in (Level.FAILURE, Level.WARNING) if level in levels), Level.OK)


def _databases(facts: Facts) -> Iterator[Finding]:
    for check, condition in ((Check.PEOPLE, facts.people), (Check.BALLOTS, facts.ballots)):
        broken = condition is Condition.BROKEN
        yield Finding(Level.FAILURE if broken else Level.OK, check, "broken" if broken else "ok")
    if Condition.BROKEN not in {facts.people, facts.ballots}:
        current = {facts.tables, facts.ballots} == {Condition.OK}
        yield Finding(Level.OK if current else Level.FAILURE, Check.TABLES, "ok" if current else "outdated")
        near = facts.apart in {Apart.SAME_ROLE, Apart.MAY_CONNECT}
        yield Finding(Level.WARNING if near else Level.OK, Check.APART, facts.apart.value)


def _keys(facts: Facts) -> Iterator[Finding]:
    missing = [path for trouble, path in facts.key_troubles if trouble == "missing"]
    if missing:
        needed = facts.rounds_waiting > 0
        yield Finding(
            Level.FAILURE if needed else Level.OK, Check.KEYS, "missing" if needed else "unused", {"path": missing[0]}
        )
    else:
        yield Finding(Level.OK, Check.KEYS)
    for trouble, path in facts.key_troubles:
        if trouble != "missing":
            old_blocks = trouble == "file system keeps overwritten blocks"
            yield Finding(Level.WARNING if old_blocks else Level.FAILURE, Check.KEY_FILES, trouble, {"path": path})
    if facts.without_issue_key:
        yield Finding(Level.FAILURE, Check.ROUND_KEYS, "no issue key", {"count": facts.without_issue_key})
    elif facts.without_seal_key:
        yield Finding(Level.WARNING, Check.ROUND_KEYS, "no seal key", {"count": facts.without_seal_key})
    else:
        yield Finding(Level.OK, Check.ROUND_KEYS, "ok", {"count": facts.rounds_waiting})


def _files(facts: Facts) -> Iterator[Finding]:
    for path in facts.readable:
        yield Finding(Level.WARNING, Check.PRIVATE, "readable", {"path": path})
    if not facts.readable:
        yield Finding(Level.OK, Check.PRIVATE)


def _time(facts: Facts) -> Iterator[Finding]:
    drift = abs(facts.drift) > MOST_DRIFT
    yield Finding(
        Level.WARNING if drift else Level.OK, Check.CLOCK, "drift" if drift else "ok", {"seconds": round(facts.drift)}
    )
    late = facts.tick is Condition.LATE
    levels = {Condition.LATE: Level.FAILURE, Condition.NEVER: Level.WARNING}
    yield Finding(
        levels.get(facts.tick, Level.OK), Check.TICK, facts.tick.value, {"seconds": facts.tick_age or 0} if late else {}
    )
    overdue = facts.rounds_overdue
    yield Finding(
        Level.FAILURE if overdue else Level.OK, Check.ROUNDS, "overdue" if overdue else "ok", {"count": overdue}
    )


def _sealed(facts: Facts) -> Iterator[Finding]:
    for what, named in facts.altered:
        yield Finding(Level.FAILURE, Check.SEALED, what, {"round": named})
    if facts.read_again is None:
        yield Finding(Level.OK, Check.SEALED, "unread")
    elif not facts.altered:
        how = "ok" if facts.read_again >= facts.sealed else "newest"
        yield Finding(Level.OK, Check.SEALED, how, {"count": facts.read_again, "all": facts.sealed})


def _mail(facts: Facts) -> Iterator[Finding]:
    if facts.mail_problem:
        yield Finding(Level.FAILURE, Check.MAIL, "broken", {"error": facts.mail_problem})
    else:
        yield Finding(Level.OK, Check.MAIL, "unasked" if facts.mail_problem is None else facts.mail)
    if facts.given_up:
        yield Finding(Level.WARNING, Check.OUTBOX, "given up", {"count": facts.given_up})
    if facts.mail_late > LATE_MAIL:
        minutes = int(facts.mail_late.total_seconds() // 60)
        yield Finding(Level.WARNING, Check.OUTBOX, "late", {"minutes": minutes})
    if not facts.given_up and facts.mail_late <= LATE_MAIL:
        yield Finding(Level.OK, Check.OUTBOX)


def _chat(facts: Facts) -> Iterator[Finding]:
    yield Finding(Level.OK, Check.NOTICES, "ok", {"count": facts.notices})
    for how, names in (("paused", facts.paused), ("troubled", facts.troubled)):
        for name in names:
            yield Finding(Level.WARNING, Check.CHAT, how, {"name": name})
    if not (facts.paused or facts.troubled):
        yield Finding(Level.OK, Check.CHAT, "ok" if facts.channels else "none", {"count": facts.posts})


def _room(facts: Facts) -> Iterator[Finding]:
    level = Level.FAILURE if facts.disk_free < NO_DISK else Level.WARNING if facts.disk_free < LITTLE_DISK else Level.OK
    how = "ok" if level is Level.OK else "little"
    yield Finding(level, Check.DISK, how, {"megabytes": facts.disk_free // 1_000_000})
    if facts.on_sqlite:
        many = facts.most_invited > MOST_ON_SQLITE
        yield Finding(Level.WARNING if many else Level.OK, Check.SIZE, "many" if many else "ok")


def _address(facts: Facts) -> Iterator[Finding]:
    parts = urlsplit(facts.base_url)
    local = (parts.hostname or "") in LOCAL
    if not parts.hostname or parts.query or parts.fragment or parts.path:
        yield Finding(Level.FAILURE, Check.ADDRESS, "form", {"address": facts.base_url})
    elif local and facts.mail == "smtp":
        yield Finding(Level.WARNING, Check.ADDRESS, "local", {"address": facts.base_url})
    else:
        yield Finding(Level.OK, Check.ADDRESS, "ok", {"address": facts.base_url})
    if facts.production:
        yield Finding(Level.OK, Check.PRODUCTION)
    elif not local or facts.host not in LOCAL:
        yield Finding(Level.WARNING, Check.PRODUCTION, "off")


def _pdf(facts: Facts) -> Iterator[Finding]:
    yield Finding(Level.OK if facts.pdf else Level.WARNING, Check.PDF, "ok" if facts.pdf else "missing")


_LOOKS = (_databases, _keys, _files, _time, _sealed, _mail, _chat, _room, _address, _pdf)
