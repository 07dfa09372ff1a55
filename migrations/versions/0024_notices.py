"""What people are told, when they wish to be, and chat channels."""

revision = "0024"
down_revision = "0023"


def upgrade(side: str) -> None:
    """Do nothing yet."""


def downgrade(side: str) -> None:
    """Undo nothing."""
