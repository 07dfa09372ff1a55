"""As what somebody asked for a paper: one that HR or a lead asked for shows more than others may read."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade(side: str) -> None:
    """Add the column; papers of the day before are asked for again."""
    if side == "people":
        op.execute("DELETE FROM paper")
        op.add_column("paper", sa.Column("asked_as", sa.String(length=64), nullable=False, server_default=""))


def downgrade(side: str) -> None:
    """Drop the column."""
    if side == "people":
        op.drop_column("paper", "asked_as")
