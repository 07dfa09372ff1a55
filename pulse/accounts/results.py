"""Pages of what customers answered."""

from pulse.accounts import models  # noqa: F401
from pulse.base.routes import Room

room = Room("customer_pulse", __name__)
