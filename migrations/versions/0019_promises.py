"""Promises, who follows them, and their ledger, to which rows can only be added; marks of them on charts."""

import sqlalchemy as sa
from alembic import op

from pulse.base.db import Moment

revision = "0019"
down_revision = "0018"

KINDS = "kind IN ('reorganisation', 'new lead', 'town hall', 'other')"
MORE_KINDS = "kind IN ('reorganisation', 'new lead', 'town hall', 'promise', 'promise kept', 'other')"
# SQLite asks no DELETE trigger when INSERT OR REPLACE takes a row away; the order of entries forbids it.
ON_SQLITE = (
    """
    CREATE TRIGGER promise_entry_update BEFORE UPDATE ON promise_entry
    BEGIN SELECT raise(ABORT, 'the ledger of promises can only be added to'); END
    """,
    """
    CREATE TRIGGER promise_entry_delete BEFORE DELETE ON promise_entry
    BEGIN SELECT raise(ABORT, 'the ledger of promises can only be added to'); END
    """,
    """
    CREATE TRIGGER promise_entry_insert BEFORE INSERT ON promise_entry
    WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM promise_entry)
      OR NEW.previous <> coalesce(
        (SELECT hash FROM promise_entry ORDER BY number DESC LIMIT 1), hex(zeroblob(32))
      )
      OR EXISTS (SELECT 1 FROM promise_entry WHERE hash = NEW.hash)
    BEGIN SELECT raise(ABORT, 'this entry does not follow the last one of the ledger'); END
    """,
)
ON_POSTGRES = (
    """
    CREATE OR REPLACE FUNCTION promise_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the ledger of promises can only be added to'; END $$
    """,
    """
    CREATE OR REPLACE FUNCTION promise_entry_follow() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
      IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM promise_entry)
        OR NEW.previous <> coalesce((SELECT hash FROM promise_entry ORDER BY number DESC LIMIT 1), repeat('0', 64))
        OR EXISTS (SELECT 1 FROM promise_entry WHERE hash = NEW.hash)
      THEN RAISE EXCEPTION 'this entry does not follow the last one of the ledger'; END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER promise_entry_change BEFORE UPDATE OR DELETE OR TRUNCATE ON promise_entry
    FOR EACH STATEMENT EXECUTE FUNCTION promise_entry_refuse()
    """,
    """
    CREATE TRIGGER promise_entry_insert BEFORE INSERT ON promise_entry
    FOR EACH ROW EXECUTE FUNCTION promise_entry_follow()
    """,
)


def upgrade(side: str) -> None:
    """Make the tables, and have the database itself refuse changes of the past."""
    if side == "people":
        _promise()
        _follower()
        _entry()
        _statements(ON_POSTGRES if _on_postgres() else ON_SQLITE)
        _let_marks_be(MORE_KINDS)


def downgrade(side: str) -> None:
    """Drop the tables, and marks of promises."""
    if side == "people":
        op.execute("DELETE FROM event WHERE kind IN ('promise', 'promise kept')")
        _let_marks_be(KINDS)
        op.drop_table("promise_entry")  # its triggers go with it
        if _on_postgres():
            _statements(("DROP FUNCTION promise_entry_refuse()", "DROP FUNCTION promise_entry_follow()"))
        op.drop_table("promise_follower")
        op.drop_table("promise")


def _on_postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _statements(some: tuple[str, ...]) -> None:
    for statement in some:
        op.execute(statement)


def _let_marks_be(kinds: str) -> None:
    with op.batch_alter_table("event") as event:
        event.drop_constraint(op.f("ck_event_kind"), type_="check")
        event.create_check_constraint(op.f("ck_event_kind"), kinds)


def _promise() -> None:
    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("owner_uid", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=160), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("first_due", sa.Date(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("word", sa.JSON(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("drafted_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'made', 'in progress', 'renegotiated', 'reopened', 'broken', 'kept', 'partly kept', "
            "'dropped')",
            name=op.f("ck_promise_state"),
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_promise_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
        sa.UniqueConstraint("uid", name=op.f("uq_promise_uid")),
    )
    for name in ("made_on", "owner_uid", "source", "team_id"):
        op.create_index(op.f(f"ix_promise_{name}"), "promise", [name], unique=False)
    op.create_index("ix_promise_state", "promise", ["state", "due"], unique=False)


def _follower() -> None:
    to_person, to_promise = "fk_promise_follower_person_id_person", "fk_promise_follower_promise_id_promise"
    op.create_table(
        "promise_follower",
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(to_person), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["promise_id"], ["promise.id"], name=op.f(to_promise), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("promise_id", "person_id", name=op.f("pk_promise_follower")),
    )
    op.create_index(op.f("ix_promise_follower_person_id"), "promise_follower", ["person_id"], unique=False)


def _entry() -> None:
    op.create_table(
        "promise_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("promise_uid", sa.String(length=32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by_uid", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_promise_entry_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_promise_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_promise_entry_hash")),
        sa.UniqueConstraint("previous", name=op.f("uq_promise_entry_previous")),
    )
    op.create_index(op.f("ix_promise_entry_by_uid"), "promise_entry", ["by_uid"], unique=False)
    op.create_index(op.f("ix_promise_entry_promise_uid"), "promise_entry", ["promise_uid"], unique=False)
