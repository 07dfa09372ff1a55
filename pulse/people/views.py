"""Pages of people."""

from pulse.base.routes import Room

room = Room("people", __name__)
