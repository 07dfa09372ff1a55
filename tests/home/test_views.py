"""The first page of each role, and the pages open to everybody."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.rounds.models import Round, Seat, Step
from tests._ground.voting import make_programme

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.fixture
def programme(cast):
    """A running programme of the whole company: every Monday at 10 in Berlin."""
    return make_programme()


def make_round(programme, step, *members, blinded=bytes(32)):
    """A round of the programme, in which these people sit."""
    made = Round(
        uid=f"round{step}",
        programme_id=programme.id,
        occurrence=NOON.date(),
        number=1,
        opens_at=NOON - timedelta(days=1),
        closes_at=NOON + timedelta(days=3),
        step=step.value,
    )
    with transaction():
        db.session.add(made)
        db.session.flush()
        for person in members:
            db.session.add(Seat(round_id=made.id, person_id=person.id, cohort="c", blinded=blinded))
    return made


def test_whoever_is_not_signed_in_is_asked_to(client):
    assert client.get("/").location == "/sign-in"


def test_an_employee_finds_the_open_pulse_first(signed_in, cast, programme):
    opened = make_round(programme, Step.OPEN, cast.omar)
    page = signed_in(cast.omar).get("/").text
    assert "A pulse is open for you" in page
    assert f'href="/p?round={opened.uid}"' in page


def test_somebody_without_a_seat_is_not_asked(signed_in, cast, programme):
    make_round(programme, Step.OPEN, cast.omar)
    assert "No pulse is open for you" in signed_in(cast.lea).get("/").text


def test_whoever_collected_a_ballot_is_not_asked_again(signed_in, cast, programme):
    make_round(programme, Step.OPEN, cast.omar, blinded=b"x" * 32)
    page = signed_in(cast.omar).get("/").text
    assert "Answer now" not in page
    assert "You have answered, or begun to" in page


def test_the_next_date_is_named(signed_in, cast, programme):
    with time_machine.travel(NOON + timedelta(days=3), tick=False):
        assert "The next one opens on Jul 6, 2026, 10:00\u202fAM" in signed_in(cast.omar).get("/").text


def test_before_the_first_seal_the_page_says_honestly_that_there_is_nothing(signed_in, cast):
    page = signed_in(cast.omar).get("/").text
    assert "the first round has not been sealed" in page
    assert "Nothing has been promised here yet" in page


def test_after_a_seal_a_leader_finds_the_own_team(signed_in, cast, programme):
    make_round(programme, Step.SEALED)
    page = signed_in(cast.lea).get("/").text
    assert f'href="/results/teams/{cast.support.uid}"' in page
    assert "My team: Support" in page


def test_hr_of_a_new_installation_is_led_to_the_next_step(signed_in, cast):
    page = signed_in(cast.hana).get("/").text
    assert 'class="button" href="/programmes/new"' in page
    assert "From here to the first results" in page


def test_hr_is_not_led_any_more_after_the_first_seal(signed_in, cast, programme):
    make_round(programme, Step.SEALED)
    assert "From here to the first results" not in signed_in(cast.hana).get("/").text


def test_an_employee_does_not_see_the_desk_of_hr(signed_in, cast, programme):
    assert "Programmes" not in signed_in(cast.omar).get("/").text


def test_an_administrator_finds_the_system_and_no_results(signed_in, cast, programme):
    make_round(programme, Step.SEALED)
    page = signed_in(cast.ada).get("/").text
    assert 'href="/admin"' in page
    assert "/results" not in page


def test_the_first_page_costs_the_same_number_of_statements_for_any_number_of_people(
    signed_in, cast, programme, statements
):
    browser = signed_in(cast.hana)
    browser.get("/")
    with statements() as few:
        browser.get("/")
    with transaction():
        cast.people(db.session.merge(cast.field), 200, "more")
    with statements() as many:
        browser.get("/")
    assert len(many) == len(few)


@pytest.mark.parametrize("signed", [False, True])
def test_everybody_may_read_how_answers_stay_anonymous(client, signed_in, cast, programme, signed):
    page = (signed_in(cast.omar) if signed else client).get("/anonymity")
    assert page.status_code == 200
    for promise in (
        "groups of 5 answers or more",
        "groups of 10 answers or more",
        "skipped a question may become known",
        "nobody in a group chose is seen to be empty",
        "joins or leaves between two rounds",
        "works council or data protection officer",
        "numbers from 5 answers, groups from 7 people",
    ):
        assert promise in page.text


def test_robots_are_asked_to_stay_away(client):
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


def test_a_browser_that_asks_for_an_icon_gets_one(client):
    with client.get(client.get("/favicon.ico").location) as icon:
        assert icon.mimetype == "image/svg+xml"
