"""Marks on charts, and lines that go on across a change of teams."""

import sqlalchemy as sa
from alembic import op

from pulse.base.db import Moment

revision = "0006"
down_revision = "0005"


def upgrade(side: str) -> None:
    """Make the tables."""
    if side == "people":
        _event()
        _earlier()
        op.create_table(
            "pieced",
            sa.Column("round_id", sa.Integer(), nullable=False),
            sa.Column("fingerprint", sa.String(length=64), nullable=False),
            sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_pieced_round_id_round")),
            sa.PrimaryKeyConstraint("round_id", name=op.f("pk_pieced")),
        )


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("team_uid", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("words", sa.String(length=80), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.CheckConstraint("kind IN ('reorganisation', 'new lead', 'town hall', 'other')", name=op.f("ck_event_kind")),
        sa.CheckConstraint("length(words) <= 80", name=op.f("ck_event_words")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("uid", name=op.f("uq_event_uid")),
    )
    op.create_index("ix_event_team_uid", "event", ["team_uid", "day"])


def _earlier() -> None:
    op.create_table(
        "earlier",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("team_uid", sa.String(length=32), nullable=False),
        sa.Column("dimension", sa.String(length=16), nullable=False),
        sa.Column("made_of", sa.JSON(), nullable=False),
        sa.Column("joined", sa.Boolean(), nullable=False),
        sa.Column("gap", sa.String(length=24), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("members", sa.Integer(), nullable=True),
        sa.Column("about", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_earlier_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", "team_uid", "dimension", name=op.f("pk_earlier")),
    )
    op.create_index("ix_earlier_team_uid", "earlier", ["team_uid", "round_id"])


def downgrade(side: str) -> None:
    """Drop the tables."""
    if side == "people":
        op.drop_table("pieced")
        op.drop_index("ix_earlier_team_uid", table_name="earlier")
        op.drop_table("earlier")
        op.drop_index("ix_event_team_uid", table_name="event")
        op.drop_table("event")
