"""Names as they are filed: people and teams in their reader's order, found without accents and whichever apostrophe."""

import sqlalchemy as sa
from alembic import op

from pulse.base import alphabet

revision = "0031"
down_revision = "0029"

TABLES = ("person", "team")
KIND = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")


def upgrade(side: str) -> None:
    """Add the column, and file everybody and every team."""
    if side != "people":
        return
    for table in TABLES:
        op.add_column(table, sa.Column("filed_as", KIND, server_default="", nullable=False))
        _file(table)
        op.create_index(op.f(f"ix_{table}_filed_as"), table, ["filed_as"])


def downgrade(side: str) -> None:
    """Drop it."""
    if side != "people":
        return
    for table in TABLES:
        op.drop_index(op.f(f"ix_{table}_filed_as"), table_name=table)
        op.drop_column(table, "filed_as")


def _file(table: str) -> None:
    rows = sa.table(table, sa.column("id"), sa.column("name"), sa.column("filed_as"))
    bind = op.get_bind()
    given = [{"at": row.id, "key": alphabet.key(row.name)} for row in bind.execute(sa.select(rows.c.id, rows.c.name))]
    if given:
        wanted = sa.update(rows).where(rows.c.id == sa.bindparam("at")).values(filed_as=sa.bindparam("key"))
        bind.execute(wanted, given)
