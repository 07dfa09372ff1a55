"""Turn a row into a letter, in its reader's language and time zone, at the moment it is sent."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache
from typing import Any

from css_inline import CSSInliner
from flask import current_app, render_template
from flask_babel import get_locale

from pulse.base import clock
from pulse.base.locale import speaking_to
from pulse.base.settings import settings
from pulse.outbox.kinds import Kind
from pulse.outbox.models import Message

# The standard policy folds long headers at 78 characters and breaks Message-IDs and links on the way.
POLICY = SMTP.clone(max_line_length=998)
BLANK_LINES = re.compile(r"\n{3,}")


def letter(message: Message, kind: Kind, person: Any) -> EmailMessage | None:
    """Return the finished letter, or None when there is no longer a reason to send it."""
    # A request to nowhere, so that `url_for` and templates work in a job as they do in a page.
    with current_app.test_request_context(base_url=settings().base_url), speaking_to(person):
        given = kind.context(person, message.arguments)
        if given is None:
            return None
        subject = kind.subject(given)
        stop = str(given.get("stop") or (kind.stop(person) if kind.stop else ""))
        own = {"name": person.name, "base_url": settings().base_url, "subject": subject, "stop": stop}
        made = _letter(message, person, subject, _bodies(kind, {**given, **own}))
    if stop:  # RFC 8058: the mail program shows a button of its own, and posts
        made["List-Unsubscribe"] = f"<{stop}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return made


def message_id(key: str) -> str:
    """Return the same Message-ID for the same row each time, so that a second copy is recognised as one."""
    mark = hmac.new(settings().secret_key.encode(), key.encode(), hashlib.sha256).hexdigest()[:32]
    return f"<{mark}@{parseaddr(settings().mail_from)[1].rpartition('@')[2] or 'localhost'}>"


def _letter(message: Message, person: Any, subject: str, bodies: tuple[str, str]) -> EmailMessage:
    made = EmailMessage(policy=POLICY)
    made["From"] = settings().mail_from
    made["To"] = Address(person.name, addr_spec=person.email)
    made["Subject"] = " ".join(subject.split())
    made["Date"] = format_datetime(clock.now())
    made["Message-ID"] = message_id(message.key)
    made["Auto-Submitted"] = "auto-generated"  # no out-of-office notes in return
    text, html = bodies
    made.set_content(text, cte="quoted-printable")
    made.add_alternative(html, subtype="html", cte="quoted-printable")
    made["Content-Language"] = str(get_locale() or "en").replace("_", "-")  # last: content clears it
    return made


def _bodies(kind: Kind, context: Mapping[str, object]) -> tuple[str, str]:
    where = f"{kind.room}/mail/{kind.name}"
    text = BLANK_LINES.sub("\n\n", render_template(f"{where}.txt", **context)).strip() + "\n"
    return text, _inliner().inline(render_template(f"{where}.html", **context))


@cache
def _inliner() -> CSSInliner:
    loader = current_app.jinja_env.loader
    look = loader.get_source(current_app.jinja_env, "outbox/mail/mail.css")[0] if loader else ""
    return CSSInliner(extra_css=look, load_remote_stylesheets=False)
