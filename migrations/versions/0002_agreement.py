"""How near the opinions of a team lie together, stored with each mark."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade(side: str) -> None:
    """Add the column; rounds sealed before say nothing of agreement."""
    if side == "people":
        op.add_column("mark", sa.Column("agreement", sa.Float(), nullable=True))


def downgrade(side: str) -> None:
    """Drop the column."""
    if side == "people":
        op.drop_column("mark", "agreement")
