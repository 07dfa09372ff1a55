"""Units that customers rate, measures, single ratings and the figures of each month."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade(side: str) -> None:
    """Make the tables."""
    if side == "people":
        _unit()
        _measure()
        _delivery()
        _unit_team()
        _figure()
        _rating()


def downgrade(side: str) -> None:
    """Drop the tables."""
    if side == "people":
        op.drop_index(op.f("ix_rating_delivery_id"), table_name="rating")
        op.drop_table("rating")
        op.drop_index(op.f("ix_figure_delivery_id"), table_name="figure")
        op.drop_table("figure")
        op.drop_index(op.f("ix_unit_team_unit_id"), table_name="unit_team")
        op.drop_table("unit_team")
        op.drop_index("ix_delivery_state", table_name="delivery")
        op.drop_table("delivery")
        op.drop_table("unit")
        op.drop_table("measure")


def _unit() -> None:
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("name", name=op.f("uq_unit_name")),
        sa.UniqueConstraint("uid", name=op.f("uq_unit_uid")),
    )


def _measure() -> None:
    op.create_table(
        "measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("low", sa.Float(), nullable=False),
        sa.Column("high", sa.Float(), nullable=False),
        sa.Column("higher_is_better", sa.Boolean(), nullable=False),
        sa.Column("monthly", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('satisfaction', 'recommend', 'rebuy', 'retention', 'complaints', 'promise', 'other')",
            name=op.f("ck_measure_kind"),
        ),
        sa.CheckConstraint("low < high", name=op.f("ck_measure_scale")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
        sa.UniqueConstraint("name", name=op.f("uq_measure_name")),
        sa.UniqueConstraint("uid", name=op.f("uq_measure_uid")),
    )


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=True),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'read', 'confirmed', 'landed', 'leaving', 'failed', 'dropped')",
            name=op.f("ck_delivery_state"),
        ),
        sa.CheckConstraint("way IN ('file', 'folder', 'program', 'asked')", name=op.f("ck_delivery_way")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_delivery_measure_id_measure")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("uid", name=op.f("uq_delivery_uid")),
    )
    op.create_index("ix_delivery_state", "delivery", ["state"], unique=False)


def _unit_team() -> None:
    op.create_table(
        "unit_team",
        sa.Column("team_uid", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_team_unit_id_unit"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team_uid", name=op.f("pk_unit_team")),
    )
    op.create_index(op.f("ix_unit_team_unit_id"), "unit_team", ["unit_id"], unique=False)


def _figure() -> None:
    op.create_table(
        "figure",
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("mean", sa.Float(), nullable=False),
        sa.Column("sd", sa.Float(), nullable=True),
        sa.Column("satisfied", sa.Integer(), nullable=True),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_figure_delivery_id_delivery")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_figure_measure_id_measure")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_figure_unit_id_unit")),
        sa.PrimaryKeyConstraint("measure_id", "unit_id", "month", name=op.f("pk_figure")),
    )
    op.create_index(op.f("ix_figure_delivery_id"), "figure", ["delivery_id"], unique=False)


def _rating() -> None:
    op.create_table(
        "rating",
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_rating_delivery_id_delivery")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_rating_measure_id_measure")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_rating_unit_id_unit")),
        sa.PrimaryKeyConstraint("measure_id", "key", name=op.f("pk_rating")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_rating_delivery_id"), "rating", ["delivery_id"], unique=False)
