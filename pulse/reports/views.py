"""Pages of reports."""

from pulse.base.routes import Room

room = Room("reports", __name__)
