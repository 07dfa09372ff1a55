"""Pages of admin."""

from pulse.base.routes import Room

room = Room("admin", __name__)
