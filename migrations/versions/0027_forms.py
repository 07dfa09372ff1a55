"""What was done already, and what was typed when a session had ended."""

import sqlalchemy as sa
from alembic import op

from pulse.base.db import Moment

revision = "0027"
down_revision = "0026"


def upgrade(side: str) -> None:
    """Make the two tables."""
    if side == "people":
        _done()
        _kept_form()


def downgrade(side: str) -> None:
    """Drop them."""
    if side == "people":
        op.drop_index(op.f("ix_kept_form_person_id"), table_name="kept_form")
        op.drop_table("kept_form")
        op.drop_index(op.f("ix_done_person_id"), table_name="done")
        op.drop_table("done")


def _done() -> None:
    op.create_table(
        "done",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=500), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_done_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_done")),
    )
    op.create_index(op.f("ix_done_person_id"), "done", ["person_id"], unique=False)


def _kept_form() -> None:
    op.create_table(
        "kept_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_kept_form_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_form")),
        sa.UniqueConstraint("holder", "place", name=op.f("uq_kept_form_holder")),
    )
    op.create_index(op.f("ix_kept_form_person_id"), "kept_form", ["person_id"], unique=False)
