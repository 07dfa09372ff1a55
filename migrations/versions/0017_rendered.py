"""How teams that serve others were rated in each round."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade(side: str) -> None:
    """Make the tables; the tick fills them for rounds sealed before."""
    if side == "people":
        op.create_table(
            "rendered",
            sa.Column("round_id", sa.Integer(), nullable=False),
            sa.Column("server_uid", sa.String(length=32), nullable=False),
            sa.Column("question", sa.String(length=16), nullable=False),
            sa.Column("branch_uid", sa.String(length=32), nullable=False),
            sa.Column("members", sa.Integer(), nullable=False),
            sa.Column("gap", sa.String(length=24), nullable=False),
            sa.Column("n", sa.Integer(), nullable=False),
            sa.Column("score", sa.Float(), nullable=True),
            sa.Column("low", sa.Float(), nullable=True),
            sa.Column("high", sa.Float(), nullable=True),
            sa.Column("bands", sa.JSON(), nullable=False),
            sa.Column("clamped", sa.Integer(), nullable=True),
            sa.Column("about", sa.Boolean(), nullable=False),
            sa.Column("joined", sa.Boolean(), nullable=False),
            sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_rendered_round_id_round")),
            sa.PrimaryKeyConstraint(
                "round_id", "server_uid", "question", "branch_uid", name=op.f("pk_rendered")
            ),
        )  # fmt: skip
        op.create_index("ix_rendered_server_uid", "rendered", ["server_uid", "round_id"], unique=False)
        op.create_table(
            "weighed",
            sa.Column("round_id", sa.Integer(), nullable=False),
            sa.Column("named", sa.Boolean(), nullable=False),
            sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_weighed_round_id_round")),
            sa.PrimaryKeyConstraint("round_id", name=op.f("pk_weighed")),
        )


def downgrade(side: str) -> None:
    """Drop them."""
    if side == "people":
        op.drop_table("weighed")
        op.drop_index("ix_rendered_server_uid", table_name="rendered")
        op.drop_table("rendered")
