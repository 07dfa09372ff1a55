"""Who may send what changes something: our own pages, with their session's token; other than that only as declared.

Every request that may write is looked at here, before anything else is. A route that wants less says so, and why.
"""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from flask import Flask, current_app, request
from flask_wtf.csrf import CSRFProtect
from itsdangerous import BadData, URLSafeTimedSerializer

from pulse.base import clock
from pulse.base.errors import Foreign
from pulse.base.origins import is_foreign
from pulse.base.settings import settings
from pulse.base.transactions import READS

View = TypeVar("View", bound=Callable[..., object])
TOKENLESS = "tokenless"
FROM_ANYWHERE = "from_anywhere"


class Lapse(StrEnum):
    """Why a token is none, as far as can be told."""

    AGE = "age"  # the page is older than a session lasts
    COOKIE = "cookie"  # the token is good, and no cookie came along
    SESSION = "session"  # the token belongs to a session that is gone
    UNKNOWN = ""  # no token of ours


def tokenless(why: str) -> Callable[[View], View]:
    """Declare that a page of ours posts here without a token, and why nobody else could make it do harm."""
    return _declared(TOKENLESS, why)


def from_anywhere(why: str) -> Callable[[View], View]:
    """Declare that programs post here, wherever they run, and what they prove themselves with instead."""
    return _declared(FROM_ANYWHERE, why)


def _declared(what: str, why: str) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.__dict__[what] = why
        return view

    return mark


def install(app: Flask) -> None:
    """Look at every request that may write. Flask-WTF checks tokens; where a request came from is checked here.

    Its own check wants the header Referer over https, which our pages never send: addresses here hold secrets.
    """
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_SSL_STRICT=False)
    csrf = CSRFProtect(app)

    @app.before_request
    def _checked() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if view is None or request.method in READS or hasattr(view, FROM_ANYWHERE):
            return
        if is_foreign(request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin"), _own()):
            raise Foreign
        if app.config["WTF_CSRF_ENABLED"] and not hasattr(view, TOKENLESS):
            csrf.protect()


def _own() -> tuple[str, str]:
    """Return the address that this request names, and the one the host has set: a proxy may put another name in."""
    return request.host_url, settings().base_url


def ask_for_token() -> None:
    """Raise CSRFError without a good token, on a route that needs one from whoever is signed in only."""
    if current_app.config["WTF_CSRF_ENABLED"]:
        current_app.extensions["csrf"].protect()


def lapse() -> Lapse:
    """Say why the token of this request was refused."""
    signed = URLSafeTimedSerializer(str(current_app.secret_key), salt="wtf-csrf-token")
    try:
        _value, made = signed.loads(_token(), return_timestamp=True)
    except BadData:
        return Lapse.UNKNOWN
    if clock.now() - made >= timedelta(seconds=current_app.permanent_session_lifetime.total_seconds()):
        return Lapse.AGE
    return Lapse.SESSION if current_app.config["SESSION_COOKIE_NAME"] in request.cookies else Lapse.COOKIE


def _token() -> str:
    return request.form.get("csrf_token") or request.headers.get("X-CSRFToken") or ""
