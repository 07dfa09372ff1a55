"""Which team follows which, so that lines may go on across a merger."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade(side: str) -> None:
    """Make the table."""
    if side == "people":
        op.create_table(
            "succession",
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("uid", sa.String(length=32), nullable=False),
            sa.Column("team_uid", sa.String(length=32), nullable=False),
            sa.Column("follows_uid", sa.String(length=32), nullable=False),
            sa.Column("on", sa.Date(), nullable=False),
            sa.Column("part", sa.Boolean(), server_default=sa.text("false"), nullable=False),
            sa.CheckConstraint("team_uid <> follows_uid", name=op.f("ck_succession_itself")),
            sa.PrimaryKeyConstraint("id", name=op.f("pk_succession")),
            sa.UniqueConstraint("team_uid", "follows_uid", name=op.f("uq_succession_team_uid")),
            sa.UniqueConstraint("uid", name=op.f("uq_succession_uid")),
        )
        op.create_index(op.f("ix_succession_follows_uid"), "succession", ["follows_uid"])


def downgrade(side: str) -> None:
    """Drop the table."""
    if side == "people":
        op.drop_index(op.f("ix_succession_follows_uid"), table_name="succession")
        op.drop_table("succession")
