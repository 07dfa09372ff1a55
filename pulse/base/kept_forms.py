"""What somebody typed whose session had ended: kept for an hour, for the same person on the same browser.

It is sealed with a key that only the browser holds, in a cookie; the database alone opens nothing. It is never done by
itself: after signing in the form is shown again, and the person presses the button.
"""

import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Response, current_app, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import delete, select

from pulse.base import clock, form_filling, form_marks
from pulse.base.db import db
from pulse.base.me import viewer
from pulse.base.models import KeptForm
from pulse.base.signing import digest, new_token
from pulse.base.transactions import transaction
from pulse.base.upsert import insert_into

LASTS: Final = timedelta(hours=1)
LARGEST: Final = 400_000  # bytes
MOST: Final = 5  # of one person


def keep(mark: form_marks.FormMark) -> Response:
    """Keep what was sent, and lead to signing in."""
    answer = make_response(redirect(f"/sign-in?next={quote(mark.page)}", code=303))
    typed = list(request.form.items(multi=True))
    if not form_filling.words(typed):
        return answer
    held = request.cookies.get(_cookie()) or new_token()
    sealed = _sealed(held, mark, typed)
    if len(sealed) > LARGEST:
        flash(_("You have been signed out, and what you sent was too much to be kept. Nothing was saved."), "error")
        return answer
    with transaction():
        _store(held, mark, sealed)
    flash(_("You have been signed out. What you typed is kept for an hour: sign in, and it is there again."), "info")
    answer.set_cookie(
        _cookie(),
        held,
        max_age=int(LASTS.total_seconds()),
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )
    return answer


def refilled(response: Response) -> Response:
    """Put what was kept into the page on which it was typed, when the same person opens it."""
    held, person = request.cookies.get(_cookie()), viewer()
    if not held or person is None or response.status_code != 200 or response.mimetype != "text/html":
        return response
    page = request.full_path.rstrip("?")
    wanted = select(KeptForm.sealed).where(
        KeptForm.holder == digest(held),
        KeptForm.place == _place(held, page),
        KeptForm.person_id == person.id,
        KeptForm.expires_at > clock.now(),
    )
    sealed = db.session.scalar(wanted)
    opened = _opened(held, sealed) if sealed else None
    if opened is None:
        return response
    found = form_filling.fill(response.get_data(as_text=True), page, opened["action"], opened["typed"])
    if found.placed or found.left:
        given = {"again": True, "files": opened["files"], "left": found.left, "code": 200, "message": ""}
        notice = render_template("errors/_returned.html", **given)
        response.set_data(form_filling.insert(found.html, notice))
    return response


def settle(mark: form_marks.FormMark | None) -> None:
    """Forget what was kept of a form that is done now."""
    held = request.cookies.get(_cookie())
    if held and mark:
        mine = KeptForm.holder == digest(held), KeptForm.place == _place(held, mark.page)
        db.session.execute(delete(KeptForm).where(*mine))


def drop(*, but_of: int = 0) -> None:
    """Forget what this browser keeps, but for one person: nobody else who signs in here finds it."""
    if held := request.cookies.get(_cookie()):
        mine = KeptForm.holder == digest(held), KeptForm.person_id != but_of
        db.session.execute(delete(KeptForm).where(*mine))


def purge(now: datetime) -> None:
    """Forget what nobody came back for."""
    db.session.execute(delete(KeptForm).where(KeptForm.expires_at <= now))


def _store(held: str, mark: form_marks.FormMark, sealed: bytes) -> None:
    row = {"holder": digest(held), "person_id": mark.person, "place": _place(held, mark.page), "sealed": sealed}
    row["expires_at"] = clock.now() + LASTS
    fresh = {name: row[name] for name in ("person_id", "sealed", "expires_at")}
    made = insert_into(KeptForm).values(row)
    db.session.execute(made.on_conflict_do_update(index_elements=["holder", "place"], set_=fresh))
    newest = select(KeptForm.id).where(KeptForm.person_id == mark.person).order_by(KeptForm.expires_at.desc())
    keep_these = list(db.session.scalars(newest.limit(MOST)))
    db.session.execute(delete(KeptForm).where(KeptForm.person_id == mark.person, KeptForm.id.not_in(keep_these)))


def _sealed(held: str, mark: form_marks.FormMark, typed: list[tuple[str, str]]) -> bytes:
    secret = form_filling.OURS | form_filling.SECRET
    kept = [pair for pair in typed if pair[0] not in secret]
    told = {"action": request.path, "typed": kept, "files": any(file.filename for file in request.files.values())}
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(_key(held)).encrypt(nonce, json.dumps(told).encode(), None)


def _opened(held: str, sealed: bytes) -> dict[str, Any] | None:
    try:
        opened: dict[str, Any] = json.loads(AESGCM(_key(held)).decrypt(sealed[:12], sealed[12:], None))
    except (InvalidTag, ValueError):
        return None
    return opened


def _key(held: str) -> bytes:
    return hashlib.sha256(f"kept-form|{current_app.secret_key!r}|{held}".encode()).digest()


def _place(held: str, page: str) -> str:
    return digest(f"{held}|{page}")


def _cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-kept"
