"""What the demo company does after its rounds: a town hall, promises, thanks, all by the product's own actions."""

import json
import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from flask import current_app
from sqlalchemy import delete, select

from pulse.access.messages import NOTICE
from pulse.ballots.wire import to_text
from pulse.base.db import db
from pulse.base.settings import settings
from pulse.base.transactions import transaction, walled
from pulse.conversations import actions as conversations
from pulse.conversations import queries as talks
from pulse.demo import follow_up_texts
from pulse.demo.company import COMPANY
from pulse.demo.follow_up_texts import (
    ANSWERS,
    COMING,
    HALL,
    PROMISES,
    QUESTIONS,
    ROADBLOCKS,
    SEED,
    THANKED,
    VALUES,
    Course,
)
from pulse.floor import actions as floor
from pulse.floor import guest
from pulse.floor import queries as floors
from pulse.outbox.models import Message, Notice
from pulse.people.models import Person, Role, Team
from pulse.promises import actions as promises
from pulse.promises import askback_answer_jobs
from pulse.promises import jobs as promise_jobs
from pulse.promises.models import Promise
from pulse.promises.terms import Changed, Deed, PromiseTerms
from pulse.recognition import actions as recognition
from pulse.recognition.models import Value
from pulse.recognition.terms import Customer
from pulse.reports import actions as reports
from pulse.roadblocks import actions as roadblocks
from pulse.roadblocks import queries as blocked
from pulse.roadblocks.actions import Decision
from pulse.rounds import queries as rounds
from pulse.tallies import queries as tables
from pulse.tallies.layout import COMMENT
from pulse.tallies.models import Thread
from pulse.tallies.threads import Chain
from pulse.threads import actions as threads
from pulse.threads import letters
from pulse.threads.letters import By, Letter, Said
from pulse.townhalls import actions as halls
from pulse.townhalls import draft_pages, entry_actions, queries, question_actions
from pulse.townhalls.models import Hall
from pulse.townhalls.plans import HallPlan

DAY: Final = timedelta(days=1)
GUESTS: Final = 9
SEATS: Final = 400  # more than the company has


def month(number: int, now: datetime) -> None:
    """Do what the company does in the days before a month's round opens; not inside a transaction."""
    _tick(now - 10 * DAY)
    if number == HALL:
        _held(now - 9 * DAY)
    for course in (each for each in PROMISES if each.made == number):
        _make(course, now - 8 * DAY)
    with transaction():
        _thank(number, now - 3 * DAY)
    for course in PROMISES:
        for _, deed, words in (each for each in course.then if each[0] == number):
            _say(course, deed, words, now - 2 * DAY)
    _tick(now - DAY)
    _hush()


def today(now: datetime) -> str:
    """Do what is being done now: a town hall to come, roadblocks, answers; return one writer's recovery code."""
    _tick(now)
    _announced(now)
    with transaction():
        _triaged(now)
    return _replied()


def promised() -> dict[str, str]:
    """Return the words of every promise, by uid."""
    return {promise.uid: promise.text for promise in db.session.scalars(select(Promise))}


def _tick(now: datetime) -> None:
    promise_jobs.advance(now)
    askback_answer_jobs.hear(now)


def _hush() -> None:
    """Send no mail of today about what happened months ago."""
    with transaction():
        db.session.execute(delete(Notice))
        db.session.execute(delete(Message).where(Message.kind == NOTICE.name))


def _team(name: str) -> Team:
    return db.session.scalars(select(Team).where(Team.name == name, Team.closed_on.is_(None))).one()


def _lead(team: Team) -> Person:
    led = select(Person).where(Person.team_id == team.id, Person.is_lead.is_(True), Person.left_on.is_(None))
    return db.session.scalars(led.order_by(Person.id)).first() or _hr()


def _hr() -> Person:
    return db.session.scalars(select(Person).where(Person.role == Role.HR.value)).one()


def _make(course: Course, now: datetime) -> None:
    with transaction():
        team = _team(course.team)
        owner = _lead(team)
        source = _source(team, course.result)
        drafted = promises.draft(team, text=course.text, by=owner, source=source, now=now)
        due = (now + course.days * DAY).date()
        terms = PromiseTerms(team.uid, course.text, course.said, course.proof, owner.uid, due)
        promises.redraft(drafted, terms, revision=drafted.revision)
        promises.make(drafted, by=owner, revision=drafted.revision, now=now)


def _source(team: Team, dimension: str) -> str:
    newest = next(iter(rounds.latest_sealed(1)), None) if dimension else None
    return f"result:{newest.uid}/{team.uid}/{dimension}" if newest else ""


def _say(course: Course, deed: Deed, words: str, now: datetime) -> None:
    with transaction():
        made = db.session.scalars(select(Promise).where(Promise.text == course.text)).one()
        owner, revision = _lead(made.team), made.revision
        if deed is Deed.RENEGOTIATED:
            changed = Changed(made.text, made.proof, (now + 35 * DAY).date(), words)
            promises.renegotiate(made, changed, by=owner, revision=revision, now=now)
        else:
            promises.say(made, deed, words, by=owner, revision=revision, now=now)


def _thank(number: int, now: datetime) -> None:
    """Let two people thank somebody, in some months a team."""
    draw = random.Random(f"{SEED}/thanks/{number}")  # noqa: S311
    if number == 1:
        for name, words in VALUES:
            recognition.add_value(name, words, by=_hr())
    values = list(db.session.scalars(select(Value).order_by(Value.id)))
    people = list(
        db.session.scalars(select(Person).where(Person.left_on.is_(None), ~Person.is_lead).order_by(Person.id))
    )
    people = [person for person in people if person.team_id is not None]
    for each in range(2 if number else 0):
        by, whom = draw.sample(people, 2)
        words = THANKED[(2 * number + each) % len(THANKED)]
        customer = draw.choice(list(Customer))
        to = whom.team if whom.team and draw.random() < 0.25 else whom
        recognition.thank(to, words, customer, draw.choice([*values, None]), by=by, now=now + each * timedelta(hours=5))


def _held(now: datetime) -> None:
    """Hold Platform's town hall: announced, entered, asked and voted, and every question brought to an end."""
    starts = now.replace(hour=12, minute=0, second=0, microsecond=0)
    with transaction():
        team = _team("Platform")
        lead = _lead(team)
        plan = HallPlan("What happened in spring", starts, 60, settings().timezone, place="Canteen, second floor")
        found = _agenda(lead, team)
        points = [(each.words, each.evidence) for each in found.points[:5]]
        hall = halls.draft(team, plan, points, by=lead, now=starts - 7 * DAY, round_uid=found.round_uid)
        halls.announce(hall, by=lead, now=starts - 6 * DAY)
        uid = hall.uid
    ids = _asked(uid, [(words, votes) for words, votes, _ in QUESTIONS])
    _in_hall(uid, lambda hall: halls.start(hall, by=None, now=starts))
    by_words = dict(zip((words for words, *_ in QUESTIONS), ids, strict=True))

    def dealt_with(hall: Hall) -> None:
        lead = _lead(hall.team)
        for words, _, outcome in QUESTIONS:
            question_actions.handle(hall, by_words[words], outcome, seen=0, by=lead, now=starts + timedelta(minutes=40))
        question_actions.merge(hall, [ids[1]], ids[0], by=lead, now=starts + timedelta(minutes=45))

    _in_hall(uid, dealt_with)
    _in_hall(uid, lambda hall: halls.end(hall, follow_up=False, by=_lead(hall.team), now=starts + timedelta(hours=1)))


def _announced(now: datetime) -> None:
    starts = (now + 6 * DAY).replace(hour=13, minute=0, second=0, microsecond=0)
    with transaction():
        team = _team("Harbour & Vale")
        lead = _lead(team)
        plan = HallPlan("Before the year ends", starts, 75, settings().timezone, "Hall 2, and on the call")
        found = _agenda(lead, team)
        points = [(each.words, each.evidence) for each in found.points[:6]]
        hall = halls.draft(team, plan, points, by=lead, now=now - DAY, round_uid=found.round_uid)
        halls.announce(hall, by=lead, now=now - DAY)
        uid = hall.uid
    _asked(uid, COMING)


def _agenda(lead: Person, team: Team) -> draft_pages.Found:
    """Return what an agenda begins with, as on the page: it stands in a request."""
    with current_app.test_request_context(base_url=settings().base_url):
        return draft_pages.found(lead, team)


def _triaged(now: datetime) -> None:
    """Let HR say in public what becomes of some roadblocks."""
    hana, company = _hr(), _team(COMPANY)
    roadblocks.pledge(blocked.unpledged(company, hana), by=hana)
    waiting = blocked.answers(company, hana)
    for part, state, words, reason in ROADBLOCKS:
        found = [each for each in waiting if part in each.remark.text]  # what several wrote is answered together
        if not found:
            continue
        drafted = roadblocks.decide(found, Decision(state, words, reason), team=company, by=hana, now=now - 4 * DAY)
        if drafted is not None:
            proof = "The desk is reachable until six on five days a week."
            terms = PromiseTerms(drafted.team.uid, words, drafted.said, proof, hana.uid, (now + 40 * DAY).date())
            promises.redraft(drafted, terms, revision=drafted.revision)
            promises.make(drafted, by=hana, revision=drafted.revision, now=now - 4 * DAY)


def _replied() -> str:
    """Let HR answer comments of the round before last; return the recovery code of a writer who wrote back."""
    with transaction():
        hana, company, about = _hr(), _team(COMPANY), rounds.latest_sealed(2)[-1]
        reports.pledge(about, by=hana)
        said = tables.comments_on(COMMENT, [about.uid]).get(about.uid, [])
        found = {words: each.id for part, words in ANSWERS for each in said if part in each.text}
        for words, comment in found.items():
            conversations.answer(talks.talk(company, comment, hana), Said.TEXT, words, by=hana)
        month = about.number - 1
    threads.deliver()
    return _wrote_back(month, next(iter(found.values()), ""))


def _wrote_back(month: int, comment: str) -> str:
    with walled() as connection:
        thread = connection.scalar(select(Thread.id).where(Thread.comment == comment))
    for seat in range(SEATS):
        own = follow_up_texts.secret(month, seat)
        for chain in (Chain.of(own, place) for place in range(2)):
            if chain.id == thread:
                sealed = letters.seal(chain.read, chain.id, Letter(By.AUTHOR, Said.TEXT, follow_up_texts.WRITTEN_BACK))
                threads.write({"thread": to_text(chain.id), "write": to_text(chain.write), "sealed": to_text(sealed)})
                threads.deliver()
                return to_text(own)
    return ""


def _in_hall(uid: str, act: Callable[[Hall], object]) -> None:
    with transaction():
        act(queries.hall(uid))


def _asked(uid: str, wanted: Sequence[tuple[str, int]]) -> list[str]:
    """Let guests enter, ask and vote as their browsers would; return the ids of the questions."""
    batches = [guest.begin() for _ in range(GUESTS)]
    rights = []
    with transaction():
        hall = queries.hall(uid)
        people = queries.audience(hall.team)[:GUESTS]
    for person_id, batch in zip(people, batches, strict=True):
        with transaction():
            asked = entry_actions.batch_of({**guest.entrance(batch)})
            granted = entry_actions.enter(queries.hall(uid), db.session.get_one(Person, person_id), asked)
        keys = json.loads(floors.keys(uid))["keys"]
        rights.append(guest.finish(batch, [[to_text(part) for part in pair] for pair in granted], keys))
    ids = []
    for number, (words, votes) in enumerate(wanted):
        put = floor.ask(uid, guest.ask(uid, 0, rights[number]["ask-0"], words))
        ids.append(put.id)
        for held in rights[:votes]:
            floor.vote(uid, guest.vote(uid, put.slot, held[f"vote-{put.slot}"]))
    return ids
