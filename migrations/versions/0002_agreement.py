"""How near the opinions of a team lie together, and hard bounds of its score, stored with each mark."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

COLUMNS = ("agreement", "floor", "ceiling")


def upgrade(side: str) -> None:
    """Add the columns; of rounds sealed before they say nothing."""
    for name in COLUMNS if side == "people" else ():
        op.add_column("mark", sa.Column(name, sa.Float(), nullable=True))


def downgrade(side: str) -> None:
    """Drop the columns."""
    for name in COLUMNS if side == "people" else ():
        op.drop_column("mark", name)
