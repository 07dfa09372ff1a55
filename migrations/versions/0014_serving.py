"""Who serves whom, who may be named, whether a programme asks about teams; cells of questions about teams."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_CHECK = "(clamped IS NULL) = (favourable IS NOT NULL)"


def upgrade(side: str) -> None:
    """Make the tables, add the column, and let the name of a cell's question hold the uid of a team."""
    if side == "people":
        op.add_column("programme", sa.Column("inside", sa.String(length=8), nullable=False, server_default="none"))
        _service()
        op.create_table(
            "nameable",
            sa.Column("team_id", sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_nameable_team_id_team")),
            sa.PrimaryKeyConstraint("team_id", name=op.f("pk_nameable")),
        )
    else:
        _question(sa.String(length=16), sa.String(length=64))


def downgrade(side: str) -> None:
    """Drop them; what was rated of teams has no place in the narrower table."""
    if side == "people":
        op.drop_table("nameable")
        op.drop_index(op.f("ix_service_served_id"), table_name="service")
        op.drop_table("service")
        op.drop_column("programme", "inside")
    else:
        op.execute("DELETE FROM cell WHERE question LIKE '%/%'")
        _question(sa.String(length=64), sa.String(length=16))


def _service() -> None:
    op.create_table(
        "service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("server_id", sa.Integer(), nullable=False),
        sa.Column("served_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("server_id <> served_id", name=op.f("ck_service_itself")),
        sa.ForeignKeyConstraint(["served_id"], ["team.id"], name=op.f("fk_service_served_id_team")),
        sa.ForeignKeyConstraint(["server_id"], ["team.id"], name=op.f("fk_service_server_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("server_id", "served_id", name=op.f("uq_service_server_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_service_uid")),
    )
    op.create_index(op.f("ix_service_served_id"), "service", ["served_id"], unique=False)


def _question(before: sa.String, after: sa.String) -> None:
    """Change the column's width. SQLite lays the table anew: without hidden row numbers, as it was."""
    check = sa.CheckConstraint(_CHECK, name=op.f("ck_cell_bands_or_class"))
    kwargs = {"sqlite_with_rowid": False}
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("cell", "question", existing_type=before, type_=after, existing_nullable=False)
        return
    with op.batch_alter_table("cell", table_args=(check,), table_kwargs=kwargs, recreate="always") as batch:
        batch.alter_column("question", existing_type=before, type_=after, existing_nullable=False)
