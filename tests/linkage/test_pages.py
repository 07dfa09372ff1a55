"""The pages of the link: who sees what, from what is stored alone."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from pulse.audit.models import Look
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.customers.models import Figure, Measure, Unit, UnitTeam
from pulse.linkage import actions, pairings
from pulse.linkage.models import Choice, Expected
from pulse.linkage.verdict import VerdictState
from pulse.people.models import Person, Role, Team
from pulse.reports.models import Event, EventKind
from tests.linkage.filling import fill
from tests.linkage.panels import made
from tests.linkage.test_wording import BANNED

DAY = timedelta(days=1)


def company(time_machine, panels):
    filled = fill(panels)
    time_machine.move_to(filled.after)
    return filled


def look_for(filled, expected=Expected.HIGHER):
    with transaction():
        actions.choose(db.session.get(Measure, filled.measure.id), expected, by=filled.hana, now=filled.after)
    actions.compute(filled.after)


@pytest.fixture
def filled(app, time_machine):
    return company(time_machine, made(units=9, spans=12, beta=0.6, lag=2, seed=3))


@pytest.fixture
def linked(filled):
    look_for(filled)
    return filled


def page_of(client, path="/customers/link"):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_hr_chooses_once_and_the_server_dates_it(filled, signed_in):
    client = signed_in(filled.hana)
    assert "What do you expect to find?" in page_of(client)
    asked = {"measure": filled.measure.uid, "expected": "higher", "chosen_at": "2001-01-01", "on": "2001-01-01"}
    assert client.post("/customers/link/choice", data=asked).status_code == 303
    with transaction():
        choice = db.session.scalar(select(Choice))
        assert choice.chosen_at - filled.after < timedelta(minutes=1)
        assert choice.by_person_id == filled.hana.id
    assert "The first answer comes within a few minutes." in page_of(client)
    again = client.post("/customers/link/choice", data=asked)
    assert again.status_code == 422
    assert "its record goes on" in again.get_data(as_text=True)


def test_half_a_choice_is_asked_for_again(filled, signed_in):
    client = signed_in(filled.hana)
    answer = client.post("/customers/link/choice", data={"measure": filled.measure.uid})
    assert answer.status_code == 422
    assert "Please choose one." in answer.get_data(as_text=True)
    assert client.post("/customers/link/choice", data={"measure": "x", "expected": "higher"}).status_code == 422


def test_leaders_cannot_choose(filled, signed_in):
    lead = signed_in(filled.lead)
    assert lead.post("/customers/link/choice", data={}).status_code == 403
    assert "HR has not chosen yet" in page_of(lead)


def test_an_employee_reads_nothing_of_it(linked, signed_in):
    with transaction():
        person = Person(name="Omar", email="omar@units.example", role=Role.EMPLOYEE.value, locale="en")
        db.session.add(person)
    client = signed_in(person)
    paths = ("/customers/link", "/customers/link/naive", "/customers/link/examples")
    assert [client.get(path).status_code for path in paths] == [403, 403, 403]


def test_the_page_says_what_was_found_and_what_it_rests_on(linked, signed_in):
    page = page_of(signed_in(linked.hana))
    for words in (
        "above its own usual level",
        "This fits the idea that",
        "9 units",
        "12 months",
        "Ice cream sales and drownings move together too.",
        "This tells nothing about cause",
        "expected to be higher where sentiment is higher",
        "Answers so far",
    ):
        assert words in page


def test_the_page_never_computes_the_link(linked, signed_in, monkeypatch):
    monkeypatch.setattr(pairings, "two_way", lambda *_: 1 / 0)
    monkeypatch.setattr(actions.outcome, "outcome", lambda *_, **__: 1 / 0)
    client = signed_in(linked.hana)
    for path in ("/customers/link", "/customers/link/naive", "/customers/link/examples"):
        page_of(client, path)


def test_no_page_of_the_link_says_a_banned_word(linked, signed_in):
    client = signed_in(linked.hana)
    for path in ("/customers/link", "/customers/link/naive", "/customers/link/examples"):
        assert BANNED.findall(page_of(client, path)) == []


def test_a_leader_sees_panels_of_their_own_units_alone(linked, signed_in):
    page = page_of(signed_in(linked.lead))
    assert "Unit 1" in page
    assert "Unit 2" not in page
    assert signed_in(linked.lead).get(f"/customers/link?unit={linked.units[1].uid}").status_code == 404
    assert "Unit 2" in page_of(signed_in(linked.hana), f"/customers/link?unit={linked.units[1].uid}")


def test_a_unit_without_figures_on_both_sides_is_not_offered(linked, signed_in):
    with transaction():
        bare = Unit(name="Bare unit")
        db.session.add(bare)
    client = signed_in(linked.hana)
    assert "Bare unit" not in page_of(client)
    assert client.get(f"/customers/link?unit={bare.uid}").status_code == 404


def test_events_of_the_unit_and_of_the_company_are_marked_on_both_panels(linked, signed_in):
    with transaction():
        root = db.session.scalar(select(Team).where(Team.parent_id.is_(None)))
        own = db.session.scalar(select(UnitTeam.team_uid).where(UnitTeam.unit_id == linked.units[2].id))
        for uid, words in ((root.uid, "New tool"), (own, "New office")):
            day = linked.after.date() - 100 * DAY
            db.session.add(Event(team_uid=uid, day=day, kind=EventKind.OTHER.value, words=words, made_at=linked.after))
    page = page_of(signed_in(linked.hana), f"/customers/link?unit={linked.units[2].uid}")
    assert page.count('class="event-line"') == 4
    assert "New tool (in Company)" in page
    assert "New office" in page
    assert page_of(signed_in(linked.hana)).count('class="event-line"') == 2


def test_opening_the_link_is_a_look(linked, signed_in):
    page_of(signed_in(linked.lead))
    with transaction():
        assert [(look.page, look.role) for look in db.session.scalars(select(Look))] == [("link", "leader")]


def test_another_choice_keeps_the_old_answers_in_sight(linked, signed_in):
    client = signed_in(linked.hana)
    client.post("/customers/link/choice", data={"measure": linked.measure.uid, "expected": "lower"})
    page = page_of(client)
    assert "expected higher" in page
    assert "expected lower" in page
    assert "No answer yet." in page


def test_progress_is_shown(linked, signed_in):
    client = signed_in(linked.hana)
    with transaction():
        choice = db.session.scalar(select(Choice))
        choice.leased_until = linked.after + actions.LEASE
    assert "being worked out now" in page_of(client)
    with transaction():
        choice = db.session.scalar(select(Choice))
        choice.leased_until, choice.failed = None, True
    assert "could not be worked out" in page_of(client)


def test_the_naive_page_says_how_it_is_fooled(linked, signed_in):
    page = page_of(signed_in(linked.hana), "/customers/link/naive")
    assert "a textbook says: link" in page
    assert "of 100." in page
    assert "What Pulse does instead" in page


def test_without_an_answer_the_naive_page_points_to_the_examples(filled, signed_in):
    assert "See the examples" in page_of(signed_in(filled.hana), "/customers/link/naive")


def test_examples_are_called_examples_and_show_all_states(filled, signed_in):
    page = page_of(signed_in(filled.hana), "/customers/link/examples")
    assert "These are examples." in page
    titles = (
        "Not enough data yet",
        "We cannot tell",
        "No link seen",
        "Possible link, not stable",
        "Customer scores moved first",
    )
    assert all(title in page for title in titles)
    assert page.count("made up") >= len(VerdictState)


def test_the_page_takes_as_many_statements_however_many_nights(linked, signed_in):
    client, engine = signed_in(linked.hana), db.engine
    said = []
    listener = lambda *given: said.append(given[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", listener)
    page_of(client)
    few = len(said)
    event.remove(engine, "before_cursor_execute", listener)
    for night in range(1, 4):
        with transaction():
            db.session.scalar(select(Figure).limit(1)).mean += 1
        actions.compute(linked.after + night * DAY)
    said.clear()
    event.listen(engine, "before_cursor_execute", listener)
    page_of(client)
    event.remove(engine, "before_cursor_execute", listener)
    assert len(said) == few
