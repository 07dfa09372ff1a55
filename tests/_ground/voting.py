"""Voters in Python: they open their mail, collect and cast through the application, as a browser does."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from flask.testing import FlaskClient

from pulse.ballots import voter
from pulse.ballots.envelopes import BallotText
from pulse.ballots.invites import invite
from pulse.ballots.queries import ring
from pulse.ballots.wire import from_text, to_text
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Person
from pulse.programmes.models import Programme
from pulse.programmes.plan import default_lists
from pulse.questions import actions as questions
from pulse.questions.scales import Scale
from pulse.rounds import jobs, queries
from pulse.rounds.models import Round

KEPT_OF_FIVE = {5: 1, 4: 1, 3: 2, 2: 3, 1: 3}  # yes, partly, no
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # 09:00 in Berlin, before the round opens


def make_programme(**changes: object) -> Programme:
    """Make a running programme: every Monday 10:00 in Berlin, open four days, from 2 March 2026."""
    lists = default_lists()
    given: dict[str, object] = {
        "name": "Weekly pulse",
        "state": "running",
        "unit": "weeks",
        "every": 1,
        "weekday": 0,
        "hour": 10,
        "open_days": 4,
        "timezone": "Europe/Berlin",
        "starts_on": MONDAY.date(),
        "anchors": list(lists.anchors),
        "rotation": list(lists.rotation),
        "extras": list(lists.extras),
    }
    with transaction():
        questions.stock(MONDAY)
        programme = Programme(**(given | changes))
        db.session.add(programme)
    return programme


def open_round(now: datetime) -> Round:
    """Tick until the round that is due is open, and return it."""
    jobs.advance(now)
    return queries.rounds(limit=1)[0]


def invitation(opened: Round, person: Person) -> str:
    """Return the token of a person's mail."""
    return invite(ring().issue_keys(opened.uid).invite_key, opened.uid, person.id)


def collect(client: FlaskClient, token: str, told: Mapping[str, object]) -> voter.Credential:
    """Collect a credential as the browser does."""
    pending = voter.begin()
    reply = client.post("/credential", json={"invite": token, "blinded": to_text(pending.blinded)})
    assert reply.status_code == 200, reply.get_data(as_text=True)
    leaf = json.loads(reply.json["leaf"])
    return voter.credential(pending, reply.json, from_text(leaf["key"], 32))


def ballot(told: Mapping[str, object], held: voter.Credential, text: BallotText) -> dict[str, str]:
    """Seal a ballot for a round."""
    header = json.loads(str(told["header"]))
    return voter.ballot(str(told["round"]), from_text(header["sealing_key"], 32), held, text)


def code_of(version: str) -> str:
    """Return the code of a question as a ballot names it: T1 of T1@1, S1/uid of S1@1/uid."""
    return re.sub(r"@\d+", "", version)


def vote(
    client: FlaskClient,
    opened: Round,
    person: Person,
    answers: Mapping[str, int | None] | int,
    texts: Mapping[str, str] | None = None,
    reply: str = "",
) -> str:
    """Answer a round from the mail to the receipt; `answers` by question code, or one for all. Return the receipt.

    A question about a team has the code S1/uid, also where people name the teams themselves; about a promise PB1/uid.
    """
    token = invitation(opened, person)
    told = client.post("/visit", json={"invite": token}).json
    asked = [question for question in told["questions"] if "teams" not in question]
    versions = {code_of(question["version"]): question["version"] for question in asked}
    for naming in (question for question in told["questions"] if "teams" in question):
        about = [f"{ask['version']}/{uid}" for ask in naming["asks"] for uid, _name in naming["teams"]]
        versions |= {code_of(version): version for version in about}
    if isinstance(answers, int):
        answers = {code_of(q["version"]): _given(q["scale"], answers) for q in asked if not q["open"]}
    held = collect(client, token, told)
    said = BallotText(
        held.cohort,
        {versions[code]: answer for code, answer in answers.items()},
        {versions[code]: words for code, words in (texts or {}).items()},
        reply,
    )
    assert client.post("/ballot", json=ballot(told, held, said)).status_code == 204
    return held.receipt


def _given(scale: str, answer: int) -> int:
    """Return one answer for all questions on this scale: who likes everything says that a promise was kept."""
    return KEPT_OF_FIVE[answer] if scale == Scale.KEPT else answer
