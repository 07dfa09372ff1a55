"""Where ballots lie: a reader of SQLite's pages, of PostgreSQL's heap, index and overflow tables, and of orders."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL, make_url

Places = Mapping[str, Sequence[object]]  # kind of place: ballots' names in the order of that place


def tau(order: Sequence[object], arrival: Sequence[object]) -> float:
    """Return Kendall's tau between an order and the order of arrival."""
    rank = {name: place for place, name in enumerate(order)}
    ranks = [rank[name] for name in arrival]
    pairs = [1 if first < second else -1 for first, second in combinations(ranks, 2)]
    return sum(pairs) / len(pairs)


def right_links(order: Sequence[object], arrival: Sequence[object]) -> int:
    """Return how many an attacker links rightly who takes the order of storage for that of arrival, or its reverse."""
    return max(sum(a == b for a, b in zip(way, arrival, strict=True)) for way in (order, order[::-1]))


def best(places: Places, arrival: Sequence[object]) -> tuple[float, int]:
    """Return the largest |tau| and the most right links that any kind of place gives."""
    return (
        max(abs(tau(order, arrival)) for order in places.values()),
        max(right_links(order, arrival) for order in places.values()),
    )


@dataclass(frozen=True)
class Cell:
    """One row of a table without rowid, as it lies in the file."""

    page: int
    slot: int  # place among the page's cell pointers
    offset: int  # where its bytes begin in the page
    overflow: int  # first page of the bytes that found no room, or 0
    payload: bytes  # as much of it as lies in the page


class SqliteFile:
    """The pages of a database file, read without SQLite."""

    def __init__(self, path: Path) -> None:
        self.data = path.read_bytes()
        self.size = int.from_bytes(self.data[16:18], "big")
        self.usable = self.size - self.data[20]

    def cells(self, root: int) -> Iterator[Cell]:
        """Walk the tree of a table without rowid; leaves and inner pages both hold rows."""
        page = self.data[(root - 1) * self.size : root * self.size]
        inner = page[0] == 2
        assert page[0] in (2, 10), "not the tree of a table without rowid"
        count, head = int.from_bytes(page[3:5], "big"), 12 if inner else 8
        for slot in range(count):
            offset = int.from_bytes(page[head + 2 * slot : head + 2 * slot + 2], "big")
            if inner:
                yield from self.cells(int.from_bytes(page[offset : offset + 4], "big"))
            yield self._cell(page, root, slot, offset, offset + 4 if inner else offset)
        if inner:
            yield from self.cells(int.from_bytes(page[8:12], "big"))

    def _cell(self, page: bytes, number: int, slot: int, offset: int, start: int) -> Cell:
        size, start = _varint(page, start)
        most, least = (self.usable - 12) * 64 // 255 - 23, (self.usable - 12) * 32 // 255 - 23
        if size <= most:
            return Cell(number, slot, offset, 0, page[start : start + size])
        here = least + (size - least) % (self.usable - 4)
        here = here if here <= most else least
        overflow = int.from_bytes(page[start + here : start + here + 4], "big")
        return Cell(number, slot, offset, overflow, page[start : start + here])


def _varint(data: bytes, start: int) -> tuple[int, int]:
    value = 0
    for place in range(start, start + 8):
        value = value << 7 | data[place] & 0x7F
        if data[place] < 0x80:
            return value, place + 1
    return value << 8 | data[start + 8], start + 9


def sqlite_file(url: str) -> Path:
    """Return the file of a database."""
    return Path(make_url(url).database or "")


def in_sqlite(url: str, table: str, names: Mapping[bytes, object]) -> dict[str, list[object]]:
    """Return the rows of a table without rowid by every place they have in the file.

    `names`: bytes that stand in a row, and what the row is called.
    """
    path = sqlite_file(url)
    with sqlite3.connect(path) as asked:
        asked.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # as whoever copies the write-ahead log too would do
        root = asked.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchone()[0]
    asked.close()
    cells = [(_name(cell.payload, names), cell) for cell in SqliteFile(path).cells(root)]
    found = {name: cell for name, cell in cells if name is not None}
    places = {
        "key": lambda cell: (cell.page, cell.slot),
        "offset": lambda cell: (cell.page, -cell.offset),  # a page fills from its end
        "overflow": lambda cell: cell.overflow,
    }
    orders = {kind: sorted(found, key=lambda name: place(found[name])) for kind, place in places.items()}
    return orders if any(cell.overflow for cell in found.values()) else orders | {"overflow": orders["offset"]}


def _name(payload: bytes, names: Mapping[bytes, object]) -> object:
    return next((name for mark, name in names.items() if mark in payload), None)


def inspecting(superuser: URL, url: str) -> psycopg.Connection:
    """Return a connection that may read every byte of a database."""
    there = superuser.set(drivername="postgresql", database=make_url(url).database)
    return psycopg.connect(there.render_as_string(hide_password=False), autocommit=True)


def in_postgres(superuser: URL, url: str, table: str, names: Mapping[bytes, object]) -> dict[str, list[object]]:
    """Return the rows of a table by every place they have: transaction, heap, index pages, overflow table."""
    with inspecting(superuser, url) as asked:
        rows = asked.execute(f"SELECT t.*, xmin::text::bigint, ctid::text FROM {table} t").fetchall()
        found = {name: row for row in rows if (name := _name(_joined(row), names)) is not None}
        places = {"xmin": sorted(found, key=lambda name: found[name][-2])}
        places["ctid"] = sorted(found, key=lambda name: json.loads(f"[{found[name][-1][1:-1]}]"))
        if asked.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pageinspect'").fetchone():
            asked.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
            for kind, relation in (("heap", table), ("index", f"pk_{table}")):
                if order := _by_byte(_pages(asked, relation), names):
                    places[kind] = order
        return places | _overflow(asked, table, found)


def _joined(row: Sequence[object]) -> bytes:
    return b"|".join(bytes(part) if isinstance(part, bytes) else str(part).encode() for part in row)


def _pages(asked: psycopg.Connection, relation: str) -> bytes:
    count = asked.execute("SELECT pg_relation_size(%s) / 8192", [relation]).fetchone()[0]
    return b"".join(
        asked.execute("SELECT get_raw_page(%s, %s)", [relation, number]).fetchone()[0] for number in range(count)
    )


def _by_byte(data: bytes, names: Mapping[bytes, object]) -> list[object]:
    """Order by page, and in a page by the way it fills: from its end."""
    at = {name: data.rfind(mark) for mark, name in names.items()}
    return sorted((n for n in at if at[n] >= 0), key=lambda name: (at[name] // 8192, -at[name]))


def _overflow(
    asked: psycopg.Connection, table: str, found: Mapping[object, Sequence[object]]
) -> dict[str, list[object]]:
    row = asked.execute("SELECT reltoastrelid FROM pg_class WHERE oid = %s::regclass", [table]).fetchone()
    if not row[0]:
        return {}
    oid = asked.execute("SELECT %s::regclass::oid", [table]).fetchone()[0]
    chunks = asked.execute(
        "SELECT chunk_id, min(xmin::text::bigint), string_agg(chunk_data, ''::bytea ORDER BY chunk_seq)"
        f" FROM pg_toast.pg_toast_{oid} GROUP BY chunk_id"
    ).fetchall()
    owner = {bytes(part): name for name, row in found.items() for part in row if isinstance(part, bytes)}
    known = {owner[bytes(chunk[2])]: chunk for chunk in chunks if bytes(chunk[2]) in owner}
    if not known:
        return {}
    return {
        "overflow": sorted(known, key=lambda name: known[name][0]),
        "overflow xmin": sorted(known, key=lambda name: known[name][1]),
    }
