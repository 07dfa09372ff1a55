"""How many requests in a row: tries to sign in and answers of customers by address, calls of the interface by token."""

from flask import request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

LIMITED = frozenset({"access", "api", "pushes", "answering"})  # nothing else is limited: do not even look

limiter = Limiter(get_remote_address, storage_uri="memory://", default_limits=[])
limiter.request_filter(lambda: request.blueprint not in LIMITED)
