"""What HR wants a measure to reach in a unit."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade(side: str) -> None:
    """Make the table."""
    if side == "people":
        op.create_table(
            "goal",
            sa.Column("unit_id", sa.Integer(), nullable=False),
            sa.Column("measure_id", sa.Integer(), nullable=False),
            sa.Column("value", sa.Float(), nullable=False),
            sa.CheckConstraint("value BETWEEN 0 AND 100", name=op.f("ck_goal_value")),
            sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_goal_measure_id_measure")),
            sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_goal_unit_id_unit"), ondelete="CASCADE"),
            sa.PrimaryKeyConstraint("unit_id", "measure_id", name=op.f("pk_goal")),
        )


def downgrade(side: str) -> None:
    """Drop the table."""
    if side == "people":
        op.drop_table("goal")
