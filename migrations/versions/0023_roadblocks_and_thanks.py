"""Roadblocks, thanks and values."""

revision = "0023"
down_revision = "0022"


def upgrade(side: str) -> None:
    """Do nothing yet."""


def downgrade(side: str) -> None:
    """Undo nothing."""
