"""What each round says of its questions' health, and whether a programme shows reference values from elsewhere."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade(side: str) -> None:
    """Add the table and the column; the tick fills the table for rounds sealed before."""
    if side == "people":
        op.create_table(
            "health",
            sa.Column("round_id", sa.Integer(), nullable=False),
            sa.Column("questions", sa.JSON(), nullable=False),
            sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_health_round_id_round")),
            sa.PrimaryKeyConstraint("round_id", name=op.f("pk_health")),
        )
        op.add_column("programme", sa.Column("shows_norms", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade(side: str) -> None:
    """Drop them."""
    if side == "people":
        op.drop_column("programme", "shows_norms")
        op.drop_table("health")
