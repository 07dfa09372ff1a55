"""The pages of serving teams: who may read them, what they say before there is anything, and what they cost."""

from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.rounds import jobs
from pulse.rounds.models import Round
from pulse.scores.models import Answered, Health, Mark
from pulse.service_ratings import jobs as service_ratings
from pulse.service_ratings.models import Rendered, Weighed
from pulse.team_services import actions
from tests._ground.voting import MONDAY, make_programme, open_round
from tests.attacks._world import Vote, World
from tests.team_services.conftest import OPENS, acme, served  # noqa: F401  the same company

MAP = "/customers/inside"


def own_page(team):
    return f"{MAP}/{team.uid}"


@pytest.fixture
def sealed(app, served, time_machine):  # noqa: F811
    """A round in which Operations rated Finance, and everybody answered."""
    made = World(app, None, None)
    opened = open_round(OPENS)
    asked, closes_at = made.asked(opened), opened.closes_at
    seats = enumerate(made.seats(opened))
    votes = [Vote(who, cohort, dict.fromkeys(asked[cohort], number % 3)) for number, (who, cohort) in seats]
    made.seal(opened, votes)
    time_machine.move_to(closes_at + timedelta(hours=1))
    return served


def _raters(company):
    db.session.rollback()
    from_teams = {company.support.id, company.field.id, company.operations.id}
    people = db.session.scalars(select(type(company.omar)).order_by("id"))
    return [person for person in people if person.team_id in from_teams]


def test_hr_and_who_leads_the_serving_team_read_the_map(sealed, signed_in):
    with transaction():
        boss = db.session.merge(sealed.omar)
        boss.team, boss.is_lead = db.session.merge(sealed.finance), True
    hana = signed_in(sealed.hana).get(MAP)
    assert "Finance" in hana.text
    assert "Operations" in hana.text
    assert "Finance" in signed_in(boss).get(MAP).text.partition("<main")[2]
    assert "Finance" not in signed_in(sealed.lea).get(MAP).text.partition("<main")[2]
    assert signed_in(sealed.ada).get(MAP).status_code == 403


def test_members_read_the_page_of_their_own_team_and_of_no_other(sealed, signed_in):
    clerk = db.session.scalars(select(type(sealed.omar)).where(type(sealed.omar).email == "money1@acme.example")).one()
    assert "Finance delivers what we agreed" in signed_in(clerk).get(own_page(sealed.finance)).text
    assert signed_in(clerk).get(own_page(sealed.support)).status_code == 403
    assert signed_in(sealed.omar).get(own_page(sealed.finance)).status_code == 403
    assert signed_in(clerk).get(MAP).status_code == 403


def test_the_page_counts_who_rated(sealed, signed_in):
    body = signed_in(sealed.hana).get(own_page(sealed.finance)).text
    raters = len(_raters(sealed))
    assert f"{raters} of {raters} who were asked" in body
    assert "Nobody of Finance is among the raters" in body
    assert "Support" in body.partition("Who rates it how")[2]


def test_before_anything_is_there_the_pages_say_what_to_do(acme, signed_in):  # noqa: F811
    assert "Nobody serves anybody yet" in signed_in(acme.hana).get(MAP).text
    assert "Nobody was asked yet" in signed_in(acme.hana).get(own_page(acme.finance)).text


def test_a_seal_is_weighed_once(sealed):
    before = db.session.scalar(select(func.count()).select_from(Rendered))
    assert before
    assert service_ratings.weigh() == 0
    assert db.session.scalar(select(func.count()).select_from(Weighed)) == 1


def test_scores_answers_and_health_know_nothing_of_ratings(sealed):
    kept = [set(db.session.scalars(select(column))) for column in (Answered.question, Mark.dimension)]
    assert kept == [{"E1", "E6", "O1", "R1", "R4", "T1", "T2"}, {"trust", "respect", "empowerment", "recommend"}]
    (health,) = db.session.scalars(select(Health))
    assert not [code for code in health.questions if code.startswith("S")]
    assert "S1" not in str(health.joint)


def test_a_round_that_asks_about_nobody_is_weighed_and_leaves_nothing(acme):  # noqa: F811
    make_programme()
    jobs.advance(open_round(OPENS).closes_at)
    assert service_ratings.weigh() == 1
    assert db.session.scalar(select(func.count()).select_from(Rendered)) == 0


def statements(client, address):
    counted = []

    def note(_connection, _cursor, statement, *_more):
        counted.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    assert client.get(address).status_code == 200
    event.remove(db.engine, "before_cursor_execute", note)
    return len(counted)


def test_pages_cost_the_same_whatever_the_number_of_teams(sealed, signed_in):
    hana = signed_in(sealed.hana)
    before = [statements(hana, address) for address in (MAP, own_page(sealed.finance))]
    with transaction():
        round_id = db.session.scalar(select(Round.id))
        for number in range(30):
            team = type(sealed.finance)(name=f"Team {number}", parent=db.session.merge(sealed.company))
            db.session.add(team)
            db.session.flush()
            actions.serve(team, db.session.merge(sealed.operations), by=None)
            for question in ("", "S1", "S2", "S3"):
                row = {"gap": "", "n": 9, "score": 50.0, "low": 40.0, "high": 60.0, "bands": [3, 3, 3]}
                given = {"server_uid": team.uid, "question": question, "branch_uid": "", "members": 9, **row}
                db.session.add(Rendered(round_id=round_id, **given))
    assert [statements(hana, address) for address in (MAP, own_page(sealed.finance))] == before
    assert hana.get(MAP).text.count("not clearly apart") >= 30


def test_looks_of_hr_are_counted(sealed, signed_in):
    hana = signed_in(sealed.hana)
    hana.get(own_page(sealed.finance))
    clerk = db.session.scalars(select(type(sealed.omar)).where(type(sealed.omar).email == "money1@acme.example")).one()
    assert f"{MONDAY:%B}" in signed_in(clerk).get("/looks").text


def test_members_of_a_rated_team_find_its_page_from_home(sealed, signed_in):
    clerk = db.session.scalars(select(type(sealed.omar)).where(type(sealed.omar).email == "money1@acme.example")).one()
    assert own_page(sealed.finance) in signed_in(clerk).get("/").text
    assert MAP not in signed_in(sealed.omar).get("/").text
