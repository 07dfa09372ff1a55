"""Pulse as the manual sets it up: production settings, mails by SMTP, and nginx on a port of its own, over TLS."""

import re
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser
from sqlalchemy import select

from pulse import create_app
from pulse.access import actions as access
from pulse.base import clock
from pulse.base.db import db
from pulse.base.locale import local_day
from pulse.base.settings import load
from pulse.base.transactions import transaction
from pulse.clients import jobs as customers
from pulse.clients.models import Survey
from pulse.people.models import Person, Role, Team
from tests._ground.application import Browser as Client
from tests._ground.application import dispose
from tests._ground.browser import FLAGS
from tests._ground.databases import Databases, Urls
from tests._ground.halls import guests, make_hall
from tests._ground.mail import PostOffice
from tests._ground.proxy import HOST, SIBLING, STRANGER, Front, free_ports, proxied
from tests.clients.asked import account, survey, unit
from tests.host.conftest import HOUSE, Host
from tests.journeys._visitors import Visitor, hire, open_pulse

PASSWORD = "a long walk by the river"
ARRIVES_WITHIN = 60  # seconds, on a busy machine


@dataclass
class House:
    """A running installation; what it mails can be read."""

    front: Front
    office: PostOffice
    hall: str
    round: str

    def letter(self, address: str, words: str) -> EmailMessage:
        """Return the newest letter to an address that holds these words, as soon as it is there."""
        until = time.monotonic() + ARRIVES_WITHIN
        while time.monotonic() < until:
            found = [each for each in self.office.to(address) if words in _text(each)]
            if found:
                return found[-1]
            time.sleep(0.1)
        raise AssertionError(f"no mail to {address} with {words!r}")

    def link(self, address: str, path: str) -> str:
        """Return the address in a letter that leads to a path."""
        return re.findall(rf"https?://\S*{re.escape(path)}\S*", _text(self.letter(address, path)))[0]


def _text(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    return str(body.get_content()) if body else ""


def manuals_settings(front: Front, office: PostOffice) -> str:
    """Return the manual's `pulse.toml`: only addresses and how to reach the mail server are other ones."""
    manual = (HOUSE / "docs" / "operations.md").read_text("utf-8")
    block = re.search(r"(?:^    \w+ = .*\n)+", manual, re.MULTILINE)
    assert block is not None
    lines = dict(line.strip().split(" = ", 1) for line in block[0].splitlines())
    assert {"production", "base_url", "proxies"} <= lines.keys()
    lines |= {"base_url": f'"{front.address}"', "smtp_host": f'"{office.host}"', "smtp_port": str(office.port)}
    lines |= {"smtp_tls": '"none"', "smtp_user": '""', "smtp_password": '""'}
    return "".join(f"{name} = {value}\n" for name, value in lines.items())


def _inhabited(host: Host) -> tuple[str, str]:
    """Let people live there, ask them and a customer, and hold a town hall; return the uids of hall and round."""
    app = create_app(load(host.instance, host.environment))
    app.config["WTF_CSRF_ENABLED"], app.test_client_class = False, Client
    with app.app_context():
        hire(40)
        opened = open_pulse()
        with transaction():
            people = list(db.session.scalars(select(Person).order_by(Person.id)))
            people[1].role = Role.HR.value
            for each in people[:2]:
                access.set_password(each, PASSWORD)
        support = db.session.scalars(select(Team).where(Team.name == "Support")).one()
        hall = make_hall(support)
        members = select(Person).where(Person.team_id == support.id, Person.name != "Omar Haddad").order_by(Person.id)
        guests(app, hall, list(db.session.scalars(members))[:8])
        account(unit(None, team=support))
        made = survey()
        with transaction():
            db.session.get_one(Survey, made.id).starts_on = local_day(clock.now()) - timedelta(days=2)
        customers.advance(clock.now())
        uid = hall.uid
    dispose(app)
    return uid, opened


@pytest.fixture(scope="package")
def house(databases: Databases, migrated: Urls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The installation, made once for the tests of this folder."""
    place = tmp_path_factory.mktemp("machine")
    urls = databases.copy_of(migrated)
    upstream, mail = free_ports(2)
    office = PostOffice("127.0.0.1", mail)
    (place / "instance").mkdir(mode=0o700)
    host = Host(place / "instance", urls)
    hall, opened = _inhabited(host)
    controller = Controller(office, hostname=office.host, port=office.port)
    controller.start()
    (place / "nginx").mkdir()
    with proxied(place / "nginx", upstream) as front:
        (host.instance / "pulse.toml").write_text(manuals_settings(front, office), "utf-8")
        host.more = {"PULSE_ARGON2_MEMORY": "19456", "PULSE_TICK_SECONDS": "1"}
        with host.serving(upstream):
            yield House(front, office, hall, opened)
    controller.stop()
    databases.drop(urls)


@pytest.fixture(scope="package")
def outside(browser: Browser, chromium_path: str) -> Iterator[Browser]:
    """A Chromium that finds all three sites on this machine, each by its name."""
    rules = ", ".join(f"MAP {host} 127.0.0.1" for host in (HOST, SIBLING, STRANGER))
    flags = [*FLAGS, f"--host-resolver-rules={rules}", "--no-proxy-server"]
    made = browser.browser_type.launch(executable_path=chromium_path, args=flags)
    yield made
    made.close()


class Guest(Visitor):
    """A browser that trusts our own certificate, and notes every answer that is a refusal."""

    def __init__(self, browser: Browser, **dress: object) -> None:
        super().__init__(browser, ignore_https_errors=True, locale="en", **dress)
        self.context.set_default_timeout(30_000)
        self.refused: list[tuple[int, str]] = []
        self.context.on(
            "response", lambda told: self.refused.append((told.status, told.url)) if told.status >= 400 else None
        )

    def sign_in(self, front: Front, email: str, then: str = "/me") -> None:
        """Sign in with the password on the page that asks for it."""
        self.page.goto(f"{front.address}{then}")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_url(f"{front.address}{then}")


@pytest.fixture
def guest(outside: Browser) -> Iterator[Guest]:
    """One browser; nothing it does may be refused, and its console stays empty."""
    made = Guest(outside)
    yield made
    made.context.close()
    assert (made.refused, made.said) == ([], [])


@pytest.fixture
def victim(outside: Browser) -> Iterator[Guest]:
    """One browser that is led to attackers: what is refused there is the point."""
    made = Guest(outside)
    yield made
    made.context.close()


def raw(port: int, request: str, *, tls: bool = False, body: bytes = b"") -> str:
    """Speak HTTP by hand to Pulse's host; return all that comes."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as plain, ExitStack() as stack:
        line = plain
        if tls:
            line = stack.enter_context(ssl._create_unverified_context().wrap_socket(plain, server_hostname=HOST))
        line.sendall(f"{request}Host: {HOST}:{port}\r\nConnection: close\r\n\r\n".encode() + body)
        return b"".join(iter(lambda: line.recv(65536), b"")).decode("utf-8", "replace")
