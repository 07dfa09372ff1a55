"""Threads of replies to comments."""

revision = "0022"
down_revision = "0021"


def upgrade(side: str) -> None:
    """Do nothing yet."""


def downgrade(side: str) -> None:
    """Undo nothing."""
