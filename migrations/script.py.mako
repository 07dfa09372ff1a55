"""${message}"""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade(side: str) -> None:
    """Go forward on one side."""
    if side == "people":
        ...
    else:
        ...


def downgrade(side: str) -> None:
    """Go back on one side."""
    if side == "people":
        ...
    else:
        ...
