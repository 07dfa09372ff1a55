"""Mails that tell of a seal: what waits is a round and a reader; when somebody was told last stands beside it."""

import sqlalchemy as sa
from alembic import op

from pulse.base.db import Moment

revision = "0009"
down_revision = "0008"


def upgrade(side: str) -> None:
    """Make the tables; nothing has been written to the old one."""
    if side == "people":
        op.drop_index(op.f("ix_digest_due_at"), table_name="digest")
        op.drop_table("digest")
        _digest()
        op.create_table(
            "told",
            sa.Column("person_id", sa.Integer(), nullable=False),
            sa.Column("told_at", Moment(), nullable=False),
            sa.ForeignKeyConstraint(
                ["person_id"], ["person.id"], name=op.f("fk_told_person_id_person"), ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint("person_id", name=op.f("pk_told")),
        )


def downgrade(side: str) -> None:
    """Drop the tables; what still waits is not told."""
    if side == "people":
        op.drop_table("told")
        op.drop_table("digest")
        _digest(sa.Column("due_at", Moment(), nullable=False))
        op.create_index(op.f("ix_digest_due_at"), "digest", ["due_at"], unique=False)


def _digest(*more: sa.Column[object]) -> None:
    op.create_table(
        "digest",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        *more,
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_digest_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_digest_round_id_round")),
        sa.PrimaryKeyConstraint("person_id", "round_id", name=op.f("pk_digest")),
    )
