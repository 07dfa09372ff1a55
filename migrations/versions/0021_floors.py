"""The floor of a town hall: questions and votes without a name."""

revision = "0021"
down_revision = "0020"


def upgrade(side: str) -> None:
    """Do nothing yet."""


def downgrade(side: str) -> None:
    """Undo nothing."""
