"""HEAD: the status and headers of the GET of the same address; nothing is sent, and nothing written."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import request

ASKED = "pulse.head"


class Heads:
    """Hands HEAD to the pages as GET: what looks at the method need not know both."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer; of a HEAD's answer nothing is read, and what it holds open is closed."""
        if environ["REQUEST_METHOD"] != "HEAD":
            return self.app(environ, start_response)
        answer = self.app({**environ, "REQUEST_METHOD": "GET", ASKED: True}, start_response)
        if hasattr(answer, "close"):
            answer.close()
        return ()


def is_head() -> bool:
    """Say whether nobody will see this answer, so that nothing is noted as read."""
    return ASKED in request.environ
