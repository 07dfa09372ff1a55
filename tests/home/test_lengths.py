"""The mail, the first page and the pulse page tell each person the same length: that of their own questions."""

import re

import pytest
from sqlalchemy import update

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.outbox.messages import letter
from pulse.outbox.models import Message
from pulse.people.models import Person
from pulse.programmes import actions as programmes
from pulse.programmes import length_wording
from pulse.rounds import messages
from pulse.rounds.models import Round, Seat
from pulse.team_services import actions, rotation
from tests._ground.voting import MONDAY, invitation, make_programme, open_round

OPENS = MONDAY.replace(hour=9, minute=1)
LENGTH = re.compile(r"\d+ questions, about (?:a minute|\d+ (?:minutes|seconds))")
KINDS = (messages.INVITATION, messages.REMINDER, messages.SECOND_REMINDER)
EIGHT = "8 questions, about 50 seconds"


def lengths(text):
    return set(LENGTH.findall(" ".join(text.split())))


def mailed(opened, person):
    """What the mails of a round say of its length, in both of their parts."""
    found = set()
    for kind in KINDS:
        made = letter(Message(kind=kind.name, arguments={"round": opened.uid}, key="k"), kind, person)
        parts = [made.get_body((part,)).get_content() for part in ("plain", "html")]
        assert all(len(lengths(part)) == 1 for part in parts)
        found |= set().union(*map(lengths, parts))
    return found


@pytest.fixture
def acme(cast, time_machine):
    """Finance serves Operations, and may be named with Field where teams are; Support waits for a promise."""
    time_machine.move_to(OPENS)
    with transaction():
        cast.people(cast.operations, 9, "operations")
        cast.people(cast.finance, 7, "money")
    with transaction():
        for server in (cast.finance, cast.field):
            actions.serve(server, cast.operations if server is cast.finance else cast.finance, by=cast.hana)
        programmes.ask_once("desk", cast.support.uid, "A second desk.", now=OPENS)
    return cast


@pytest.mark.parametrize("inside", ["none", "served", "named"])
def test_everybody_reads_one_length_wherever_they_look(acme, client, signed_in, inside):
    make_programme(inside=inside, reminders=2)
    opened, said = open_round(OPENS), set()
    people = [db.session.get_one(Person, seat.person_id) for seat in db.session.query(Seat).all()]
    assert len(people) > 20
    for person in people:
        told = client.post("/visit", json={"invite": invitation(opened, person)}).json
        own = told["words"]["title"]
        assert own.startswith(f"{len(told['questions'])} questions")
        assert mailed(opened, person) == lengths(signed_in(person).get("/").text) == {own}
        said.add(own)
    assert len(said) > 1


def test_a_first_page_names_no_length_while_the_box_is_on_its_way(acme, signed_in):
    make_programme()
    opened = open_round(OPENS)
    assert lengths(signed_in(acme.hana).get("/").text) == {EIGHT}
    with transaction():
        db.session.execute(update(Round).where(Round.uid == opened.uid).values(uid="elsewhere"))
    page = signed_in(acme.hana).get("/")
    assert (page.status_code, lengths(page.text)) == (200, set())


def test_somebody_who_is_not_asked_gets_no_mail(acme):
    make_programme()
    opened = open_round(OPENS)
    asked = Message(kind=messages.INVITATION.name, arguments={"round": opened.uid}, key="k")
    assert letter(asked, messages.INVITATION, db.session.get_one(Person, acme.ada.id)) is None


def test_the_preview_of_a_programme_says_what_its_people_will_read(acme, signed_in):
    programme = make_programme()
    preview = lengths(re.sub("<[^>]+>", "", signed_in(acme.hana).get(f"/programmes/{programme.uid}").text))
    open_round(OPENS)
    assert lengths(signed_in(acme.hana).get("/").text) == {EIGHT} <= preview


def test_the_empty_list_of_programmes_says_how_long_the_default_is(cast, signed_in):
    assert lengths(signed_in(cast.hana).get("/programmes").text) == {"8 questions, about a minute"}


def test_the_most_that_questions_about_teams_add_is_what_a_round_asks():
    assert length_wording.ABOUT_A_TEAM == 1 + rotation.EACH_TIME
    assert length_wording.MOST_SERVED == rotation.MOST_TEAMS
