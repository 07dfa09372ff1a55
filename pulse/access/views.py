"""Pages of access."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from pulse.base.routes import Room

room = Room("access", __name__)
limiter = Limiter(get_remote_address, storage_uri="memory://", default_limits=[])
