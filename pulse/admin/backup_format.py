"""What a backup file says of itself, and how rows are spelled in it: one JSON line a row, the columns first."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"

Column = tuple[str, "ColumnKind"]
Row = Sequence[Any]


class ColumnKind(StrEnum):
    """What a column holds, so that an archive can be read without the program that wrote it."""

    PLAIN = "plain"
    WHOLE = "whole"
    BYTES = "bytes"
    MOMENT = "moment"
    DAY = "day"
    JSON = "json"


class Unfit(StrEnum):
    """Why an archive cannot be restored here."""

    NO_BACKUP = "no backup"
    NEWER = "newer"
    DAMAGED = "damaged"


class BadArchive(ValueError):
    """This file cannot be restored, and `why` says why."""

    def __init__(self, why: Unfit) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class ArchivePart:
    """One table in the archive: how many rows, and the hash of its file."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What stands first in a backup."""

    version: str  # of Pulse
    kinds: dict[str, str]  # side -> sqlite or postgresql
    revision: str  # of the tables
    made_at: str
    open_rounds: tuple[str, ...]  # uids of rounds that were not sealed yet
    parts: dict[str, ArchivePart]  # "people/person.jsonl" -> Part; tables first that others point to
    format: int = FORMAT

    def text(self) -> str:
        """Return the manifest as it is written."""
        return json.dumps(asdict(self), indent=1) + "\n"


def manifest(text: bytes, known_revisions: Iterable[str]) -> Manifest:
    """Read a manifest. Raises BadArchive when it is none, or from a newer Pulse than this one."""
    try:
        told = json.loads(text)
        if told["format"] != FORMAT:
            raise BadArchive(Unfit.NEWER)
        told["parts"] = {name: ArchivePart(**part) for name, part in told["parts"].items()}
        told["open_rounds"] = tuple(told["open_rounds"])
        read = Manifest(**{field.name: told[field.name] for field in fields(Manifest)})
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        if isinstance(fault, BadArchive):
            raise
        raise BadArchive(Unfit.NO_BACKUP) from fault
    if read.revision not in set(known_revisions):
        raise BadArchive(Unfit.NEWER)
    return read


def spelled(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[bytes]:
    """Return the lines of one table: its columns, then each row."""
    yield _line([list(column) for column in columns])
    for row in rows:
        yield _line([_written(value, kind) for value, (_, kind) in zip(row, columns, strict=True)])


def columns(line: bytes) -> tuple[Column, ...]:
    """Read the first line of a table."""
    try:
        return tuple((str(name), ColumnKind(kind)) for name, kind in json.loads(line))
    except (ValueError, TypeError) as fault:
        raise BadArchive(Unfit.DAMAGED) from fault


def values(line: bytes, of: Sequence[Column]) -> list[Any]:
    """Read one row."""
    try:
        return [_read(value, kind) for value, (_, kind) in zip(json.loads(line), of, strict=True)]
    except (ValueError, TypeError) as fault:
        raise BadArchive(Unfit.DAMAGED) from fault


def _line(values_of: list[Any]) -> bytes:
    return json.dumps(values_of, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _written(value: Any, kind: ColumnKind) -> Any:
    if value is None or kind in {ColumnKind.PLAIN, ColumnKind.WHOLE, ColumnKind.JSON}:
        return value
    if kind is ColumnKind.BYTES:
        return b64encode(value).decode()
    return value.isoformat()


def _read(value: Any, kind: ColumnKind) -> Any:
    if value is None or kind in {ColumnKind.PLAIN, ColumnKind.WHOLE, ColumnKind.JSON}:
        return value
    if kind is ColumnKind.BYTES:
        return b64decode(value, validate=True)
    if kind is ColumnKind.DAY:
        return date.fromisoformat(value)
    return datetime.fromisoformat(value).astimezone(UTC)
