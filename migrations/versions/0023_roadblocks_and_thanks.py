"""Roadblocks, thanks and values."""

import sqlalchemy as sa
from alembic import op

from pulse.base.db import Moment

revision = "0023"
down_revision = "0022"


def upgrade(side: str) -> None:
    """Make the tables."""
    if side == "people":
        _roadblock()
        op.create_table(
            "company_value",
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("uid", sa.String(length=32), nullable=False),
            sa.Column("name", sa.String(length=60), nullable=False),
            sa.Column("words", sa.String(length=200), nullable=False),
            sa.Column("retired_at", Moment(), nullable=True),
            sa.PrimaryKeyConstraint("id", name=op.f("pk_company_value")),
            sa.UniqueConstraint("name", name=op.f("uq_company_value_name")),
            sa.UniqueConstraint("uid", name=op.f("uq_company_value_uid")),
        )
        _thanks()


def downgrade(side: str) -> None:
    """Drop them."""
    if side == "people":
        op.drop_table("thanks")
        op.drop_table("company_value")
        op.drop_table("roadblock")


def _roadblock() -> None:
    op.create_table(
        "roadblock",
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("home", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("same_as", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'removed', 'explained', 'promise', 'aside', 'same')", name=op.f("ck_roadblock_state")
        ),
        sa.CheckConstraint("state IN ('waiting', 'same') OR length(words) > 0", name=op.f("ck_roadblock_words")),
        sa.CheckConstraint(
            "state IN ('waiting', 'same', 'promise') OR length(reason) > 0", name=op.f("ck_roadblock_reason")
        ),
        sa.CheckConstraint("(state = 'same') = (length(same_as) > 0)", name=op.f("ck_roadblock_same_as")),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["person.id"], name=op.f("fk_roadblock_by_person_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_roadblock_round_id_round")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_roadblock")),
    )
    op.create_index("ix_roadblock_home", "roadblock", ["home", "state"], unique=False)
    op.create_index(op.f("ix_roadblock_round_id"), "roadblock", ["round_id"], unique=False)
    op.create_index(op.f("ix_roadblock_by_person_id"), "roadblock", ["by_person_id"], unique=False)


def _thanks() -> None:
    op.create_table(
        "thanks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=280), nullable=False),
        sa.Column("customer", sa.String(length=8), nullable=False),
        sa.Column("value_id", sa.Integer(), nullable=True),
        sa.Column("said_at", Moment(), nullable=False),
        sa.Column("taken_back_at", Moment(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint("customer IN ('outside', 'inside')", name=op.f("ck_thanks_customer")),
        sa.CheckConstraint("person_id IS NOT NULL OR team_id IS NOT NULL", name=op.f("ck_thanks_whom")),
        sa.CheckConstraint("person_id <> by_person_id", name=op.f("ck_thanks_oneself")),
        sa.CheckConstraint("(taken_back_at IS NULL) = (length(words) > 0)", name=op.f("ck_thanks_words")),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["person.id"], name=op.f("fk_thanks_by_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_thanks_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_thanks_team_id_team")),
        sa.ForeignKeyConstraint(["value_id"], ["company_value.id"], name=op.f("fk_thanks_value_id_company_value")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks")),
        sa.UniqueConstraint("uid", name=op.f("uq_thanks_uid")),
    )
    op.create_index("ix_thanks_said", "thanks", ["said_at"], unique=False)
    op.create_index("ix_thanks_team", "thanks", ["team_id", "said_at"], unique=False)
    op.create_index("ix_thanks_by", "thanks", ["by_person_id", "said_at"], unique=False)
    op.create_index(op.f("ix_thanks_person_id"), "thanks", ["person_id"], unique=False)
