"""A room whose pages document themselves for programs: permission and look-log as everywhere, schemas besides."""

import flask_smorest

from pulse.base.routes import Room


class Doors(Room, flask_smorest.Blueprint):
    """Pages for programs."""
