"""Town halls, who entered them, what became of questions."""

revision = "0020"
down_revision = "0019"


def upgrade(side: str) -> None:
    """Do nothing yet."""


def downgrade(side: str) -> None:
    """Undo nothing."""
