"""A form that was refused comes back with what was typed in it: nobody types anything twice."""

from flask import Response, current_app, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from pulse.base import form_filling, form_marks, kept_forms
from pulse.base.errors import PulseError
from pulse.base.me import viewer
from pulse.base.wording import words_of_errors


def signed_out() -> Response | None:
    """Keep what somebody sent whose session has ended, and lead to signing in; None for a form of nobody."""
    mark = form_marks.posted()
    return kept_forms.keep(mark) if mark and viewer() is None else None


def back(status: int, message: str) -> Response | None:
    """Return the page on which a form stood, with what is wrong and what was typed; None for what was no form."""
    try:
        mark, person = form_marks.posted(), viewer()
        if mark is None or person is None or mark.person != person.id:
            return None
        generate_csrf()  # into this request's session: the one of the page that is shown anew is thrown away
        return _filled(mark.page, status, message)
    except SQLAlchemyError:
        return None


def out_of_date() -> Response | None:
    """Return a form whose page had been open for too long, ready to be sent again."""
    return back(400, _("This page was no longer up to date. Please press the button again."))


def _filled(page: str, status: int, message: str) -> Response:
    typed = list(request.form.items(multi=True))
    given = {"again": False, "code": status, "message": message}
    given["files"] = any(file.filename for file in request.files.values())
    shown = _shown(page)
    if shown is None:
        left = form_filling.words(typed)
        return Response(render_template("errors/error.html", left=left, words=words_of_errors(), **given), status)
    found = form_filling.fill(shown, page, request.path, typed, states=status != 409)
    given["typed"] = found.placed
    notice = render_template("errors/_returned.html", left=found.left, **given)
    return Response(form_filling.insert(found.html, notice), status)


def _shown(page: str) -> str | None:
    """Return a page as it is now for whoever asks; None when it is not there, or leads elsewhere."""
    cookies = {"Cookie": request.headers.get("Cookie", ""), "Accept-Language": str(request.accept_languages)}
    with current_app.test_request_context(page, base_url=request.url_root, headers=cookies):
        try:
            answer = current_app.make_response(current_app.dispatch_request())
        except (PulseError, HTTPException):
            return None
        is_page = answer.status_code == 200 and answer.mimetype == "text/html"
        return answer.get_data(as_text=True) if is_page else None
