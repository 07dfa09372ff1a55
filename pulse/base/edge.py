"""The edge: what every request is read as, security headers on every answer, and errors as pages."""

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, redirect, render_template, request
from flask.json.provider import DefaultJSONProvider
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from pulse.base import form_marks, form_returns, larger_uploads, senders, transactions
from pulse.base.errors import Foreign, PulseError, SignInNeeded
from pulse.base.heads import Heads
from pulse.base.routes import Answer
from pulse.base.texts import Numbers, Request
from pulse.base.wording import words_of_errors

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TRUSTED_TYPES = "; require-trusted-types-for 'script'; trusted-types 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
}


class Reading(DefaultJSONProvider):
    """JSON that is nested too deeply is malformed like any other, not a crash."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Read JSON. Raises ValueError."""
        try:
            return super().loads(s, **kwargs)
        except RecursionError as fault:
            raise ValueError("nested too deeply") from fault


def install(app: Flask, *, strict: bool) -> None:
    """Put headers and error pages on an application, and read what it is asked as it can be stored.

    strict: whether browsers are told to come by https alone, to the port they then take, for a year.
    """
    app.json = Reading(app)
    app.request_class = Request
    app.url_map.converters["int"] = Numbers
    app.wsgi_app = Heads(app.wsgi_app)  # type: ignore[method-assign]
    app.jinja_env.globals["form_mark"] = form_marks.for_form

    @app.after_request
    def _secured(response: Response) -> Response:
        pulse_page = request.endpoint in PULSE_PAGES
        response.headers.setdefault("Content-Security-Policy", POLICY + (TRUSTED_TYPES if pulse_page else ""))
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if strict:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.endpoint != "static" and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response

    app.register_error_handler(PulseError, _refused)
    app.register_error_handler(Foreign, _foreign)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _forged)


PULSE_PAGES = frozenset({"rounds.pulse", "live.floor", "live.screen", "conversations.replies"})


def wants_json() -> bool:
    """Say whether the caller is a program rather than a person."""
    return request.is_json or request.path in {"/credential", "/ballot", "/visit"} or request.path.startswith("/api/")


def _refused(error: PulseError) -> Answer:
    transactions.abandon_request()
    if isinstance(error, SignInNeeded) and not wants_json():
        return form_returns.signed_out() or _to_sign_in()
    if wants_json():
        return {"error": error.message or HTTPStatus(error.status).phrase}, error.status
    return form_returns.back(error.status, error.message) or page(error.status, error.message)


def _http(error: HTTPException) -> Answer:
    transactions.abandon_request()
    if error.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        larger_uploads.let_pass()
    if wants_json():
        wrong = getattr(error, "data", {}).get("messages")  # of which parameter of the interface
        return {"error": error.name, **({"fields": wrong} if wrong else {})}, error.code or 500
    return form_returns.back(error.code or 500, "") or page(error.code or 500)


def _foreign(_error: Foreign) -> Answer:
    transactions.abandon_request()
    return _told(403, "foreign")


def _forged(_error: CSRFError) -> Answer:
    transactions.abandon_request()
    return form_returns.signed_out() or form_returns.out_of_date() or _told(400, senders.lapse())


def _told(status: int, why: str) -> Answer:
    return ({"error": why or "token"}, status) if wants_json() else page(status, why=why)


def _to_sign_in() -> Answer:
    wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return redirect("/sign-in" if wanted == "/" else f"/sign-in?next={quote(wanted)}", code=303)


def page(status: int, message: str = "", why: str = "") -> Answer:
    """Render the error page: for a reason that has words of its own, else for the status.

    Without a database, which the page's head asks who is signed in, it is one line.
    """
    try:
        return render_template(
            "errors/error.html", code=status, message=message, why=why, words=words_of_errors()
        ), status
    except SQLAlchemyError:
        transactions.abandon_request()
        return Response(f"Pulse cannot answer just now ({status}). Please try again in a minute.\n", status)
