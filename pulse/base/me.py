"""Who is asking."""

from typing import Any

from flask_login import current_user

from pulse.base.errors import SignInNeeded


def viewer() -> Any | None:
    """Return the signed-in person, or None."""
    return current_user._get_current_object() if current_user and current_user.is_authenticated else None


def me() -> Any:
    """Return the signed-in person; raise SignInNeeded when there is none."""
    person = viewer()
    if person is None:
        raise SignInNeeded
    return person
