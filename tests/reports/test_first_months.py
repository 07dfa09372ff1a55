"""The first rounds of a company: a team falls from 78 to 28, and neither page nor mail says that nothing changed."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from sqlalchemy import select

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.outbox import kinds
from pulse.outbox.messages import letter
from pulse.outbox.models import Message
from pulse.people.models import Person, Role, Team
from pulse.reports import jobs
from pulse.scores.models import Mark
from tests._ground.voting import make_programme
from tests.attacks._world import ANCHORS, EXTRAS, OPENS, WEEK, Vote, person, world

TEAMS = ("Support", "Billing", "Claims", "Field", "Stores", "Sales")
PEOPLE = 13
# Of thirteen: favourable, in between, unfavourable.
USUAL, LOW, MIDDLE = (8, 4, 1), (1, 4, 6), (4, 6, 3)
ALL_CLEAR = re.compile(
    r"nothing needs|nothing (new )?has( clearly)? changed|no team has (clearly )?changed|none shows|"
    r"not clearly|within what luck|no new clear change|no clear change",
    re.IGNORECASE,
)


def _company():
    """Hire six teams of thirteen with a lead each, Hana of HR at the top, and start a weekly programme."""
    with transaction():
        top = Team(uid="acme", name="Acme")
        teams = [Team(uid=name.lower(), name=name, parent=top) for name in TEAMS]
        db.session.add_all([top, *teams])
        for at, team in enumerate(teams):
            db.session.add_all(person(20 * at + number, team) for number in range(PEOPLE))
            db.session.add(person(900 + at, team, lead=True))
        db.session.add(person(990, top, role=Role.HR))
        db.session.add(person(991, None, role=Role.ADMIN))
    make_programme(anchors=ANCHORS, rotation=[], extras=EXTRAS)


def _votes(made, opened, feeling):
    """Let everybody answer; of the members of a team (by uid) so many in each band."""
    asked = made.asked(opened)
    bands = {uid: [band for band, many in enumerate(each) for _ in range(many)] for uid, each in feeling.items()}
    votes = []
    for person_id, cohort in made.seats(opened):
        who = db.session.get(Person, person_id)
        left = [0] if who.is_lead or who.role == Role.HR.value else bands[who.team.uid]
        if left:
            said = left.pop()
            votes.append(Vote(person_id, cohort, dict.fromkeys(asked[cohort], said)))
    return votes


def _feeling(**changed):
    return {name.lower(): changed.get(name.lower(), USUAL) for name in TEAMS}


COURSE = [_feeling(), _feeling(support=MIDDLE), _feeling(support=LOW)]


def _live(made, course):
    """Hold a round for each entry; return every mail of results that was written."""
    letters = []
    for feeling in course:
        opened = made.open()
        closes_at = opened.closes_at
        made.seal(opened, _votes(made, opened, feeling))
        jobs.write_digests(closes_at + timedelta(hours=1))
        letters += _written()
    return letters


def _written():
    with transaction():
        found = []
        for message in db.session.scalars(select(Message).where(Message.kind == "digest")):
            made = letter(message, kinds.named("digest"), db.session.get_one(Person, message.person_id))
            if made is not None:
                found.append(made["Subject"] + made.get_body(("plain",)).get_content())
            db.session.delete(message)
        return found


def _text(page):
    body = re.sub(r"<head>.*?</head>|<script.*?</script>|<details.*?</details>", "", page, flags=re.DOTALL)
    spoken = " ".join(re.findall(r'aria-label="([^"]*)"', body))
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body) + " " + spoken).split())


@pytest.fixture(scope="module")
def three(databases, migrated, tmp_path_factory):
    """Three rounds in which Support falls: what everybody reads of it."""
    read_at = time_machine.travel(OPENS + 2 * WEEK + timedelta(days=5), tick=False)
    with world(databases.copy_of(migrated), tmp_path_factory.mktemp("three")) as made, read_at:
        _company()
        letters = _live(made, COURSE)
        scores = {
            m.round_id: m.score
            for m in db.session.scalars(select(Mark).where(Mark.team_uid == "support", Mark.dimension == "trust"))
        }
        people = {
            "hr": db.session.scalars(select(Person).where(Person.role == Role.HR.value)).one(),
            "lead": db.session.scalars(select(Person).join(Team).where(Person.is_lead, Team.uid == "support")).one(),
            "employee": db.session.scalars(
                select(Person).join(Team).where(Person.is_lead.is_(False), Team.uid == "support").limit(1)
            ).one(),
        }
        pages = {}
        for who, reader in people.items():
            client = made.browser(reader)
            for address in (
                "/",
                "/results",
                "/results?view=change",
                "/results?view=numbers",
                "/results/teams/support",
                "/results/teams/acme",
                "/results/teams/acme?view=change",
            ):
                answer = client.get(address)
                pages[who, address] = answer.get_data(as_text=True)
                assert answer.status_code == 200
        hr = made.browser(people["hr"])
        files = {"csv": hr.get("/results/export.csv").get_data(as_text=True)}
        yield {"letters": letters, "scores": list(scores.values()), "pages": pages, "files": files}


def test_the_team_fell_as_planned(three):
    assert [round(score) for score in three["scores"]] == [77, 54, 27]


def test_no_page_says_that_nothing_has_changed(three):
    said = {key: ALL_CLEAR.findall(_text(page)) for key, page in three["pages"].items()}
    assert {key: found for key, found in said.items() if found} == {}


def test_no_mail_is_sent_without_news(three):
    assert three["letters"] == []


@pytest.mark.parametrize(
    "where", ["/results", "/results?view=change", "/results?view=numbers", "/results/teams/support"]
)
def test_pages_say_that_it_cannot_be_judged_yet_and_when_it_can(three, where):
    text = _text(three["pages"]["hr", where])
    assert "cannot be judged yet" in text
    assert "3 more rounds are needed" in text
    assert "The last of them closes on Apr 10, 2026" in text


def test_the_team_is_named_as_furthest_below_and_not_as_changed(three):
    for where in ("/results", "/results/teams/acme"):
        page = three["pages"]["hr", where]
        (first,) = re.findall(r'aria-labelledby="far">(.*?)</section>', page, re.DOTALL)
        assert re.findall(r"<strong>(\w+)</strong>", first) == ["Support"]
        assert re.search(r"Trust 27 \( \d+–\d+ \) Acme: 7\d", _text(first))
        assert "changed" not in _text(first)
    assert 'id="far"' not in three["pages"]["lead", "/results"]
    assert 'id="far"' not in three["pages"]["employee", "/results"]


def test_files_say_so_too(three):
    assert "cannot be judged yet" in three["files"]["csv"]
    assert not ALL_CLEAR.search(three["files"]["csv"])


@pytest.fixture(scope="module")
def seven(databases, migrated, tmp_path_factory):
    """Seven rounds in which nothing happens."""
    with world(databases.copy_of(migrated), tmp_path_factory.mktemp("seven")) as made:
        _company()
        letters, seen = [], {}
        hr = db.session.scalars(select(Person).where(Person.role == Role.HR.value)).one()
        for number in range(1, 8):
            letters += _live(made, [_feeling()])
            seen[number] = _text(made.browser(db.session.merge(hr)).get("/results").get_data(as_text=True))
        yield seen, letters


def test_the_all_clear_stands_only_when_everything_was_tested(seven):
    seen, letters = seven
    assert [number for number, text in seen.items() if ALL_CLEAR.search(text)] == [6, 7]
    assert "Whether a team falls silent can be judged from the seventh round on" in seen[6]
    assert [number for number, text in seen.items() if "Nothing needs a first look" in text] == [7]
    assert letters == []
