"""The key directory: one folder per round, outside both databases, emptied for ever at the seal."""

import os
import secrets
import stat
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pulse.ballots.credentials import KeyPair, derive
from pulse.ballots.envelopes import new_seal, public_seal
from pulse.ballots.wire import checked_name

ISSUE = "issue.key"  # read by the web processes
SEAL = "seal.key"  # read by the sealing job only; may live on another machine
MARKER = "sealed"

_KEY_SIZE = 32
_ISSUE_SIZE = 3 * _KEY_SIZE
_MOUNTS = Path("/proc/mounts")
_KEEPS_OLD_BLOCKS = frozenset({"apfs", "bcachefs", "btrfs", "f2fs", "jffs2", "nilfs2", "ubifs", "zfs"})

Stamp = tuple[int, int, int]


class KeysGone(Exception):
    """The round is sealed, its keys are destroyed; nothing opens its ballots any more."""


class KeysMissing(Exception):
    """There are no keys of this round in this directory that can be read, and it is not marked sealed."""


class Trouble(StrEnum):
    """What `doctor` warns about."""

    MISSING = "missing"
    UNREADABLE = "cannot be read"
    READABLE_BY_OTHERS = "readable by others"
    OWNED_BY_ANOTHER = "owned by another user"
    NOT_DESTROYED = "keys beside the sealed marker"
    KEEPS_OLD_BLOCKS = "file system keeps overwritten blocks"


@dataclass(frozen=True)
class KeyFinding:
    """One trouble and where it is."""

    trouble: Trouble
    path: Path


@dataclass(frozen=True)
class IssueKeys:
    """What the web processes hold of an open round: 32 bytes each."""

    oprf_seed: bytes = field(repr=False)
    box_key: bytes = field(repr=False)
    invite_key: bytes = field(repr=False)


@dataclass(frozen=True)
class _Held:
    stamp: Stamp
    keys: IssueKeys
    pairs: dict[str, KeyPair]


class KeyRing:
    """Makes, reads and destroys the keys of rounds in one directory."""

    def __init__(self, directory: Path) -> None:
        """Remember the directory; it is made, for its owner only, with the first key."""
        self.directory = directory
        self._held: dict[str, _Held] = {}

    def create(self, round_uid: str) -> bytes:
        """Make the keys of a round unless it has them, and return its public sealing key. Raises KeysGone."""
        folder = self._folder(round_uid)
        self._refuse_sealed(round_uid)
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync(self.directory)
        _write_once(folder / SEAL, new_seal()[0])
        _write_once(folder / ISSUE, secrets.token_bytes(_ISSUE_SIZE))
        if self.is_sealed(round_uid):  # sealed by another process in this very moment
            self.destroy(round_uid)
            raise KeysGone(round_uid)
        return public_seal(self.seal_key(round_uid))

    def issue_keys(self, round_uid: str) -> IssueKeys:
        """Return the keys of the web processes. Raises KeysGone, KeysMissing."""
        return self._hold(round_uid).keys

    def key_pair(self, round_uid: str, cohort: str) -> KeyPair:
        """Return the key of one cohort, derived once per process. Raises KeysGone, KeysMissing."""
        held = self._hold(round_uid)
        if cohort not in held.pairs:
            held.pairs[cohort] = derive(held.keys.oprf_seed, round_uid, cohort)
        return held.pairs[cohort]

    def seal_key(self, round_uid: str) -> bytes:
        """Return the private sealing key, read afresh each time. Raises KeysGone, KeysMissing."""
        self._refuse_sealed(round_uid)
        return _read(self._folder(round_uid) / SEAL, _KEY_SIZE)

    def is_sealed(self, round_uid: str) -> bool:
        """Say whether the round's keys were destroyed, or their destruction has begun."""
        return os.path.exists(self._folder(round_uid) / MARKER)  # noqa: PTH110  False, too, where we may not look

    def destroy(self, round_uid: str) -> None:
        """Mark the round sealed for ever, then overwrite and remove its keys. May be repeated after a crash."""
        folder = self._folder(round_uid)
        self._held.pop(round_uid, None)
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync(self.directory)
        (folder / MARKER).touch(mode=0o600)
        _sync(folder)  # the marker is on disk before the first key is lost
        for path in sorted(folder.iterdir()):
            if path.name != MARKER:
                _wipe(path)
        _sync(folder)

    def findings(self, mounts: str | None = None) -> tuple[KeyFinding, ...]:
        """Return what is wrong with the directory. `mounts`: text of /proc/mounts, read when not given."""
        if not self.directory.is_dir():
            return (KeyFinding(Trouble.MISSING, self.directory),)
        if mounts is None:
            mounts = _MOUNTS.read_text() if _MOUNTS.exists() else ""
        found = [finding for path in (self.directory, *sorted(self.directory.rglob("*"))) for finding in _look(path)]
        if file_system(self.directory.resolve(), mounts) in _KEEPS_OLD_BLOCKS:
            found.append(KeyFinding(Trouble.KEEPS_OLD_BLOCKS, self.directory))
        return tuple(found)

    def _folder(self, round_uid: str) -> Path:
        return self.directory / checked_name(round_uid)

    def _refuse_sealed(self, round_uid: str) -> None:
        if self.is_sealed(round_uid):
            self._held.pop(round_uid, None)
            raise KeysGone(round_uid)

    def _hold(self, round_uid: str) -> _Held:
        """Return what this process holds, after a look whether another process has destroyed it since."""
        self._refuse_sealed(round_uid)
        path = self._folder(round_uid) / ISSUE
        held = self._held.get(round_uid)
        stamp = _stamp(path)
        if held is None or held.stamp != stamp:
            data = _read(path, _ISSUE_SIZE)
            keys = IssueKeys(*(data[start : start + _KEY_SIZE] for start in range(0, _ISSUE_SIZE, _KEY_SIZE)))
            held = self._held[round_uid] = _Held(stamp, keys, {})
        return held


def file_system(path: Path, mounts: str) -> str | None:
    """Return the type of the file system that holds an absolute path, from the text of /proc/mounts."""
    best: tuple[int, str] | None = None
    for line in mounts.splitlines():
        _, point, kind, *_ = line.split(" ")
        place = Path(point.replace("\\040", " "))
        if path.is_relative_to(place) and (best is None or len(place.parts) >= best[0]):
            best = (len(place.parts), kind)
    return best[1] if best else None


def _look(path: Path) -> list[KeyFinding]:
    about = path.lstat()
    troubles = {
        Trouble.UNREADABLE: not _opens(path),
        Trouble.READABLE_BY_OTHERS: stat.S_IMODE(about.st_mode) & 0o077 != 0,
        Trouble.OWNED_BY_ANOTHER: about.st_uid != os.geteuid(),
        Trouble.NOT_DESTROYED: path.suffix == ".key" and (path.parent / MARKER).exists(),
    }
    return [KeyFinding(trouble, path) for trouble, present in troubles.items() if present]


def _opens(path: Path) -> bool:
    """Say whether it can be opened: asking for its mode would not tell what whoever runs this may."""
    try:
        os.close(os.open(path, os.O_RDONLY))
    except OSError:
        return False
    return True


def _stamp(path: Path) -> Stamp:
    try:
        about = path.stat()
    except OSError as fault:  # not there, or not for us
        raise KeysMissing(path.parent.name) from fault
    return about.st_ino, about.st_mtime_ns, about.st_size


def _read(path: Path, size: int) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as fault:  # not there, or not for us
        raise KeysMissing(path.parent.name) from fault
    if len(data) != size:
        raise KeysMissing(path.parent.name)
    return data


def _write_once(path: Path, data: bytes) -> None:
    """Write a whole file or leave the one that is there; the first of several writers wins."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        _wipe(draft)
    else:
        draft.unlink()
    _sync(path.parent)


def _wipe(path: Path) -> None:
    try:
        with path.open("r+b") as file:
            file.write(b"\0" * path.stat().st_size)
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return  # wiped by another process that repeats the same step


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
