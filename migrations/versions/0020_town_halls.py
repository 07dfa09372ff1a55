"""Town halls, who entered them, what became of questions."""

import sqlalchemy as sa
from alembic import op

from pulse.base.db import Moment

revision = "0020"
down_revision = "0019"


def upgrade(side: str) -> None:
    """Make the tables."""
    if side != "people":
        return
    _hall()
    _agenda_point()
    _hall_entry()
    _named_question()
    _handling()


def downgrade(side: str) -> None:
    """Drop them."""
    if side != "people":
        return
    op.drop_index(op.f("ix_named_question_person_id"), table_name="named_question")
    op.drop_index(op.f("ix_named_question_hall_id"), table_name="named_question")
    op.drop_table("named_question")
    op.drop_index(op.f("ix_handling_hall_id"), table_name="handling")
    op.drop_table("handling")
    op.drop_table("hall_entry")
    op.drop_index(op.f("ix_agenda_point_hall_id"), table_name="agenda_point")
    op.drop_table("agenda_point")
    op.drop_index(op.f("ix_hall_team_id"), table_name="hall")
    op.drop_index("ix_hall_state", table_name="hall")
    op.drop_table("hall")


def _hall() -> None:
    op.create_table(
        "hall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("round_uid", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("call_link", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("revised_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.CheckConstraint("state <> 'cancelled' OR length(reason) > 0", name=op.f("ck_hall_reason")),
        sa.CheckConstraint("state IN ('draft', 'announced', 'live', 'ended', 'cancelled')", name=op.f("ck_hall_state")),
        sa.CheckConstraint("minutes BETWEEN 5 AND 480", name=op.f("ck_hall_minutes")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_hall_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall")),
        sa.UniqueConstraint("uid", name=op.f("uq_hall_uid")),
    )
    op.create_index("ix_hall_state", "hall", ["state", "starts_at"], unique=False)
    op.create_index(op.f("ix_hall_team_id"), "hall", ["team_id"], unique=False)


def _agenda_point() -> None:
    op.create_table(
        "agenda_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hall_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("evidence", sa.String(length=120), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hall_id"], ["hall.id"], name=op.f("fk_agenda_point_hall_id_hall"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_point")),
    )
    op.create_index(op.f("ix_agenda_point_hall_id"), "agenda_point", ["hall_id"], unique=False)


def _hall_entry() -> None:
    op.create_table(
        "hall_entry",
        sa.Column("hall_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name=op.f("fk_hall_entry_hall_id_hall"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_hall_entry_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hall_id", "person_id", name=op.f("pk_hall_entry")),
        sqlite_with_rowid=False,
    )


def _named_question() -> None:
    op.create_table(
        "named_question",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("hall_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hall_id"], ["hall.id"], name=op.f("fk_named_question_hall_id_hall"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_named_question_person_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_named_question")),
    )
    op.create_index(op.f("ix_named_question_hall_id"), "named_question", ["hall_id"], unique=False)
    op.create_index(op.f("ix_named_question_person_id"), "named_question", ["person_id"], unique=False)


def _handling() -> None:
    op.create_table(
        "handling",
        sa.Column("question_id", sa.String(length=32), nullable=False),
        sa.Column("hall_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("merged_into", sa.String(length=32), nullable=False),
        sa.Column("evidence", sa.String(length=120), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column("handled_at", Moment(), nullable=False),
        sa.CheckConstraint("state <> 'answered-written' OR length(answer) > 0", name=op.f("ck_handling_answer")),
        sa.CheckConstraint("state <> 'declined' OR length(reason) > 0", name=op.f("ck_handling_reason")),
        sa.CheckConstraint(
            "state IN ('new', 'queued', 'answered-live', 'answered-written', 'declined', 'follow-up')",
            name=op.f("ck_handling_state"),
        ),
        sa.CheckConstraint("merged_into <> question_id", name=op.f("ck_handling_merged")),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name=op.f("fk_handling_hall_id_hall"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_handling")),
    )
    op.create_index(op.f("ix_handling_hall_id"), "handling", ["hall_id"], unique=False)
