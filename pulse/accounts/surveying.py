"""Pages on which HR asks customers."""

from pulse.accounts import models  # noqa: F401
from pulse.base.routes import Room

room = Room("surveying", __name__)
