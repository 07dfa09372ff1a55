"""A whole visit to a real server leaves lines in the log, and none of them says who, from where, or what."""

import json
import re
import smtplib
import socket
import sqlite3
import time
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener

import pytest

from pulse import create_app
from pulse.access import actions as access
from pulse.ballots import voter
from pulse.ballots.envelopes import BallotText
from pulse.ballots.invites import invite
from pulse.ballots.keys import KeyRing
from pulse.ballots.wire import from_text, to_text
from pulse.base import clock
from pulse.base.db import db
from pulse.base.locale import local_day
from pulse.base.settings import load
from pulse.base.transactions import transaction
from pulse.people.models import Person, Team
from pulse.rounds import jobs, queries
from tests._ground.application import dispose
from tests._ground.voting import make_programme

pytestmark = pytest.mark.one_database

PASSWORD = "three old boats"
SECRETIVE = "203.0.113.77"  # where a proxy says the visitor comes from
WORDS = "the kettle in the north kitchen sings"


@pytest.fixture
def company(host, monkeypatch):
    """An open round with twelve members of whom Omar has a password; his invitation."""
    for name, value in (host.environment | {"PULSE_PROXIES": "1"}).items():
        if name.startswith("PULSE_"):
            monkeypatch.setenv(name, value)
    app = create_app(load(host.instance))
    now = clock.now()
    with app.app_context():
        make_programme(starts_on=local_day(now, "UTC"), weekday=now.weekday(), hour=0, timezone="UTC")
        with transaction():
            team = Team(name="Support")
            db.session.add_all(
                [team, *(Person(name=f"No {n}", email=f"no{n}@acme.example", team=team) for n in range(11))]
            )
            omar = Person(name="Omar Haddad", email="omar@acme.example", team=team)
            db.session.add(omar)
            db.session.flush()
            access.set_password(omar, PASSWORD)
        jobs.advance(now)
        opened = queries.rounds()[0]
        ring = KeyRing(host.instance / "keys")
        token = invite(ring.issue_keys(opened.uid).invite_key, opened.uid, omar.id)
    dispose(app)
    return token


class Browser:
    """Speaks to the server as a browser behind a proxy; keeps whatever must never be logged."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookies = CookieJar()
        self.opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(self.cookies))
        self.bare = build_opener(ProxyHandler({}))

    def ask(self, path, body=None, *, json_body=None, bare=False):
        data = json.dumps(json_body).encode() if json_body is not None else urlencode(body).encode() if body else None
        asked = Request(self.url + path, data, {"X-Forwarded-For": SECRETIVE, "User-Agent": "Lynx of Omar"})
        if json_body is not None:
            asked.add_header("Content-Type", "application/json")
        try:
            with (self.bare if bare else self.opener).open(asked, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as refused:
            return refused.code, refused.read().decode()


def vote(browser, token):
    """Open the mail, collect and cast; return the ballot and whatever is secret about it."""
    _, text = browser.ask("/visit", json_body={"invite": token}, bare=True)
    told = json.loads(text)
    pending = voter.begin()
    _, text = browser.ask("/credential", json_body={"invite": token, "blinded": to_text(pending.blinded)}, bare=True)
    reply = json.loads(text)
    held = voter.credential(pending, reply, from_text(json.loads(reply["leaf"])["key"], 32))
    asked = told["questions"]
    answers = {question["version"]: 4 for question in asked if not question["open"]}
    texts = {question["version"]: WORDS for question in asked if question["comment"]}
    sealing_key = from_text(json.loads(told["header"])["sealing_key"], 32)
    ballot = voter.ballot(told["round"], sealing_key, held, BallotText(held.cohort, answers, texts))
    return ballot, [*ballot.values(), to_text(pending.blinded), held.receipt, reply["element"], reply["proof"]]


def malformed_request(url):
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=10) as raw:
        raw.sendall(b"GET /sign-in/link?token=oops HTTP/9.9\r\nHost: x\r\nCookie: pulse=geheim\r\n\r\n")
        raw.recv(100)


def test_no_line_of_a_log_says_who_where_or_what(company, host, free_port):
    with host.serving(free_port) as server:
        browser = Browser(server.url)
        _, page = browser.ask("/sign-in?next=/me%3Fgeheim%3D1")
        csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
        signed_in = browser.ask("/sign-in", {"email": "omar@acme.example", "password": PASSWORD, "csrf_token": csrf})
        assert signed_in[0] == 200
        cookie = next(iter(browser.cookies)).value
        browser.ask("/rounds/nothing-here?geheim=1")
        ballot, secrets = vote(browser, company)
        assert browser.ask("/ballot", json_body=ballot, bare=True)[0] == 204
        assert browser.ask("/ballot", json_body=ballot)[0] == 400  # with a cookie
        malformed_request(server.url)
        with sqlite3.connect(host.urls.ballots.removeprefix("sqlite:///")) as walled:
            walled.execute("ALTER TABLE ballot RENAME TO elsewhere")
        assert browser.ask("/ballot", json_body=ballot, bare=True)[0] == 500
        with sqlite3.connect(host.urls.people.removeprefix("sqlite:///")) as people:
            people.execute("ALTER TABLE person RENAME TO elsewhere")
        status, page = browser.ask("/me?geheim=2")
        assert (status, "geheim" in page, "SELECT" in page) == (500, False, False)
        until = time.monotonic() + 30
        while "job failed" not in server.log.read_text() and time.monotonic() < until:
            time.sleep(0.5)
    text = host_log = server.log.read_text()
    lines = [json.loads(line) for line in host_log.splitlines() if line and not line.startswith("Pulse listens")]
    crashes = [line for line in lines if line["event"] == "crashed"]
    assert {(line["route"], line["error"]) for line in crashes} == {
        ("ballots.cast", "OperationalError"),
        ("access.profile", "OperationalError"),
    }
    assert [line.keys() & {"where", "through"} for line in crashes if line["route"] == "ballots.cast"] == [set()]
    assert {"answered", "crashed"} <= {line["event"] for line in lines}
    assert not {line.get("route") for line in lines if line["event"] == "answered"} & {
        "ballots.cast",
        "rounds.credential",
        "rounds.visit",
    }
    hidden = [
        *secrets,
        company,
        cookie,
        csrf,
        PASSWORD,
        WORDS,
        SECRETIVE,
        "127.0.0.1 ",
        "geheim",
        "Lynx",
        "/ballot",
        "@acme",
    ]
    assert [word for word in hidden if word and word in text] == []
    assert re.findall(r"\b\d{1,3}(?:\.\d{1,3}){3}\b", text.partition("\n")[2]) == []


def test_a_mail_server_that_refuses_leaves_no_address_in_the_log(company, host, smtp):
    smtp.answer = "550 omar@acme.example is not known here"
    host.more |= {"PULSE_MAIL": "smtp", "PULSE_SMTP_HOST": smtp.host, "PULSE_SMTP_PORT": str(smtp.port)}
    done = host.run("tick")
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert {line["error"] for line in lines} == {smtplib.SMTPDataError.__name__}
    assert "@" not in done.stderr
