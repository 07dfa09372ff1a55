"""Pages of accounts and their contacts."""

from pulse.accounts import models  # noqa: F401
from pulse.base.routes import Room

room = Room("accounts", __name__)
