"""People at their browsers: who is asked in a served company, and what their page said to the console."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select

from pulse.ballots import queries as boxes
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Person, Team
from pulse.rounds import messages, queries
from tests._ground.voting import make_programme, open_round

PHONE = {"width": 390, "height": 844}
ANCHORS = ["T1", "O1"]  # five boxes, then eleven; the comment comes last
WRITE_ONLY_WHAT_FAILED = "Failed to load resource"  # the browser says so of every 4xx and of a dead network


def open_pulse(now: datetime | None = None, **changes: object) -> str:
    """Start a programme whose round opened yesterday, and return the round's uid."""
    moment = now or datetime.now(UTC)
    begun = moment - timedelta(days=1)
    given = {"anchors": ANCHORS, "rotation": [], "extras": []} | changes
    make_programme(weekday=begun.weekday(), starts_on=begun.date(), **given)
    return open_round(moment).uid


def hire(count: int) -> None:
    """Make a company of two teams in which so many people work."""
    with transaction():
        root = Team(name="Acme")
        teams = [Team(name="Support", parent=root), Team(name="Field", parent=root)]
        db.session.add_all([root, *teams])
        names = ["Omar Haddad", "Mina Okafor", *(f"Person{n} Number" for n in range(count - 2))]
        db.session.add_all(
            Person(
                name=name,
                email=f"{name.split()[0].lower()}@acme.example",
                team=teams[n % 2],
                role="employee",
                locale="en",
                timezone="Europe/Berlin",
            )
            for n, name in enumerate(names)
        )


@dataclass
class Company:
    """A served company with an open round; everybody is handed out once."""

    app: Flask
    address: str
    round: str
    waiting: list[int] = field(default_factory=list)

    def somebody(self, beside: str = "") -> int:
        """Return a person who has not been asked for yet, counted together with somebody if need be."""
        with self.app.app_context():
            teams = dict(db.session.execute(select(Person.id, Person.team_id)).all())
            names = dict(db.session.execute(select(Person.name, Person.id)).all())
            db.session.remove()
        wanted = teams[names[beside]] if beside else None
        fitting = (each for each in reversed(self.waiting) if wanted in (None, teams[each]))
        chosen = next(each for each in fitting if each != names.get(beside))
        self.waiting.remove(chosen)
        return chosen

    def link(self, person_id: int, language: str = "") -> str:
        """Return the link in a person's mail."""
        with self.app.test_request_context(base_url=self.address):
            found = queries.round_(self.round)
            link = messages.link_for(found.uid, person_id, found.fingerprint, language)
            db.session.remove()
        return link

    def ballots(self) -> int:
        """Return how many ballots lie in the box."""
        with self.app.app_context():
            return boxes.waiting(self.round)


class Visitor:
    """One browser of one person."""

    def __init__(self, browser: Browser, **dress: object) -> None:
        self.context: BrowserContext = browser.new_context(**({"viewport": PHONE} | dress))
        self.context.set_default_timeout(10_000)
        self.said: list[str] = []
        self.asked: list[tuple[str, str, str]] = []  # method, address, body
        self.context.on("console", lambda message: self.said.append(message.text))
        self.context.on("weberror", lambda error: self.said.append(str(error.error)))
        self.context.on("request", lambda asked: self.asked.append((asked.method, asked.url, asked.post_data or "")))
        self.page = self.context.new_page()

    def open(self, link: str, screen: str = "welcome") -> Page:
        """Open a link and wait for a screen."""
        self.page.goto(link)
        return self.sees(screen)

    def sees(self, screen: str, page: Page | None = None) -> Page:
        """Wait for a screen."""
        here = page or self.page
        here.wait_for_selector(f"#{screen}:not([hidden])")
        return here

    def choose(self, words: str) -> None:
        """Tick the box with these words; keys need not wait, as touch does, until a new screen may be touched."""
        box = self.page.locator(".box").filter(has=self.page.get_by_text(words, exact=True))
        box.locator("input").press(" ")

    def answer(self, *, send: bool = True) -> None:
        """Go from the first screen to the last by keyboard."""
        self.page.press("#begin", "Enter")
        self.choose("Agree")
        self.page.press("#next", "Enter")
        self.page.locator(".eleven input").nth(8).press(" ")
        self.page.press("#next", "Enter")
        self.page.press("#next", "Enter")
        self.sees("check")
        if send:
            self.page.press("#send", "Enter")
            self.sees("done")

    def bodies(self, path: str) -> list[str]:
        """Return what was posted to a path."""
        return [body for method, url, body in self.asked if method == "POST" and url.endswith(path)]

    def receipt(self) -> str:
        """Return the receipt on the last screen."""
        return self.page.locator("[data-fill=receipt]").inner_text()

    def faults(self) -> list[str]:
        """Return what the console said, other than that an answer was a refusal or the network dead."""
        return [line for line in self.said if not line.startswith(WRITE_ONLY_WHAT_FAILED)]
