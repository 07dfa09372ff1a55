"""Pages of ballots."""

from pulse.base.routes import Room

room = Room("ballots", __name__)
