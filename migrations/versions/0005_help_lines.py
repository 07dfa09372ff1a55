"""Where to turn: the words HR sets for those who write of something heavy."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade(side: str) -> None:
    """Make the table."""
    if side == "people":
        op.create_table(
            "help_line",
            sa.Column("language", sa.String(length=16), nullable=False),
            sa.Column("words", sa.String(length=500), nullable=False),
            sa.CheckConstraint("length(words) BETWEEN 1 AND 500", name=op.f("ck_help_line_words")),
            sa.PrimaryKeyConstraint("language", name=op.f("pk_help_line")),
        )


def downgrade(side: str) -> None:
    """Drop the table."""
    if side == "people":
        op.drop_table("help_line")
