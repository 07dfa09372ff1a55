"""The pages that customers answer on."""

from pulse.accounts import models  # noqa: F401
from pulse.base.routes import Room

room = Room("answering", __name__)
