"""Promises and their ledger."""

revision = "0019"
down_revision = "0018"


def upgrade(side: str) -> None:
    """Do nothing yet."""


def downgrade(side: str) -> None:
    """Undo nothing."""
