"""Pages that bring contacts in."""

from pulse.accounts import models  # noqa: F401
from pulse.base.routes import Room

room = Room("importing", __name__)
