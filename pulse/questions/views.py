"""Pages of questions."""

from pulse.base.routes import Room

room = Room("questions", __name__)
