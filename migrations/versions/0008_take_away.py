"""Tokens for programs, papers that are made in the background, and the mail that tells leaders of a seal."""

import sqlalchemy as sa
from alembic import op

from pulse.base.db import Moment

revision = "0008"
down_revision = "0007"


def upgrade(side: str) -> None:
    """Make the tables."""
    if side == "people":
        op.create_table(
            "digest",
            sa.Column("person_id", sa.Integer(), nullable=False),
            sa.Column("round_id", sa.Integer(), nullable=False),
            sa.Column("due_at", Moment(), nullable=False),
            sa.ForeignKeyConstraint(
                ["person_id"], ["person.id"], name=op.f("fk_digest_person_id_person"), ondelete="CASCADE"
            ),
            sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_digest_round_id_round")),
            sa.PrimaryKeyConstraint("person_id", "round_id", name=op.f("pk_digest")),
        )
        op.create_index(op.f("ix_digest_due_at"), "digest", ["due_at"], unique=False)
        op.create_table(
            "digested",
            sa.Column("round_id", sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_digested_round_id_round")),
            sa.PrimaryKeyConstraint("round_id", name=op.f("pk_digested")),
        )
        op.create_table(
            "no_digest",
            sa.Column("person_id", sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(
                ["person_id"], ["person.id"], name=op.f("fk_no_digest_person_id_person"), ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint("person_id", name=op.f("pk_no_digest")),
        )
        op.create_table(
            "paper",
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("uid", sa.String(length=32), nullable=False),
            sa.Column("person_id", sa.Integer(), nullable=False),
            sa.Column("round_id", sa.Integer(), nullable=False),
            sa.Column("team_uid", sa.String(length=32), nullable=False),
            sa.Column("state", sa.String(length=16), nullable=False),
            sa.Column("asked_at", Moment(), nullable=False),
            sa.Column("leased_until", Moment(), nullable=True),
            sa.Column("tries", sa.Integer(), nullable=False),
            sa.Column("content", sa.LargeBinary(), nullable=True),
            sa.ForeignKeyConstraint(
                ["person_id"], ["person.id"], name=op.f("fk_paper_person_id_person"), ondelete="CASCADE"
            ),
            sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_paper_round_id_round")),
            sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
            sa.UniqueConstraint("uid", name=op.f("uq_paper_uid")),
        )
        op.create_index(op.f("ix_paper_person_id"), "paper", ["person_id"], unique=False)
        op.create_index("ix_paper_state", "paper", ["state", "asked_at"], unique=False)
        op.create_table(
            "token",
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("uid", sa.String(length=32), nullable=False),
            sa.Column("digest", sa.String(length=64), nullable=False),
            sa.Column("person_id", sa.Integer(), nullable=False),
            sa.Column("name", sa.String(length=60), nullable=False),
            sa.Column("made_on", sa.Date(), nullable=False),
            sa.Column("expires_at", Moment(), nullable=False),
            sa.Column("last_used_on", sa.Date(), nullable=True),
            sa.ForeignKeyConstraint(
                ["person_id"], ["person.id"], name=op.f("fk_token_person_id_person"), ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
            sa.UniqueConstraint("digest", name=op.f("uq_token_digest")),
            sa.UniqueConstraint("uid", name=op.f("uq_token_uid")),
        )
        op.create_index(op.f("ix_token_person_id"), "token", ["person_id"], unique=False)


def downgrade(side: str) -> None:
    """Drop the tables."""
    if side == "people":
        op.drop_index(op.f("ix_token_person_id"), table_name="token")
        op.drop_table("token")
        op.drop_index("ix_paper_state", table_name="paper")
        op.drop_index(op.f("ix_paper_person_id"), table_name="paper")
        op.drop_table("paper")
        op.drop_table("no_digest")
        op.drop_table("digested")
        op.drop_index(op.f("ix_digest_due_at"), table_name="digest")
        op.drop_table("digest")
