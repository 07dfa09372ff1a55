"""Programmes as HR sets them up: the library in the database, Hana signed in, the form as a browser would post it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select

from pulse.audit.models import Entry
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Person
from pulse.programmes import actions, queries
from pulse.programmes.models import Programme
from pulse.programmes.views import at
from pulse.questions import actions as questions
from tests._ground.application import Cast, SignedIn

MONDAY = datetime(2026, 8, 24, 12, 0, tzinfo=UTC)  # the first Tuesday after it is 1 September

WEEKLY = {"pace": "weekly", "weekday": "1"}


class Typed(HTMLParser):
    """Reads what a browser would send of the forms of a page, and the page's words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.words: list[str] = []
        self._select = self._area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "select":
            self._select, self._first = name, True
        elif tag == "option" and (self._first or "selected" in given):
            self.values[self._select], self._first = [value], False
        elif tag == "textarea":
            self._area = name
            self.values[name] = [""]
        elif tag == "input" and (given.get("type") not in {"radio", "checkbox"} or "checked" in given):
            self.values.setdefault(name, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] = [self.values[self._area][0] + data.removeprefix("\r\n")]
        self.words.append(data)

    @property
    def text(self) -> str:
        """Return the words of the page."""
        return " ".join(" ".join(self.words).split())


class Desk:
    """Hana at the form: takes what the page offers, changes some of it, and sends it."""

    browser: FlaskClient

    def __init__(self, hana: Person, signed_in: SignedIn) -> None:
        self.hana, self.signed_in = hana, signed_in
        self.sign_in()

    def sign_in(self) -> None:
        """Sign in (again, when days have gone by)."""
        self.browser = self.signed_in(self.hana)

    def typed(self, url: str = "/programmes/new", **changes: str | list[str]) -> dict[str, object]:
        """Return the form of a page as a browser would send it, with some fields changed (`ask-T1` as ask_T1)."""
        values: dict[str, object] = dict(Typed(self.browser.get(url).text).values)
        return values | {name.replace("ask_", "ask-"): value for name, value in changes.items()}

    def send(self, url: str = "/programmes/new", action: str = "save", **changes: str | list[str]):
        """Send the form with some fields changed."""
        return self.browser.post(url, data={**self.typed(url, **changes), "action": action})


def rows() -> tuple[int, int]:
    """Return how many programmes and entries of the trail there are."""
    with transaction():
        return tuple(db.session.scalar(select(func.count()).select_from(model)) for model in (Programme, Entry))


def said(moment: datetime, zone: str) -> str:
    """Return a moment as a page words it, its narrow spaces as plain ones."""
    return " ".join(at(moment, zone).split())


def only() -> Programme:
    """Return the one programme there is, read anew."""
    with transaction():
        return queries.programmes()[0]


def started(desk: Desk, **typed: str | list[str]) -> Programme:
    """Set up a programme and start it on its next date."""
    desk.send(**typed)
    desk.browser.post(f"/programmes/{only().uid}/start", data={"opens": "next"})
    return only()


def hold_a_round() -> None:
    """Note a round of the one programme, as the rounds do when they announce one."""
    with transaction():
        actions.note_round(queries.programmes()[0], number=1, key=date(2026, 8, 25))


@pytest.fixture
def monday() -> Iterator[None]:
    """It is noon of Monday, 24 August 2026."""
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def library(app) -> None:
    """The question library is in the database."""
    with transaction():
        questions.stock(MONDAY)


@pytest.fixture
def desk(cast: Cast, library: None, signed_in: SignedIn, monday: None) -> Desk:
    """Hana at the form."""
    return Desk(cast.hana, signed_in)
