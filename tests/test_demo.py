"""The demo company shows what Pulse finds: two planted changes and a silent team; and it can be begun anew."""

import stat
from dataclasses import replace

import pytest
from flask import current_app
from sqlalchemy import select

from pulse import create_app
from pulse.access import actions as access
from pulse.ballots.wire import from_text
from pulse.base import clock
from pulse.base.db import db
from pulse.base.settings import load, settings
from pulse.base.transactions import transaction, walled
from pulse.demo import build
from pulse.demo.company import COMPANY, SMALL_TEAMS, TEAMS, synthetic
from pulse.floor import queries as floor
from pulse.people.models import Person, Role, Team
from pulse.promises import chain
from pulse.promises import queries as promises
from pulse.promises.models import Promise
from pulse.promises.team_word import Word
from pulse.reports.models import Event
from pulse.roadblocks.models import Roadblock
from pulse.rounds import queries
from pulse.rounds.models import SaidDone, Step
from pulse.scores.models import Mark, Response
from pulse.tallies.threads import Chain
from pulse.threads.models import Message
from pulse.townhalls import question_actions
from pulse.townhalls.models import Hall
from tests._ground.application import Browser, dispose, settings_for, sign_in
from tests._ground.following import dead_links

pytestmark = [pytest.mark.one_database, pytest.mark.timeout(600)]

PLATFORM, BOOKINGS, INSPECTIONS = TEAMS[2], TEAMS[6], TEAMS[10]  # t03, t07, t11: where something is planted


@pytest.fixture(scope="module")
def made(databases, migrated, tmp_path_factory):
    """The demo, made once for all tests of this module: (what it says of itself, how often it told how far it was)."""
    urls = databases.copy_of(migrated)
    app = create_app(settings_for(tmp_path_factory.mktemp("demo"), urls))
    told = []
    with app.app_context():
        found = build.load(clock.now(), told=lambda: told.append(1))
        build.notes(found)
        yield found, len(told)
        db.session.remove()
    dispose(app)
    databases.drop(urls)


@pytest.fixture
def names(made):
    return {team.uid: team.name for team in db.session.scalars(select(Team))}


def news(names):
    """Return every change that was announced, the company's own aside: (round, team, dimension, verdict)."""
    numbers = {found.id: found.number for found in queries.rounds()}
    rows = db.session.scalars(select(Mark).where(Mark.news).order_by(Mark.round_id))
    return [
        (numbers[mark.round_id], names[mark.team_uid], mark.dimension, mark.verdict)
        for mark in rows
        if names[mark.team_uid] != COMPANY
    ]


def test_what_happened_is_marked_on_the_charts(made, names):
    marked = db.session.execute(select(Event.team_uid, Event.kind).where(~Event.kind.startswith("promise"))).all()
    assert {(names[uid], kind) for uid, kind in marked} == {
        (PLATFORM, "new lead"),
        (PLATFORM, "town hall"),
        (BOOKINGS, "reorganisation"),
    }


def test_promises_were_kept_and_not_and_those_they_were_made_to_have_said_so(made):
    found = list(db.session.scalars(select(Promise)))
    assert {each.state for each in found} == {"made", "in progress", "kept", "partly kept", "dropped", "broken"}
    heard = {each.team.name: Word.of(each.word) for each in found if each.word}
    assert set(heard) == {COMPANY, PLATFORM, BOOKINGS, "Customer Care"}
    assert not any(word.too_few or word.reopens for word in heard.values())
    assert {"kept", "partly"} <= {line.became for line in db.session.scalars(select(SaidDone))}
    assert chain.fault(promises.whole_ledger()) is None


def test_a_town_hall_was_held_and_the_next_one_is_announced(made):
    held, coming = db.session.scalars(select(Hall).order_by(Hall.starts_at))
    assert (held.state, coming.state) == ("ended", "announced")
    assert question_actions.waiting(held) == set()
    votes = {asked.text: asked.votes for asked in floor.questions(held.uid)}
    assert votes["Why do we hear of changes to the on-call rota on the day?"] == 9
    assert None in votes.values(), "fewer than five"


def test_roadblocks_are_answered_in_public_and_comments_to_their_writer(made):
    states = set(db.session.scalars(select(Roadblock.state)))
    assert states >= {"removed", "explained", "promise", "aside"}
    code = from_text(made[0].code, 32)
    with walled() as connection:
        kept = set(connection.scalars(select(Message.thread)))
    assert {Chain.of(code, place).id for place in range(2)} & kept, "the code in the notes opens an answered comment"


def test_the_company_has_a_name_of_its_own(made):
    assert load(settings().instance, {}).company == COMPANY


def test_settings_of_the_host_are_left_alone(made, tmp_path, monkeypatch):
    monkeypatch.setattr(build, "settings", lambda: replace(settings(), instance=tmp_path))
    (tmp_path / "pulse.toml").write_text("workers = 1\n")
    build._name_company()
    assert (tmp_path / "pulse.toml").read_text() == "workers = 1\n"


def test_there_are_eighteen_sealed_months_and_an_open_round(made):
    found, told = made
    steps = [one.step for one in reversed(queries.rounds())]
    assert steps == [Step.SEALED.value] * build.MONTHS + [Step.OPEN.value]
    assert (found.rounds, told) == (build.MONTHS + 1, build.MONTHS + 1)
    assert found.ballots > 3000


def test_some_have_answered_the_open_round_and_most_have_not(made):
    opened = queries.rounds(limit=1)[0]
    assert 0.1 < queries.collected(opened.id) / opened.members < 0.5


def test_both_planted_changes_are_announced_within_half_a_year(names):
    announced = {(team, dimension, verdict): number for number, team, dimension, verdict in news(names)}
    assert announced[PLATFORM, "trust", "changed down"] in range(9, 15)
    assert announced[BOOKINGS, "respect", "changed up"] in range(12, 18)


def test_at_most_one_other_team_is_announced(names):
    assert len({team for _, team, _, _ in news(names)} - {PLATFORM, BOOKINGS}) <= 1


def test_the_team_that_falls_silent_is_named_and_no_other(names):
    fell = db.session.scalars(select(Response).where(Response.fell))
    assert {names[response.team_uid] for response in fell} == {INSPECTIONS}


def test_small_teams_are_never_shown_alone(names):
    marks = list(db.session.scalars(select(Mark)))
    assert {names[mark.team_uid] for mark in marks} >= set(SMALL_TEAMS)
    assert [names[m.team_uid] for m in marks if names[m.team_uid] in SMALL_TEAMS and m.score is not None] == []


def test_everybody_who_is_printed_can_sign_in(made):
    found, _ = made
    for _, email in found.sign_ins:
        with transaction():
            assert access.with_password(email, build.PASSWORD, "", now=clock.now()).email == email
    assert [kind for kind, _ in found.sign_ins] == ["HR", "Leader", "Employee", "Admin"]


def test_the_sign_ins_are_kept_for_the_next_start(made):
    path = build.notes_path(settings())
    assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    text = path.read_text("utf-8")
    assert all(email in text for _, email in made[0].sign_ins)
    assert build.PASSWORD in text


def test_the_disk_is_waited_for_again_afterwards(made):
    for key in (None, "ballots"):
        with db.engines[key].connect() as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL


def test_an_interrupted_demo_is_begun_anew(app, monkeypatch):
    settings().instance.mkdir(parents=True, exist_ok=True)

    def pulled_the_plug(*_):
        with transaction():
            db.session.add(Person(name="Half Made", email="half@example.com"))
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "_lived", pulled_the_plug)
    monkeypatch.setattr(build, "synthetic", lambda _: synthetic)
    with pytest.raises(KeyboardInterrupt):
        build.load(clock.now())
    assert (build.was_interrupted(), build.is_empty()) == (True, False)
    db.session.remove()
    build.start_anew()
    assert build.is_empty()


_WORKS = (Person.role == Role.EMPLOYEE.value, Person.left_on.is_(None))
_LEADS = select(Person).where(Person.is_lead, *_WORKS)
READERS = {
    "HR": select(Person).where(Person.role == Role.HR.value, Person.left_on.is_(None)),
    "the administrator": select(Person).where(Person.role == Role.ADMIN.value),
    "a lead at the top": _LEADS.order_by(Person.id),
    "a lead since lately": _LEADS.order_by(Person.id.desc()),
    "an employee": select(Person).where(Person.is_lead.is_(False), *_WORKS).order_by(Person.id),
    "nobody": None,
}


@pytest.mark.parametrize("who", READERS)
def test_no_page_links_to_what_its_reader_may_not_open(made, who):
    app = current_app._get_current_object()
    client, wanted = Browser(app), READERS[who]
    if wanted is not None:
        sign_in(app, client, db.session.scalars(wanted.limit(1)).one())
    starts = ["/", "/results", "/me", "/halls", "/thanks", "/roadblocks"] if wanted is not None else ["/sign-in", "/"]
    assert dead_links(client, starts) == {}
