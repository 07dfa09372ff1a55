"""Pages of rounds."""

from pulse.base.routes import Room

room = Room("rounds", __name__)
