"""How deliveries of customer scores are read and land, what is remembered for the next, and tokens that may push."""

import sqlalchemy as sa
from alembic import op

from pulse.base.db import Moment

revision = "0012"
down_revision = "0011"


def upgrade(side: str) -> None:
    """Make the tables and columns."""
    if side == "people":
        for column in _columns():
            op.add_column("delivery", column)
        op.create_index("uq_delivery_day", "delivery", ["measure_id", "way", "on"], unique=True)
        op.add_column(
            "token", sa.Column("writes_ratings", sa.Boolean(), server_default=sa.text("false"), nullable=False)
        )
        _portion()
        _remembered()
        _push()


def downgrade(side: str) -> None:
    """Drop them."""
    if side == "people":
        op.drop_index(op.f("ix_push_made_at"), table_name="push")
        for name in ("push", "portion", "spelling", "heading"):
            op.drop_table(name)
        op.drop_column("token", "writes_ratings")
        op.drop_index("uq_delivery_day", table_name="delivery")
        for column in reversed(_columns()):
            op.drop_column("delivery", column.name)


def _columns() -> list[sa.Column]:
    return [
        sa.Column("name", sa.String(length=200), server_default="", nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column("made_at", Moment(), nullable=True),
        sa.Column("landed_at", Moment(), nullable=True),
        sa.Column("plan", sa.JSON(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("outcome", sa.JSON(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rows", sa.Integer(), server_default="0", nullable=False),
        sa.Column("fault", sa.String(length=40), server_default="", nullable=False),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("on", sa.Date(), nullable=True),
    ]


def _portion() -> None:
    op.create_table(
        "portion",
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("mean", sa.Float(), nullable=False),
        sa.Column("squares", sa.Float(), nullable=True),
        sa.Column("satisfied", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_portion_delivery_id_delivery")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_portion_unit_id_unit")),
        sa.PrimaryKeyConstraint("delivery_id", "unit_id", "month", name=op.f("pk_portion")),
    )


def _remembered() -> None:
    op.create_table(
        "heading",
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_heading")),
    )
    op.create_table(
        "spelling",
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("team_uid", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("text", name=op.f("pk_spelling")),
    )


def _push() -> None:
    op.create_table(
        "push",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("body", sa.LargeBinary(length=16), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_push_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_push")),
    )
    op.create_index(op.f("ix_push_made_at"), "push", ["made_at"], unique=False)
