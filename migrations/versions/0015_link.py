"""What HR chose to look for in the link, the verdicts so far, and the series behind the newest."""

import sqlalchemy as sa
from alembic import op

from pulse.base.db import Moment

revision = "0015"
down_revision = "0014"


def upgrade(side: str) -> None:
    """Make the tables."""
    if side == "people":
        _choice()
        _verdict()
        _strand()


def downgrade(side: str) -> None:
    """Drop the tables."""
    if side == "people":
        op.drop_index(op.f("ix_strand_unit_id"), table_name="strand")
        op.drop_table("strand")
        op.drop_table("verdict")
        op.drop_table("choice")


def _choice() -> None:
    op.create_table(
        "choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("expected", sa.String(length=8), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column("chosen_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("running", sa.Boolean(), nullable=True),
        sa.Column("looked_on", sa.Date(), nullable=True),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("expected IN ('higher', 'lower')", name=op.f("ck_choice_expected")),
        sa.CheckConstraint("(running IS NULL) = (ended_at IS NOT NULL)", name=op.f("ck_choice_running")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_choice_measure_id_measure")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice")),
        sa.UniqueConstraint("running", name=op.f("uq_choice_running")),
        sa.UniqueConstraint("uid", name=op.f("uq_choice_uid")),
    )


def _verdict() -> None:
    op.create_table(
        "verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("choice_id", sa.Integer(), nullable=False),
        sa.Column("input_hash", sa.String(length=64), nullable=False),
        sa.Column("computed_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["choice_id"], ["choice.id"], name=op.f("fk_verdict_choice_id_choice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
        sa.UniqueConstraint("choice_id", "computed_on", name=op.f("uq_verdict_choice_id")),
    )


def _strand() -> None:
    op.create_table(
        "strand",
        sa.Column("verdict_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("sentiment_level", sa.Float(), nullable=False),
        sa.Column("customer_level", sa.Float(), nullable=False),
        sa.Column("series", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_strand_unit_id_unit"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["verdict_id"], ["verdict.id"], name=op.f("fk_strand_verdict_id_verdict"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("verdict_id", "unit_id", name=op.f("pk_strand")),
    )
    op.create_index(op.f("ix_strand_unit_id"), "strand", ["unit_id"], unique=False)
