"""Whose language and time zone a page speaks."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import get_timezone_gmt
from flask import Flask, Response, g, has_request_context, request
from flask_babel import Babel, format_date, format_time, get_locale, refresh
from flask_babel import gettext as _

from pulse.base.me import viewer
from pulse.base.settings import settings
from pulse.base.tongues import LOCALES, OWN_NAMES, SOURCE

# Whom a job writes to: outside a request nobody is signed in and there is no browser to ask.
_reader: ContextVar[Any | None] = ContextVar("reader", default=None)


def spoken(tag: str) -> str:
    """Return the language Pulse speaks for a language tag, or an empty text."""
    language = tag.lower().replace("_", "-").split("-")[0]
    return language if language in LOCALES else ""


@contextmanager
def speaking_to(person: Any) -> Iterator[None]:
    """Word everything inside for this person: their language, their time zone."""
    token = _reader.set(person)
    refresh()
    try:
        yield
    finally:
        _reader.reset(token)
        refresh()


def locale() -> str:
    """Choose: whom a job writes to, the address (pulse page), the person, the browser, the host's default."""
    reader = _reader.get()
    if reader is not None or not has_request_context():
        return spoken(reader.locale if reader else "") or settings().locale
    person = viewer()
    # best_match() would give English to "de-AT, en;q=0.5".
    asked = next(filter(None, (spoken(tag) for tag, _quality in request.accept_languages)), "")
    return asked_for() or spoken(person.locale if person else "") or asked or settings().locale


def asked_for() -> str:
    """Return the language that the address asks for, until its reader has become another or chosen one."""
    return "" if g.get("reader_changed") else spoken(request.args.get("lang", ""))


def reader_changed() -> None:
    """Speak as the next page will: called once the reader or their language is another, before a message."""
    g.reader_changed = True
    refresh()


def keep_language(answer: Response) -> Response:
    """Lead on in the language that an address asked for: the message on the next page is already worded in it."""
    language, to = asked_for(), urlsplit(answer.location or "")
    own = to.path.startswith("/") and not to.netloc
    if not (language and request.method == "POST" and own) or "lang" in parse_qs(to.query):
        return answer
    answer.location = urlunsplit(to._replace(query="&".join(filter(None, (to.query, f"lang={language}")))))
    return answer


def timezone() -> str:
    """Choose the person's time zone, else the host's."""
    person = _reader.get() or viewer()
    return str(zone_of(str(person.timezone) if person else ""))


def zone_of(name: str) -> ZoneInfo:
    """Return a person's time zone, falling back to the host's. Asked for by name: listing all zones reads a disk."""
    try:
        return ZoneInfo(name or settings().timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(settings().timezone)


def local_day(when: datetime, zone: str = "") -> date:
    """Return which day it is on the wall of a place, by its time zone; of the house, when none is named."""
    return when.astimezone(zone_of(zone)).date()


def moment(when: datetime) -> str:
    """Return day and time in the reader's language and time zone; nobody needs the seconds."""
    return f"{format_date(when)}, {format_time(when, 'short')}"


def exact_moment(when: datetime) -> str:
    """Return the same with its time zone, for readers of whom no zone is known."""
    return f"{moment(when)} ({get_timezone_gmt(when.astimezone(zone_of(timezone())), locale=get_locale())})"


def install(app: Flask) -> None:
    """Teach templates the language, its direction and the person's dates."""
    Babel(app, locale_selector=locale, timezone_selector=timezone, default_translation_directories="translations")
    app.after_request(keep_language)

    @app.context_processor
    def _words() -> dict[str, object]:
        language = str(get_locale() or SOURCE).split("_")[0]
        return {
            "language": language,
            "direction": LOCALES[language].direction,
            "languages": OWN_NAMES,
            "company": settings().company,
            "contact": settings().contact or _("your works council or data protection officer"),
        }

    app.add_template_filter(moment)
    app.add_template_filter(format_date, "day")
