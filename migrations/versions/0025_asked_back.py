"""Questions asked once, and the lines of a pulse's first screen."""

revision = "0025"
down_revision = "0024"


def upgrade(side: str) -> None:
    """Do nothing yet."""


def downgrade(side: str) -> None:
    """Undo nothing."""
