"""A thief with every file: databases, logs, keys. What of the things planted in a round can be found in them?"""

import base64
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import text

from pulse.ballots.envelopes import Unreadable, open_body, unlock, unpack
from pulse.base.db import WALLED, db
from tests._ground.databases import Databases, Urls
from tests.attacks._storage import inspecting, sqlite_file


def spellings(planted: bytes) -> Iterator[bytes]:
    """Yield the ways in which bytes may be written; base64 inside a longer text begins at any of three places."""
    yield planted
    yield planted.hex().encode()
    yield planted.hex().upper().encode()
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + planted)[4 if before else 0 :]
        sure = coded[: (len(planted) - 4) // 3 * 4]
        yield sure
        yield sure.replace(b"+", b"-").replace(b"/", b"_")


def found_in(files: Mapping[str, bytes], planted: Mapping[str, bytes]) -> dict[str, set[str]]:
    """Return where each planted thing is found; a thing that is nowhere is left out."""
    found: dict[str, set[str]] = {}
    for name, thing in planted.items():
        wanted = set(spellings(thing))
        for place, data in files.items():
            if any(spelling in data for spelling in wanted):
                found.setdefault(name, set()).add(place)
    return found


def everything(databases: Databases, urls: Urls, instance: Path, since: str = "") -> dict[str, bytes]:
    """Return all files of an instance by name; of PostgreSQL its relations, and its log from a segment on as `log`."""
    files = {str(path.relative_to(instance)): path.read_bytes() for path in instance.rglob("*") if path.is_file()}
    if databases.kind == "sqlite":
        place = sqlite_file(urls.people).parent
        return files | {path.name: path.read_bytes() for path in place.iterdir()}
    for side, url in urls._asdict().items():
        files |= {f"{side}/{name}": data for name, data in _relations(databases, url)}
    return files | {"log": log_since(databases, urls.people, since)}


def segment(databases: Databases, urls: Urls) -> str:
    """Return the segment of PostgreSQL's log that is being written; SQLite has none."""
    if databases.kind == "sqlite":
        return ""
    with inspecting(databases.superuser, urls.people) as asked:
        return str(asked.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchone()[0])


def _relations(databases: Databases, url: str) -> Iterator[tuple[str, bytes]]:
    with inspecting(databases.superuser, url) as asked:
        asked.execute("CHECKPOINT")
        place = asked.execute(
            "SELECT 'base/' || oid || '/' FROM pg_database WHERE datname = current_database()"
        ).fetchone()[0]
        names = asked.execute("SELECT pg_ls_dir(%s)", [place]).fetchall()
        for (name,) in names:
            data = asked.execute("SELECT pg_read_binary_file(%s, 0, 1 << 28, true)", [place + name]).fetchone()[0]
            yield name, bytes(data or b"")


def log_since(databases: Databases, url: str, since: str) -> bytes:
    """Return PostgreSQL's write-ahead log from a segment on."""
    with inspecting(databases.superuser, url) as asked:
        names = asked.execute(
            "SELECT name FROM pg_ls_waldir() WHERE name BETWEEN %s AND pg_walfile_name(pg_current_wal_lsn())"
            " ORDER BY name",  # a directory lists its files in any order
            [since],
        ).fetchall()
        files = [asked.execute("SELECT pg_read_binary_file('pg_wal/' || %s)", [name]).fetchone() for (name,) in names]
        return b"".join(bytes(data) for (data,) in files)


def open_what_opens(instance: Path) -> list[str]:
    """Open whatever ballots lie in the box with whatever keys lie in the instance; return their texts."""
    texts = []
    for folder in (instance / "keys").iterdir():
        seal, issue = folder / "seal.key", folder / "issue.key"
        if not (seal.exists() and issue.exists()):
            continue
        with db.engines[WALLED].connect() as connection:
            rows = connection.execute(text("SELECT nullifier, sealed FROM ballot")).all()
        for nullifier, sealed in rows:
            try:
                _, body = unlock(issue.read_bytes()[32:64], bytes(nullifier), bytes(sealed))
                texts += unpack(open_body(seal.read_bytes(), body)).texts.values()
            except Unreadable:
                continue
    return texts
