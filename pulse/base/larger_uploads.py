"""Pages that take larger files than others, whose limit is `upload_megabytes`: said before a byte is read."""

from collections.abc import Mapping
from typing import Final

from flask import Flask, request, session

PASSED: Final = 256 * 1024 * 1024  # bytes of what is too large that are read all the same


def install(app: Flask, megabytes: Mapping[str, int]) -> None:
    """Let some addresses take so many megabytes, from whoever is signed in."""

    @app.before_request
    def _allow_more() -> None:
        if request.path in megabytes and request.method == "POST" and "_user_id" in session:
            request.max_content_length = megabytes[request.path] * 1024 * 1024


def let_pass() -> None:
    """Read on what is too large, and forget it: a proxy that still sends would hear of a broken line alone."""
    size, limit = request.content_length or 0, request.max_content_length
    if limit is None or size <= limit:
        return  # refused for something else, in its midst
    left = min(size, PASSED)
    while left > 0 and (part := request.environ["wsgi.input"].read(min(left, 1 << 16))):
        left -= len(part)
