"""The joint figures of a round, kept beside what it says of its questions: pages read stored rows alone."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade(side: str) -> None:
    """Add the column; the tick stores anew what rounds say of their questions."""
    if side == "people":
        op.execute("DELETE FROM health")
        op.add_column("health", sa.Column("joint", sa.JSON(), nullable=False, server_default="[]"))


def downgrade(side: str) -> None:
    """Drop the column."""
    if side == "people":
        op.drop_column("health", "joint")
