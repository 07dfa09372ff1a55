"""Announced changes are found without reading every score."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade(side: str) -> None:
    """Index the few scores that were announced."""
    if side == "people":
        few = sa.text("news")
        op.create_index("ix_mark_news", "mark", ["round_id"], unique=False, sqlite_where=few, postgresql_where=few)


def downgrade(side: str) -> None:
    """Drop the index."""
    if side == "people":
        op.drop_index("ix_mark_news", table_name="mark")
