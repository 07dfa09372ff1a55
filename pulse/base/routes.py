"""A page names its permission and what it is about; the guard and the transaction edge do the rest."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import flask_smorest
from flask import Blueprint, Response, current_app, make_response, request
from flask.typing import ResponseReturnValue

from pulse.base import editing, form_marks, kept_forms, once, transactions
from pulse.base.errors import NotFound
from pulse.base.heads import is_head
from pulse.base.may import May
from pulse.base.me import me

Answer = ResponseReturnValue
View = Callable[..., Answer]
About = Callable[..., Any]


def _look(page: str, subject: Any | None) -> Any | None:
    """Return what the look-log is to keep; asked while the page's own transaction still knows who reads it."""
    return current_app.extensions["pulse.look"](page, subject)


class Room(Blueprint):
    """A feature folder's pages."""

    def __init__(self, name: str, import_name: str, url_prefix: str | None = None) -> None:
        super().__init__(name, import_name, url_prefix=url_prefix)

    def page(
        self,
        rule: str,
        *,
        may: May,
        methods: tuple[str, ...] = ("GET",),
        about: About | None = None,
        look: str | None = None,
    ) -> Callable[[View], View]:
        """Register a view.

        may: the permission; about: from the route's arguments to what the permission is asked about;
        look: names a results page, whose opening by HR or a leader is entered in the look-log.
        """

        def register(view: View) -> View:
            @wraps(view)
            def guarded(**arguments: Any) -> Response:
                transactions.begin_request()
                if any("\0" in str(given) for given in arguments.values()):
                    raise NotFound  # PostgreSQL refuses the byte with an error of its own
                sent = once.key()
                if sent and not once.claim(sent):
                    return transactions.end_request(once.already(sent))
                if request.method == "POST":
                    editing.one_at_a_time()
                if may is not May.ANYONE:
                    me()  # before anything is looked up: whoever must sign in first is told so, whatever is there
                subject = about(**arguments) if about else None
                current_app.extensions["pulse.guard"](may, subject)
                response = editing.told(make_response(view(**arguments)))
                seen = _look(look, subject) if look and response.status_code == 200 and not is_head() else None
                transactions.end_request(_written_down(sent, response))
                if seen is not None:
                    transactions.note(seen)
                return kept_forms.refilled(response) if request.method == "GET" else response

            guarded.__dict__["may"] = may
            guarded.__dict__["look"] = look
            self.add_url_rule(rule, endpoint=view.__name__, view_func=guarded, methods=list(methods))
            return view

        return register


class ApiRoom(Room, flask_smorest.Blueprint):
    """Pages for programs, which document themselves: permission and look-log as everywhere, schemas besides."""


def _written_down(sent: str, response: Response) -> Response:
    """Note what a form led to, so that it is not done twice, and forget what was kept of it."""
    if sent:
        once.note(sent, response)
        if response.status_code < 400:
            kept_forms.settle(form_marks.posted())
    return response
