"""Pages of home."""

from pulse.base.routes import Room

room = Room("home", __name__)
