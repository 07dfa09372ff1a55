"""Pages that take larger files than all others: the limit is set before anything of a request is read."""

from collections.abc import Mapping

from flask import Flask, request, session


def install(app: Flask, megabytes: Mapping[str, int]) -> None:
    """Let some addresses take so many megabytes, from whoever is signed in."""

    @app.before_request
    def _allow_more() -> None:
        if request.path in megabytes and request.method == "POST" and "_user_id" in session:
            request.max_content_length = megabytes[request.path] * 1024 * 1024
