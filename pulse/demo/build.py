"""The demo company: eighteen months of sealed rounds and an open one, all made by the product's own actions."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from flask_migrate import upgrade
from sqlalchemy import select

from pulse.access import actions as access
from pulse.admin import backup_actions
from pulse.ballots import actions as ballots
from pulse.ballots import queries as boxes
from pulse.ballots import voter
from pulse.ballots.credentials import evaluate
from pulse.ballots.envelopes import BallotText
from pulse.ballots.wire import from_text, to_text
from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.base.locale import local_day
from pulse.base.settings import Settings, settings
from pulse.base.transactions import transaction
from pulse.demo import accounts, customers, follow_up, follow_up_texts
from pulse.demo.comments import Voices
from pulse.demo.company import COMPANY, Company, synthetic
from pulse.demo.in_memory import in_memory_first
from pulse.linkage import actions as linkage
from pulse.people import actions as people
from pulse.people.guards import Guard
from pulse.people.models import Person, Role, Team
from pulse.programmes.models import Programme, ProgrammeState
from pulse.programmes.plan import default_lists
from pulse.programmes.queries import rhythm_of
from pulse.programmes.recurrence import LAST, Occurrence, occurrences
from pulse.programmes.terms import Inside
from pulse.questions import actions as questions
from pulse.questions.library import library
from pulse.questions.scales import Scale
from pulse.reports import actions as reports
from pulse.reports.models import EventKind
from pulse.rounds import actions as rounds
from pulse.rounds import jobs, queries
from pulse.rounds.models import Round
from pulse.scores import jobs as scores
from pulse.tallies import queries as tables
from pulse.tallies.layout import PROMISE

SEED = 162  # an illustration: in this company what is planted is also found; tests/truth say how often that is so
MONTHS = 18
PASSWORD = "demo-pulse-2026"
HR = "hana@example.com"
OPEN_DAYS = 6
MEANT = people.Wishes(accepted=tuple(Guard))
OPENED_AGO = timedelta(days=2)
HAPPENED = (  # month (0 first), team, what is marked on its charts
    (8, "Platform", EventKind.NEW_LEAD, "A new team lead"),
    (11, "Bookings", EventKind.REORGANISATION, "Evening shifts moved here"),
)


@dataclass(frozen=True)
class Demo:
    """What is printed at the end: who may sign in, as what."""

    rounds: int
    ballots: int
    code: str  # with which whoever wrote a comment finds what was answered
    sign_ins: tuple[tuple[str, str], ...]


def is_empty() -> bool:
    """Say whether nobody works here yet."""
    return db.session.scalar(select(Person.id).limit(1)) is None


def notes_path(given: Settings) -> Path:
    """Return where the demo's sign-ins are written down."""
    return given.instance / "demo.txt"


def _unfinished() -> Path:
    return settings().instance / "demo.unfinished"


def was_interrupted() -> bool:
    """Say whether a demo was begun here and never finished."""
    return _unfinished().exists()


def start_anew() -> None:
    """Drop what an interrupted demo has left."""
    backup_actions.clear()
    upgrade()


def load(now: datetime, told: Callable[[], object] = lambda: None) -> Demo:
    """Make the company, its eighteen months and its open round; `told` is called after each of them.

    Refuses an instance in which anybody is.
    """
    if not is_empty():
        raise Refusal("There are people in this instance already; the demo needs an empty one.")
    db.session.remove()  # it would hold a connection beside the one that is to be quick
    company = synthetic(SEED)
    _unfinished().touch()
    _name_company()
    with in_memory_first():
        found = Demo(*_lived(company, now, told), _sign_ins(company, now))
    _unfinished().unlink()
    return found


def _name_company() -> None:
    """Let pages and mails name the demo's company, unless the host has settings already."""
    path = settings().instance / "pulse.toml"
    if not path.exists() and settings().company == Settings.company:
        path.touch(mode=0o600)
        path.write_text(f'company = "{COMPANY}"\n', "utf-8")


def _lived(company: Company, now: datetime, told: Callable[[], object]) -> tuple[int, int, str]:
    """Let eighteen months pass and the last round open; return how many rounds and ballots, and a recovery code."""
    with transaction():
        questions.stock(now)
        programme = _programme(company, now)
        # Before the first round: HR reads the comments of no round from before they came.
        db.session.add(hana := Person(name="Hana Analyst", email=HR, role=Role.HR.value, locale="en"))
    planned, voices = _occurrences(programme.id, now), Voices(SEED)
    cast = 0
    for month, occurrence in enumerate(planned):
        present = min(month, MONTHS - 1)
        with transaction():
            people.import_roster(roster(company, present), by=None, now=occurrence.opens_at, wishes=MEANT)
            _mark(month, occurrence.opens_at)
            if not month:
                customers.begin(db.session.merge(hana), occurrence.opens_at)
        follow_up.month(month, occurrence.opens_at)
        jobs.advance(occurrence.opens_at)
        cast += _answer(company, present, voices, part=1.0 if month < MONTHS else 0.35)
        if occurrence.closes_at <= now:
            jobs.advance(occurrence.closes_at)
            scores.compute()
        told()
    with transaction():
        customers.fill(company, [occurrence.opens_at for occurrence in planned[:MONTHS]], now)
    accounts.fill(company, now)
    code = follow_up.today(now)
    linkage.compute(now)
    return len(planned), cast, code


def _mark(month: int, now: datetime) -> None:
    """Mark what happened to teams in a month."""
    for _, name, kind, words in (each for each in HAPPENED if each[0] == month):
        team = db.session.scalars(select(Team).where(Team.name == name)).one()
        reports.mark(team, day=local_day(now), kind=kind, words=words, by=None, now=now)


def notes(made: Demo) -> str:
    """Write down who may sign in, for the next start too, and return it."""
    given = settings()
    who = [f"  {kind:9} {email}" for kind, email in made.sign_ins]
    who.append(f"An answered comment: open /replies, with the recovery code {made.code}")
    who.append(f"Mails are written to {given.instance / 'mails.txt'}; their links lead to {given.base_url}")
    text = "\n".join([f"Sign in as one of these; every password is {PASSWORD}", *who]) + "\n"
    notes_path(given).touch(mode=0o600)
    notes_path(given).write_text(text, "utf-8")
    return text


def roster(company: Company, month: int) -> bytes:
    """Return the company's roster of one month, as HR would export it."""
    paths = {team.uid: team for team in company.teams}
    text = io.StringIO()
    write = csv.writer(text)
    write.writerow(["employee_id", "name", "email", "team", "lead", "language", "timezone", "start_date"])
    for number in company.person_in_seat[month]:
        person = company.people[number]
        names: list[str] = []
        step: str | None = person.team
        while step is not None:
            names.append(paths[step].name)
            step = paths[step].above
        lead = "yes" if person.lead else "no"
        team = "/".join(reversed(names))
        write.writerow([person.uid, person.name, person.email, team, lead, "en", "", ""])
    return text.getvalue().encode()


def _programme(company: Company, now: datetime) -> Programme:
    """Make a monthly pulse whose latest round opened two days ago, whatever day it is."""
    opened = (now - OPENED_AGO).astimezone(ZoneInfo(settings().timezone))
    lists = default_lists()
    programme = Programme(
        name="Monthly pulse",
        state=ProgrammeState.RUNNING.value,
        unit="months",
        every=1,
        nth=nth if (nth := (opened.day + 6) // 7) < 5 else LAST,
        weekday=opened.weekday(),
        hour=9,
        open_days=OPEN_DAYS,
        timezone=settings().timezone,
        starts_on=(opened.date().replace(day=1) - timedelta(days=30 * MONTHS - 5)).replace(day=1),
        anchors=list(lists.anchors),
        rotation=list(lists.rotation),
        extras=list(lists.extras),
        reminders=1,
        inside=Inside.SERVED.value,
        started_at=now,
    )
    db.session.add(programme)
    return programme


def _occurrences(programme_id: int, now: datetime) -> list[Occurrence]:
    with transaction():
        programme = db.session.get_one(Programme, programme_id)
        rhythm = rhythm_of(programme)
        planned = occurrences(rhythm, rhythm.starts_on - timedelta(days=1), MONTHS + 1)
    return [occurrence for occurrence in planned if occurrence.opens_at <= now]


def _answer(company: Company, month: int, voices: Voices, part: float) -> int:
    """Let everybody who takes part this month collect and cast, as their browsers would; return how many."""
    with transaction():
        opened = queries.rounds(limit=1)[0]
        seated = {p.employee_id: p.id for p in db.session.scalars(select(Person).where(Person.left_on.is_(None)))}
        names = {team.uid: team.name for team in db.session.scalars(select(Team))} | follow_up.promised()
    box = boxes.box(opened.uid)
    keys = {str(leaf["id"]): from_text(str(leaf["key"]), 32) for leaf in box.leaves}
    sealing_key = from_text(str(box.header["sealing_key"]), 32)
    layout = tables.layout(opened.uid)
    asked = {
        cohort.id: [(q.version, names.get(q.about, "")) for q in layout.asked_of(cohort.id)]
        for cohort in layout.cohorts
    }
    posted = []
    with transaction():
        for seat in _takers(company, month, part):
            person_id = seated[company.people[company.person_in_seat[month, seat]].uid]
            held = _collect(opened, person_id, keys)
            said = _said(company, (month, seat), held.cohort, asked[held.cohort], voices)
            posted.append(voter.ballot(opened.uid, sealing_key, held, said))
    Random(month).shuffle(posted)  # noqa: S311  ballots come in another order than credentials
    for ballot in posted:
        ballots.cast(json.loads(json.dumps(ballot)))
    return len(posted)


def _takers(company: Company, month: int, part: float) -> Iterator[int]:
    draw = Random(f"{SEED}/{month}")  # noqa: S311
    for seat in range(company.takes_part.shape[1]):
        if company.takes_part[month, seat] and draw.random() < part:
            yield seat


def _collect(opened: Round, person_id: int, keys: dict[str, bytes]) -> voter.Credential:
    pending = voter.begin()
    cohort, _ = rounds.collect(opened.uid, person_id, pending.blinded)
    element, proof = evaluate(boxes.ring().key_pair(opened.uid, cohort), pending.blinded)
    reply = {"cohort": cohort, "element": to_text(element), "proof": to_text(proof)}
    return voter.credential(pending, reply, keys[cohort])


def _said(
    company: Company, of: tuple[int, int], cohort: str, asked: list[tuple[str, str]], voices: Voices
) -> BallotText:
    month, seat = of
    draw = Random(f"{SEED}/{month}/{seat}")  # noqa: S311
    answers: dict[str, int | None] = {}
    texts: dict[str, str] = {}
    for version, server in asked:
        code = version.split("@")[0]
        item = library().get(code)
        if code == PROMISE:
            answers[version] = follow_up_texts.felt(server, seat + 1000 * month)
        elif server:
            answers[version] = customers.of_service(SEED, server, seat + 1000 * month, code)
        elif item is None or item.scale is Scale.TEXT:
            if draw.random() < (0.12 if item is None else 0.3):
                texts[version] = voices.say(code)
        elif draw.random() < 0.03:
            answers[version] = None
        elif code in company.codes:
            felt = int(company.census[month, seat, company.codes.index(code)])
            answers[version] = 6 - felt if item.reverse else felt
        elif item.scale is Scale.ZERO_TO_TEN:
            answers[version] = int(company.recommend[month, seat])
        else:
            answers[version] = max(1, min(5, round(int(company.recommend[month, seat]) / 2)))
    return BallotText(cohort, answers, texts, to_text(follow_up_texts.secret(month, seat)))


def _sign_ins(company: Company, now: datetime) -> tuple[tuple[str, str], ...]:
    """Give one person of each kind a password: an HR analyst, an admin, a leader, an employee."""
    leader = next(p for p in company.people if p.lead and p.left is None and p.team == "t03")
    employee = next(p for p in company.people if not p.lead and p.left is None and p.team == "t03")
    with transaction():
        admin = access.create_admin("ada@example.com", "Ada Admin", PASSWORD, now=now)
        db.session.flush()
        for person in db.session.scalars(select(Person).where(Person.email.in_((HR, leader.email, employee.email)))):
            access.set_password(person, PASSWORD)
    return (("HR", HR), ("Leader", leader.email), ("Employee", employee.email), ("Admin", admin.email))
