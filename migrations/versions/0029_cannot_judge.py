"""What could not be tested is stored as "cannot be judged yet"."""

from alembic import op

revision = "0029"
down_revision = "0028"

OLD, NEW = "not enough rounds", "cannot be judged yet"


def upgrade(side: str) -> None:
    """Store the new words."""
    if side == "people":
        op.execute(f"UPDATE mark SET verdict = '{NEW}' WHERE verdict = '{OLD}'")


def downgrade(side: str) -> None:
    """Store the old words."""
    if side == "people":
        op.execute(f"UPDATE mark SET verdict = '{OLD}' WHERE verdict = '{NEW}'")
