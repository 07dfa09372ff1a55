"""Runs each revision on the people side, then on the ballot side; each has a version table of its own."""

from alembic import context
from sqlalchemy import Engine, MetaData

from pulse.base.db import WALLED, db

SIDES = {"people": None, "ballots": WALLED}


def _migrate(side: str, engine: Engine, metadata: MetaData) -> None:
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            compare_type=True,
            upgrade_token=f"{side}_upgrades",
            downgrade_token=f"{side}_downgrades",
        )
        with context.begin_transaction():
            context.run_migrations(side=side)
        connection.commit()


def _run() -> None:
    for side, bind in SIDES.items():
        _migrate(side, db.engines[bind], db.metadatas[bind])


_run()
