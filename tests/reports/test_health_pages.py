"""Programme health, the noise lab and reference values as pages: who reads them, and what they say."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from pulse.audit.models import Entry
from pulse.base.db import db
from pulse.base.transactions import transaction, walled
from pulse.people.models import Person, Role, Team
from pulse.programmes.models import Programme
from pulse.questions.models import Question, Version
from pulse.rounds.models import Round
from pulse.scores import jobs
from pulse.scores.models import Answered, Health
from pulse.tallies.models import CellRow, Joint, Sealed
from tests.reports.figures import cell, publish
from tests.reports.filling import BEGAN, fill
from tests.reports.test_queries import counted, grow

ROUNDS = 5


@pytest.fixture
def filled(app):
    """Twenty teams and five rounds; T2 goes with T1, R2 does not go with R1, and E2 was asked together by few."""
    filled = fill(20, rounds=ROUNDS)
    publish(filled)
    return filled


@pytest.fixture
def people(filled):
    with transaction():
        team = db.session.scalars(select(Team).where(Team.uid == filled.teams[7])).one()
        lead = Person(name="Lea", email="lea@filled.example", team=team, is_lead=True, locale="en")
        omar = Person(name="Omar", email="omar@filled.example", team=team, locale="en")
        ada = Person(name="Ada", email="ada@filled.example", role=Role.ADMIN.value, locale="en")
        db.session.add_all([lead, omar, ada])
    return {"hana": filled.hana, "lea": lead, "omar": omar, "ada": ada}


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)).split())


@pytest.mark.parametrize(
    ("address", "codes"), [("/results/health", (200, 403, 403, 403)), ("/results/noise", (200, 200, 200, 403))]
)
def test_health_is_for_hr_and_the_lab_for_everybody_but_the_administrator(people, signed_in, address, codes):
    found = tuple(signed_in(people[who]).get(address).status_code for who in ("hana", "lea", "omar", "ada"))
    assert found == codes


def test_who_is_not_signed_in_is_asked_to(filled, client):
    for address in ("/results/health", "/results/noise"):
        assert client.get(address).headers["Location"].startswith("/sign-in")


def test_a_question_that_does_not_hang_together_is_named_and_no_other(filled, signed_in):
    page = words(signed_in(filled.hana).get("/results/health").get_data(as_text=True))
    assert "2 questions do not hang together with the others" in page  # the pair R1, R2 cannot say which of the two
    named = page.split("Look at the wording of")[1].split("People answer it")[0]
    assert "People at every level here treat me" in named
    assert "we let each other finish" in named
    assert "promise" not in named
    assert "Fewer than 100 pairs of answers so far." in page


def test_before_a_hundred_pairs_nothing_is_said_of_any_question(filled, signed_in):
    with transaction():
        for row in db.session.scalars(select(Health)):
            row.joint = []
    page = words(signed_in(filled.hana).get("/results/health").get_data(as_text=True))
    assert "Whether the questions go together cannot be judged yet" in page
    assert "does not hang together" not in page.split("How to read")[0]


def test_questions_asked_all_at_once_are_held_against_their_sum_and_get_an_alpha(filled, signed_in):
    box = filled.rounds[-1]
    with transaction():
        db.session.get(Round, ROUNDS).questions = "T1@1,T2@1,T3@1"
        db.session.delete(db.session.get(Health, ROUNDS))
    with walled(write=True) as connection:
        cells = [cell(box, home, n, code) for n, home in enumerate(filled.teams) for code in ("T2", "T3")]
        connection.execute(insert(CellRow), cells)
        rows = [
            {"box": box, "kind": "correlation", "key": key, "value": value, "weight": 240}
            for key, value in (("T1/T3", 48), ("T2/T3", 44))
        ]
        connection.execute(insert(Joint), rows)
        connection.execute(Joint.__table__.update().where(Joint.key == "T1/T2").values(weight=240))
    jobs.assess()
    page = words(signed_in(filled.hana).get("/results/health").get_data(as_text=True))
    # alpha of three questions with r .52, .48, .44 and nearly equal spreads: 3 r / (1 + 2 r) at the mean r of .48
    assert re.search(r"reliability \(alpha\) of 0\.73, likely range 0\.6\d to 0\.7\d", page)
    assert page.count("with the sum of the others") == 3


def test_health_is_stored_once_for_each_sealed_round(filled):
    stored = {row.round_id: row.questions for row in db.session.scalars(select(Health))}
    assert (len(stored), jobs.assess()) == (ROUNDS, 0)


@pytest.mark.parametrize("address", ["/results/health", "/results/noise"])
def test_pages_say_the_same_when_the_published_tables_are_gone(filled, signed_in, address):
    before = words(signed_in(filled.hana).get(address).get_data(as_text=True))
    with walled(write=True) as connection:
        connection.execute(CellRow.__table__.delete())
        connection.execute(Joint.__table__.delete())
    assert words(signed_in(filled.hana).get(address).get_data(as_text=True)) == before


def test_how_far_groups_differ_is_pooled_over_the_rounds(filled, signed_in):
    page = words(signed_in(filled.hana).get("/results/health").get_data(as_text=True))
    assert re.search(r"between groups \d% · a group’s mean 0\.\d\d reliable", page)
    assert db.session.get(Health, 1).questions["T1"]["groups"] == 19


def test_unreadable_ballots_are_said_by_round(filled, signed_in):
    page = words(signed_in(filled.hana).get("/results/health").get_data(as_text=True))
    assert "3 of 900" in page
    with walled(write=True) as connection:
        connection.execute(Sealed.__table__.update().values(unreadable=0))
    page = words(signed_in(filled.hana).get("/results/health").get_data(as_text=True))
    assert "Unreadable ballots 0 of 4,500" in page
    assert "3 of 900" not in page


def test_a_changed_wording_is_said_with_its_dates(filled, signed_in):
    browser = signed_in(filled.hana)
    assert "every question has had the same wording" in words(browser.get("/results/health").get_data(as_text=True))
    with transaction():
        question = db.session.scalars(select(Question).where(Question.code == "T1")).one()
        made = BEGAN + timedelta(weeks=4, days=1)
        db.session.add(Version(question=question, number=2, texts={"en": "My manager keeps promises."}, made_at=made))
        last = db.session.get(Round, ROUNDS)
        last.questions = last.questions.replace("T1@1", "T1@2")
    page = words(browser.get("/results/health").get_data(as_text=True))
    history = page.split("Changed wordings")[1].split("Taking part")[0]
    assert "cannot be compared" in history
    assert history.index("My manager keeps promises.") < history.index("When my manager makes a promise")


def test_the_rotation_says_what_was_asked_and_what_is_due(filled, signed_in):
    page = words(signed_in(filled.hana).get("/results/health").get_data(as_text=True))
    assert "asked in 5 of 5 rounds asked every time" in page
    assert "asked in 0 of 5 rounds due in" in page
    assert "never asked yet" in page


def test_norms_are_off_until_hr_switches_them_on_and_stand_beside_similar_questions_only(filled, people, signed_in):
    company, browser = f"/results/teams/{filled.teams[0]}", signed_in(people["omar"])
    assert "Elsewhere" not in words(browser.get(company).get_data(as_text=True))
    assert "74%, mostly" not in signed_in(filled.hana).get("/results/health").get_data(as_text=True)
    uid = db.session.scalars(select(Programme.uid)).one()
    assert signed_in(people["omar"]).post(f"/results/health/{uid}/norms", data={"shown": "yes"}).status_code == 403
    answer = signed_in(filled.hana).post(f"/results/health/{uid}/norms", data={"shown": "yes"})
    assert answer.headers["Location"].endswith("#norms")
    assert db.session.scalars(select(Entry.detail).where(Entry.about == uid)).one() == {"shows_norms": True}
    page = signed_in(people["omar"]).get(company).get_data(as_text=True)
    assert page.count("(similar question, other wording)") == 3
    assert "Elsewhere: 74%, mostly 58–88%" in page
    assert "Contains public sector information licensed under the Open Government Licence v3.0." in page
    own = signed_in(people["omar"]).get(f"/results/teams/{filled.teams[7]}").get_data(as_text=True)
    assert "74%, mostly" not in own  # what share takes part elsewhere stands beside the company's own alone
    assert "74%, mostly 58–88%" in signed_in(filled.hana).get("/results/health").get_data(as_text=True)
    signed_in(filled.hana).post(f"/results/health/{uid}/norms", data={"shown": ""})
    assert "Elsewhere" not in words(signed_in(people["omar"]).get(company).get_data(as_text=True))


def test_a_hidden_answer_has_no_norm_beside_it(filled, signed_in):
    with transaction():
        db.session.scalars(select(Programme)).one().shows_norms = True
        for row in db.session.scalars(select(Answered).where(Answered.round_id == ROUNDS)):
            row.gap = "too few"
    page = signed_in(filled.hana).get(f"/results/teams/{filled.teams[0]}").get_data(as_text=True)
    assert "similar question" not in page


def test_the_lab_says_what_luck_does_from_the_companys_own_spread(filled, people, signed_in):
    page = signed_in(people["omar"]).get("/results/noise?size=9&share=70").get_data(as_text=True)
    assert "In a team of 9 luck alone moves the score by 10 points or more every third round" in page
    assert "a standard deviation of 31 points" in page
    same = signed_in(people["omar"]).get("/results/noise?size=9&share=70").get_data(as_text=True)
    again = signed_in(people["omar"]).get("/results/noise?size=9&share=70&draw=2").get_data(as_text=True)
    points = [re.findall(r'class="dot[^>]*cy="([\d.]+)"', each) for each in (page, same, again)]
    assert points[0] == points[1] != points[2]


def test_the_lab_takes_any_query_and_says_where_luck_ends(filled, signed_in):
    browser = signed_in(filled.hana)
    page = browser.get("/results/noise?size=9&share=100").get_data(as_text=True)
    assert "When all 9 answer, who answers is no longer a matter of luck" in page
    wild = browser.get("/results/noise?size=-4&share=x&draw=99999999999").get_data(as_text=True)
    assert "In a team of 5 luck alone" in wild
    assert "With fewer than 5 answers Pulse would show no score at all." in wild


def test_before_the_first_seal_the_lab_works_with_the_stated_default(app, cast, signed_in):
    page = words(signed_in(cast.omar).get("/results/noise").get_data(as_text=True))
    assert "In a team of 9 luck alone moves the score by 8 points or more every third round" in page
    assert "a standard deviation of 25 points, until 50 people have answered" in page
    assert "No results yet" in signed_in(cast.hana).get("/results/health").get_data(as_text=True)


def test_both_pages_take_as_many_statements_for_many_teams_as_for_few(filled, signed_in):
    browser, found = signed_in(filled.hana), {}
    for size in (20, 300):
        if size > 20:
            grow(filled, size)
        for address in ("/results/health", "/results/noise"):
            browser.get(address)
            with counted() as seen:
                assert browser.get(address).status_code == 200
            found.setdefault(address, []).append(len(seen))
    assert {address: counts for address, counts in found.items() if counts[0] != counts[1]} == {}
    assert max(max(counts) for counts in found.values()) <= 25
