"""Random small companies in an application's own databases, and sealed rounds whose every answer is known."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update

from pulse.ballots.envelopes import BallotText, lock, pack, seal_body
from pulse.ballots.models import Ballot
from pulse.ballots.queries import box, ring
from pulse.ballots.receipts import nullifier
from pulse.ballots.wire import from_text
from pulse.base.db import db
from pulse.base.transactions import transaction, walled
from pulse.people.models import Person, Role, Team
from pulse.questions.scales import Scale, band
from pulse.rounds import jobs
from pulse.rounds.models import Round, Seat
from pulse.scores import jobs as scores
from pulse.service_ratings import jobs as inside
from pulse.tallies import queries as tables
from pulse.tallies.layout import Layout
from pulse.team_services.models import Nameable, Service
from tests._ground.application import Browser, application, dispose, settings_for, sign_in
from tests._ground.databases import Urls
from tests._ground.voting import MONDAY, make_programme
from tests._ground.voting import vote as send

OPENS = MONDAY + timedelta(hours=1, minutes=1)
WEEK = timedelta(weeks=1)
READ_AT = OPENS + 8 * WEEK
ANCHORS = ["T1", "T2", "R1"]
EXTRAS = ["O1"]
VALUES = {Scale.AGREE5: (5, 3, 1), Scale.ZERO_TO_TEN: (10, 8, 2), Scale.KEPT: (1, 2, 3)}  # an answer in each band
NAMES = [first + last for first in ("Ash", "Bay", "Elm", "Glen", "Hill", "Oak") for last in ("ton", "ley", "ford")]
FIRST = ["Abel", "Bea", "Carl", "Dora", "Emil", "Fay", "Gus", "Hedy", "Ivo", "Jill", "Kai", "Lia", "Max", "Nora"]
LAST = ["Arnd", "Berg", "Cole", "Dahl", "Eck", "Falk", "Gold", "Holm", "Ide", "Jung", "Kern", "Lund", "Marx", "Noll"]


@dataclass(frozen=True)
class Vote:
    """One ballot as its writer knows it: answers by question code, as bands; None is a skip."""

    person: int
    cohort: str
    bands: Mapping[str, int | None]
    words: str = ""


@dataclass
class World:
    """An application with one company in it, and the true ballots of its sealed rounds, oldest first."""

    app: Flask
    urls: Urls
    place: Path
    votes: dict[str, list[Vote]] = field(default_factory=dict)

    def layout(self, uid: str) -> Layout:
        """Return what was frozen into a round."""
        return tables.layout(uid)

    def open(self) -> Round:
        """Open the round of the week."""
        now = OPENS + len(self.votes) * WEEK
        jobs.advance(now)
        return db.session.scalars(select(Round).order_by(Round.id.desc())).first()

    def seal(
        self, opened: Round, votes: Sequence[Vote], *, silent: Sequence[int] = (), over_http: bool = False
    ) -> None:
        """Let people take part with these ballots (`silent`: they collect and never cast), then seal."""
        uid, closes_at = opened.uid, opened.closes_at
        if over_http:
            self._send(opened, votes)
        else:
            self._lay(opened, votes, silent)
        self.votes[uid] = list(votes)
        jobs.advance(closes_at)
        scores.compute()
        inside.weigh()

    def _send(self, opened: Round, votes: Sequence[Vote]) -> None:
        """Collect and cast as browsers do, one after the other."""
        asked = {question.code: question for question in self.layout(opened.uid).questions}
        with time_machine.travel(opened.opens_at + timedelta(minutes=5), tick=False):
            for vote in votes:
                answers = {code: _value(asked[code], said) for code, said in vote.bands.items()}
                texts = {"comment": vote.words} if vote.words else {}
                send(self.app.test_client(), opened, db.session.get(Person, vote.person), answers, texts)

    def _lay(self, opened: Round, votes: Sequence[Vote], silent: Sequence[int]) -> None:
        """Put seats and ballots where the protocol would have put them."""
        uid, layout = opened.uid, self.layout(opened.uid)
        with transaction():
            took_part = [vote.person for vote in votes] + list(silent)
            sits = update(Seat).where(Seat.round_id == opened.id, Seat.person_id.in_(took_part))
            db.session.execute(sits.values(blinded=secrets.token_bytes(32)))
        with walled(write=True) as connection:
            connection.execute(insert(Ballot), [_sealed(uid, layout, vote) for vote in votes])

    def asked(self, opened: Round) -> dict[str, list[str]]:
        """Return the codes that each cohort answers with a number."""
        layout = self.layout(opened.uid)
        return {c.id: [q.code for q in layout.asked_of(c.id) if not q.is_open] for c in layout.cohorts}

    def browser(self, person: Person | None) -> FlaskClient:
        """Return a browser on which somebody, or nobody, is signed in."""
        client = self.app.test_client()
        if person is not None:
            sign_in(self.app, client, person)
        return client

    def seats(self, opened: Round) -> list[tuple[int, str]]:
        """Return (person, cohort) of everybody who is asked, in a settled order."""
        rows = select(Seat.person_id, Seat.cohort).where(Seat.round_id == opened.id).order_by(Seat.person_id)
        return [(row.person_id, row.cohort) for row in db.session.execute(rows)]


def _sealed(uid: str, layout: Layout, vote: Vote) -> dict[str, object]:
    """Return the row that a browser and the server make of a ballot between them."""
    asked = {question.code: question for question in layout.questions}
    answers = {asked[code].version: _value(asked[code], said) for code, said in vote.bands.items()}
    texts = {asked["comment"].version: vote.words} if vote.words else {}
    body = seal_body(from_text(box(uid).header["sealing_key"], 32), pack(BallotText(vote.cohort, answers, texts)))
    receipt = nullifier(secrets.token_bytes(32))
    locked = lock(ring().issue_keys(uid).box_key, receipt, vote.cohort, body)
    return {"box": uid, "nullifier": receipt, "sealed": locked}


def _value(question, said: int | None) -> int | None:
    if said is None:
        return None
    return next(v for v in VALUES[question.scale] if band(question.scale, v, reverse=question.reverse) == said)


@contextmanager
def world(urls: Urls, place: Path) -> Iterator[World]:
    """Run an application on these databases, long after the last round."""
    app = application(settings_for(place, urls))
    app.testing = True
    app.test_client_class = Browser
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), time_machine.travel(READ_AT, tick=False):
        yield World(app, urls, place)
    dispose(app)


def hire(random: Random, people: int, teams: int, inside: str = "none") -> None:
    """Make a company: a random tree of teams, some with a lead; HR, an administrator, a programme that runs.

    Asked about teams inside, three of them serve the whole company, and all but the company can be named.
    """
    with transaction():
        made: list[Team] = []
        for name in NAMES[:teams]:
            made.append(Team(uid=name.lower(), name=name, parent=random.choice(made) if made else None))
        db.session.add_all(made)
        for number in range(people):
            team = random.choice(made)
            db.session.add(person(number, team))
        for number, team in enumerate(made):
            if random.random() < 0.8:
                db.session.add(person(900 + number, team, lead=True))
        db.session.add(person(990, random.choice(made), role=Role.HR))
        db.session.add(person(991, None, role=Role.ADMIN))
        db.session.add_all(Service(server=team, served=made[0]) for team in made[1:4])
        db.session.add_all(Nameable(team=team) for team in made[1:])
    make_programme(anchors=ANCHORS, rotation=[], extras=EXTRAS, inside=inside)


def person(number: int, team: Team | None, *, role: Role = Role.EMPLOYEE, lead: bool = False) -> Person:
    """Return somebody with a name without digits."""
    name = f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST) % len(LAST)]}"
    email = f"p{number}@acme.example"
    given = {"locale": "en", "timezone": "Europe/Berlin", "role": role.value, "is_lead": lead}
    return Person(name=name, email=email, team=team, **given)


def stir(random: Random, newcomer: int) -> None:
    """Let some join, leave and move, and hang one team under another."""
    with transaction():
        teams = list(db.session.scalars(select(Team).where(Team.closed_on.is_(None)).order_by(Team.id)))
        here = list(
            db.session.scalars(
                select(Person)
                .where(Person.left_on.is_(None), Person.role == Role.EMPLOYEE.value, Person.is_lead.is_(False))
                .order_by(Person.id)
            )
        )
        for leaver in random.sample(here, 2):
            leaver.left_on = MONDAY.date()
        for mover in random.sample([one for one in here if one.left_on is None], 3):
            mover.team = random.choice(teams)
        for number in range(random.randint(1, 3)):
            db.session.add(person(newcomer + number, random.choice(teams)))
        _hang_anew(random, teams)


def _hang_anew(random: Random, teams: list[Team]) -> None:
    """Hang one team, with all below it, under another."""
    moved = random.choice([team for team in teams if team.parent is not None])
    moved.parent = random.choice([team for team in teams if moved not in _way_up(team)])


def _way_up(team: Team | None) -> Iterator[Team]:
    while team is not None:
        yield team
        team = team.parent


def feel(
    random: Random,
    seats: Sequence[tuple[int, str]],
    codes: Sequence[str] | Mapping[str, Sequence[str]],
    rate: float,
    apart: float = 0.5,
) -> list[Vote]:
    """Return ballots: people of one cohort feel alike (the less they are `apart`), some skip, some write.

    `codes`: what everybody is asked, or what each cohort is.
    """
    mood = {cohort: random.gauss(0.5, 0.7) for cohort in dict.fromkeys(cohort for _, cohort in seats)}
    votes = []
    for person_id, cohort in seats:
        if random.random() < rate:
            felt = random.gauss(mood[cohort], apart)
            own = codes[cohort] if isinstance(codes, Mapping) else codes
            bands = {code: None if random.random() < 0.08 else _band(random.gauss(felt, apart)) for code in own}
            votes.append(Vote(person_id, cohort, bands, words="We should talk." if random.random() < 0.2 else ""))
    return votes


def _band(feeling: float) -> int:
    return 0 if feeling > 0.3 else 1 if feeling > -0.3 else 2
