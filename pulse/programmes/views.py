"""Pages of programmes."""

from pulse.base.routes import Room

room = Room("programmes", __name__)
