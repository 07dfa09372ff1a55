"""Questions asked once, and the lines of a pulse's first screen."""

import sqlalchemy as sa
from alembic import op

from pulse.base.db import Moment

revision = "0025"
down_revision = "0024"


def upgrade(side: str) -> None:
    """Make the two tables."""
    if side == "people":
        _asked_back()
        _said_done()


def downgrade(side: str) -> None:
    """Drop them."""
    if side == "people":
        op.drop_index(op.f("ix_said_done_team_uid"), table_name="said_done")
        op.drop_table("said_done")
        op.drop_index(op.f("ix_asked_back_round_uid"), table_name="asked_back")
        op.drop_table("asked_back")


def _asked_back() -> None:
    op.create_table(
        "asked_back",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("team_uid", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("wanted_at", Moment(), nullable=False),
        sa.Column("round_uid", sa.String(length=32), nullable=False),
        sa.Column("heard", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", "number", name=op.f("pk_asked_back")),
    )
    op.create_index(op.f("ix_asked_back_round_uid"), "asked_back", ["round_uid"], unique=False)


def _said_done() -> None:
    op.create_table(
        "said_done",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("team_uid", sa.String(length=32), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("did", sa.Text(), nullable=False),
        sa.Column("became", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_said_done")),
    )
    op.create_index(op.f("ix_said_done_team_uid"), "said_done", ["team_uid"], unique=False)
