"""When an open round was counted last, by the hour; and addresses that take no mail."""

import sqlalchemy as sa
from alembic import op

from pulse.base.db import Moment

revision = "0028"
down_revision = "0027"


def upgrade(side: str) -> None:
    """Let a count name its hour, and a person an address that was refused."""
    if side != "people":
        return
    op.drop_column("round", "counted_on")
    op.add_column("round", sa.Column("counted_at", Moment(), nullable=True))
    op.execute("UPDATE round SET counted_at = closes_at WHERE step NOT IN ('opening', 'open', 'skipped')")
    refused = sa.Column("refused_address", sa.String(length=254), server_default="", nullable=False)
    for column in (refused, sa.Column("refused_on", sa.Date(), nullable=True)):
        op.add_column("person", column)


def downgrade(side: str) -> None:
    """Count by the day again."""
    if side != "people":
        return
    op.drop_column("round", "counted_at")
    op.add_column("round", sa.Column("counted_on", sa.Date(), nullable=True))
    op.execute("UPDATE round SET counted_on = date(closes_at) WHERE step NOT IN ('opening', 'open', 'skipped')")
    for name in ("refused_on", "refused_address"):
        op.drop_column("person", name)
