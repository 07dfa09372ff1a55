"""Whose language and time zone a page speaks."""

from zoneinfo import ZoneInfo, available_timezones

from flask import Flask, request
from flask_babel import Babel, format_date, format_datetime, get_locale

from pulse.base.me import viewer
from pulse.base.settings import LOCALES, settings

RTL = frozenset({"ar", "he", "fa", "ur"})
OWN_NAMES = {"en": "English", "de": "Deutsch", "ar": "العربية"}


def spoken(tag: str) -> str:
    """Return the language Pulse speaks for a language tag, or an empty text."""
    language = tag.lower().replace("_", "-").split("-")[0]
    return language if language in LOCALES else ""


def locale() -> str:
    """Choose: the address (pulse page), the person, the browser, the host's default."""
    person = viewer()
    asked = request.accept_languages.best_match(LOCALES)
    return spoken(request.args.get("lang", "")) or spoken(person.locale if person else "") or asked or settings().locale


def timezone() -> str:
    """Choose the person's time zone, else the host's."""
    person = viewer()
    wanted = str(person.timezone) if person else ""
    return wanted if wanted in available_timezones() else settings().timezone


def zone_of(name: str) -> ZoneInfo:
    """Return a person's time zone, falling back to the host's."""
    return ZoneInfo(name if name in available_timezones() else settings().timezone)


def install(app: Flask) -> None:
    """Teach templates the language, its direction and the person's dates."""
    Babel(app, locale_selector=locale, timezone_selector=timezone, default_translation_directories="translations")

    @app.context_processor
    def _words() -> dict[str, object]:
        language = str(get_locale() or "en").split("_")[0]
        return {
            "language": language,
            "direction": "rtl" if language in RTL else "ltr",
            "languages": OWN_NAMES,
            "company": settings().company,
        }

    app.add_template_filter(format_datetime, "moment")
    app.add_template_filter(format_date, "day")
