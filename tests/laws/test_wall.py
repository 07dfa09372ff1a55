"""Behind the wall: the exact columns, no foreign key, no time, no person; SQLite tables without a hidden row number."""

from sqlalchemy import Column, Date, DateTime, ForeignKey, Integer, MetaData, Table

import pulse  # noqa: F401  registers every model
from pulse.base.db import WALLED, Moment, db

COLUMNS = {
    "box": {"uid", "state", "fingerprint", "manifest", "leaves", "layout"},
    "ballot": {"box", "nullifier", "sealed"},
    "receipt": {"box", "nullifier"},
    "sealed": {"box", "ballots", "unreadable", "salt", "tables_hash", "receipts_hash"},
    "cell": {"box", "question", "home", "cohorts", "members", "n", "favourable", "neutral", "unfavourable", "clamped"},
    "comment_cell": {"box", "question", "home", "cohorts", "members"},
    "comment": {"id", "box", "question", "home", "text"},
    "joint": {"box", "kind", "key", "value", "weight"},
    "took_part": {"box", "cohort", "members", "collected"},
    "thread": {"id", "box", "comment", "verifier", "read_key"},
    "thread_message": {"thread", "id", "place", "from_author", "sealed"},
    "floor": {"uid", "state", "keys"},
    "floor_question": {"id", "floor", "slot", "nullifier", "text", "votes"},
    "floor_vote": {"floor", "slot", "nullifier"},
}
ORDERLESS = {
    "ballot",
    "receipt",
    "cell",
    "comment_cell",
    "comment",
    "joint",
    "took_part",
    "thread",
    "thread_message",
    "floor_question",
    "floor_vote",
}
COLUMNS_OF_A_SEAT = {"round_id", "person_id", "cohort", "blinded"}


def walled() -> dict[str, Table]:
    return dict(db.metadatas[WALLED].tables)


def breaches(tables: dict[str, Table]) -> list[str]:
    """Return what a walled table may not have."""
    found = []
    for table in tables.values():
        found += [f"{table.name} points elsewhere" for _ in table.foreign_keys]
        for column in table.columns:
            if isinstance(column.type, (DateTime, Date, Moment)):
                found.append(f"{table.name}.{column.name} tells a time")
            if "person" in column.name or column.autoincrement is True:
                found.append(f"{table.name}.{column.name} counts or names")
    return found


def test_walled_tables_have_exactly_these_columns() -> None:
    assert {name: {column.name for column in table.columns} for name, table in walled().items()} == COLUMNS


def test_walled_tables_know_no_time_no_person_and_no_other_table() -> None:
    assert breaches(walled()) == []


def test_anonymous_tables_have_no_hidden_row_number() -> None:
    assert {name for name, t in walled().items() if t.dialect_options["sqlite"]["with_rowid"] is False} == ORDERLESS
    assert db.metadatas[None].tables["seat"].dialect_options["sqlite"]["with_rowid"] is False


def test_a_seat_has_one_size_and_no_clock() -> None:
    assert {column.name for column in db.metadatas[None].tables["seat"].columns} == COLUMNS_OF_A_SEAT


def test_planted_violations_are_seen() -> None:
    other = MetaData()
    Table("person", other, Column("id", Integer, primary_key=True))
    bad = Table("bad", other, Column("cast_at", DateTime), Column("person_id", ForeignKey("person.id")))
    assert len(breaches({"bad": bad})) == 3
