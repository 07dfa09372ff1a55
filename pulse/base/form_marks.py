"""The mark in every form: to whom it was shown, on which page, and which of many it is."""

import secrets
from dataclasses import dataclass
from typing import Final

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.exceptions import HTTPException

from pulse.base.me import viewer

FIELD: Final = "form_mark"
LONGEST_PAGE: Final = 1000
FORMS: Final = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


@dataclass(frozen=True)
class FormMark:
    """What a form says of itself; signed, so that nobody else can say it."""

    person: int
    page: str
    once: str


def for_form() -> str:
    """Return the mark for the forms of this page; nothing for a page that nobody is signed in on."""
    person = viewer()
    if person is None:
        return ""
    if "pulse.mark" not in request.environ:
        given = [person.id, _page()[:LONGEST_PAGE], secrets.token_urlsafe(9)]
        request.environ["pulse.mark"] = _signer().dumps(given)
    return str(request.environ["pulse.mark"])


def posted() -> FormMark | None:
    """Return the mark of the form that was sent; None when there is none, or none of ours."""
    if request.method != "POST" or request.mimetype not in FORMS:
        return None
    try:
        person, page, once = _signer().loads(request.form.get(FIELD, ""))
    except (BadSignature, HTTPException, TypeError, ValueError):  # HTTPException: too large to be read
        return None
    return FormMark(person, page, once)


def _page() -> str:
    """Return the address that shows this page: of a form that was sent and shown again, where it stood at first."""
    if request.method in {"GET", "HEAD"}:
        return request.full_path.rstrip("?")
    mark = posted()
    return mark.page if mark else request.path


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="pulse.form")
