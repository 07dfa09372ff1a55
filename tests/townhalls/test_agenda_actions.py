"""An agenda begins with what the results show and nothing else; several may write it at once."""

import re

import pytest
from sqlalchemy import select, update

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people import queries as people
from pulse.promises import actions as promises
from pulse.questions import queries as questions
from pulse.reports import pages
from pulse.reports import queries as reports
from pulse.reports.heatmap import Wish
from pulse.scores import queries as stored
from pulse.scores.change import Verdict
from pulse.scores.models import Answered, Mark
from pulse.townhalls import agenda_actions, draft_pages, queries
from pulse.townhalls.evidence import Promised, Result, read
from pulse.townhalls.models import Hall
from tests.reports.company import Readers, build
from tests.reports.test_queries import counted
from tests.townhalls.held import NOW, announced, asked, drafted, live, text_of

PLANTED = "Planted, and to be seen by nobody"


class TestWhatItBeginsWith:
    """The results of a sealed company."""

    @pytest.fixture(scope="session")
    @classmethod
    def migrated(cls, migrated, databases, tmp_path_factory):
        return build(databases, migrated, tmp_path_factory.mktemp("agenda"))

    @pytest.fixture
    def company(self, app, noon):
        return Readers()

    def offered(self, company, team: str, who: str = "hana") -> draft_pages.Found:
        with draft_pages.db.session.no_autoflush:
            return draft_pages.found(getattr(company, who), people.team(company.team[team].uid))

    def page(self, company, team: str):
        chosen = reports.chosen("", "")
        assert chosen is not None
        return pages.team_page(company.hana, company.team[team], chosen, Wish(("",) * len(chosen.course)))

    @pytest.mark.parametrize("team", ["Acme", "Operations", "Support", "Sales", "Finance", "Field", "Night"])
    def test_its_points_are_the_findings_of_the_page_no_more_and_no_less(self, app, company, team):
        with app.test_request_context():
            found, page = self.offered(company, team), self.page(company, team)
            uid = company.team[team].uid
            stands_out = [*page.outstanding.concerns, *page.outstanding.strengths]
            assert [read(each.evidence) for each in found.points] == [
                Result(company.round.uid, uid, each.asked.code) for each in stands_out
            ]
            shown = {each.dimension for each in page.panels if not each.hidden}
            shown |= {each.code for asked in page.asked.values() for each in asked if not each.hidden}
            linked = {str(Result(company.round.uid, uid, code)) for code in shown}
            assert {each.evidence for each in found.results} == linked
            hidden = {each.question for each in stored.answers(company.round.id, uid) if each.gap}
            assert not hidden & {read(each.evidence).code for each in (*found.points, *found.results)}
            if team in {"Night", "Field"}:
                assert (found.points, found.results) == ((), ())
            if team == "Sales":
                assert [each.words.split(":")[0] for each in found.points] == ["Strength", "Strength"]

    def test_clear_changes_come_first_and_those_the_gate_hides_never(self, app, company):
        with transaction():
            down = {"verdict": Verdict.CHANGED_DOWN.value, "change": -12.0, "beyond": -4.0, "news": True}
            for team in ("Support", "Night"):
                here = (Mark.team_uid == company.team[team].uid, Mark.dimension == "trust")
                assert db.session.execute(update(Mark).where(*here).values(**down)).rowcount == 1
            worse = update(Answered).where(Answered.team_uid == company.team["Night"].uid)
            db.session.execute(worse.values(shown={"score": 1.0}))
        with app.test_request_context():
            first = self.offered(company, "Support", "lea").points[0]
            assert first.words == f"{questions.words_of_dimensions()['trust']} is clearly lower than before"
            assert read(first.evidence) == Result(company.round.uid, company.team["Support"].uid, "trust")
            assert self.offered(company, "Night", "nils").points == ()

    def test_open_promises_of_the_team_are_on_it_and_those_of_others_are_not(self, app, company, signed_in):
        with transaction():
            mine = promises.draft(company.team["Sales"], text="Mine", by=company.hana, now=NOW)
            other = promises.draft(company.team["Finance"], text="Of others", by=company.hana, now=NOW)
            for each in (mine, other):
                each.state = "made"
            uid = mine.uid
        with app.test_request_context():
            owed = [each for each in self.offered(company, "Sales").points if isinstance(read(each.evidence), Promised)]
        assert [(each.words, each.evidence) for each in owed] == [("Open promise: Mine", f"promise:{uid}")]

    def test_one_click_from_the_concerns_of_a_team_to_its_town_hall(self, company, signed_in):
        leas = signed_in(company.lea)
        page = text_of(leas.get(company.page("Support")))
        link = f"/halls/teams/{company.team['Support'].uid}/new?round={company.round.uid}"
        assert link in page
        form = {"title": "Now", "day": "2026-04-09", "at": "10:00", "minutes": "45", "timezone": "UTC"}
        hall = leas.post(link, data=form).headers["Location"]
        assert db.session.scalars(select(Hall.round_uid)).one() == company.round.uid
        assert "This is a draft" in text_of(leas.get(hall))
        assert "/new?round=" not in text_of(signed_in(company.omar).get(company.page("Support")))

    def test_a_link_to_results_is_there_for_those_who_may_read_them(self, company, signed_in):
        hall = announced(company.team["Operations"], company.olga)
        evidence = f"result:{company.round.uid}/{company.team['Operations'].uid}/trust"
        with transaction():
            agenda_actions.add(queries.hall(hall.uid), "Trust here", evidence)
        links = {}
        for who in ("olga", "hana", "omar", "lea"):
            page = signed_in(getattr(company, who)).get(f"/halls/{hall.uid}").get_data(as_text=True)
            links[who] = re.findall(r'class="proof" href="([^"]+)"', page)
            assert "Trust here" in page
        assert {who for who, found in links.items() if found} == {"olga", "hana"}
        assert signed_in(company.olga).get(links["olga"][0].replace("&amp;", "&")).status_code == 200
        assert signed_in(company.omar).get(links["olga"][0].replace("&amp;", "&")).status_code == 403

    def test_a_point_takes_no_evidence_but_what_the_page_shows(self, company, signed_in):
        hall = drafted(company.team["Operations"], company.olga)
        olgas = signed_in(company.olga)
        for evidence in (
            f"result:{company.round.uid}/{company.team['Night'].uid}/trust",
            "javascript:alert(1)",
            "x" * 500,
        ):
            assert olgas.post(f"/halls/{hall.uid}/agenda", data={"words": "W", "evidence": evidence}).status_code == 303
        assert {point.evidence for point in queries.points(queries.hall(hall.uid))} == {""}
        good = f"result:{company.round.uid}/{company.team['Operations'].uid}/trust"
        assert olgas.post(f"/halls/{hall.uid}/agenda", data={"words": "W", "evidence": good}).status_code == 303
        assert queries.points(queries.hall(hall.uid))[-1].evidence == good


@pytest.fixture
def hall(cast, noon):
    made = drafted(cast.support, cast.lea)
    with transaction():
        for words in ("One", "Two", "Three"):
            agenda_actions.add(queries.hall(made.uid), words)
    return made


def order(hall) -> list[str]:
    db.session.expire_all()
    return [point.words for point in queries.points(queries.hall(hall.uid))]


def ids(hall) -> dict[str, int]:
    return {point.words: point.id for point in queries.points(queries.hall(hall.uid))}


def test_points_are_moved_by_buttons_taken_off_and_put_back(cast, signed_in, hall):
    leas, point = signed_in(cast.lea), ids(hall)
    base = f"/halls/{hall.uid}/agenda"
    assert leas.post(f"{base}/{point['Three']}/up").status_code == 303
    assert order(hall) == ["One", "Three", "Two"]
    leas.post(f"{base}/{point['One']}/down")
    assert order(hall) == ["Three", "One", "Two"]
    for over in (f"{point['Three']}/up", f"{point['Two']}/down"):
        assert leas.post(f"{base}/{over}").status_code == 303
    assert order(hall) == ["Three", "One", "Two"]
    leas.post(f"{base}/{point['One']}/off")
    assert order(hall) == ["Three", "Two"]
    assert "Put back" in text_of(leas.get(base))
    leas.post(f"{base}/{point['One']}/back")
    assert sorted(order(hall)) == ["One", "Three", "Two"]


def test_two_editors_of_one_point_do_not_overwrite_each_other(cast, signed_in, hall):
    page = f"/halls/{hall.uid}/agenda/{ids(hall)['Two']}"
    assert signed_in(cast.lea).post(page, data={"words": "Two, by Lea", "seen": "0"}).status_code == 303
    late = signed_in(cast.hana).post(page, data={"words": "Two, by Hana", "seen": "0"})
    assert late.status_code == 409
    assert order(hall) == ["One", "Two, by Lea", "Three"]
    said = text_of(late)
    assert "Somebody else changed this point meanwhile" in said
    assert "Two, by Lea" in said
    assert ">Two, by Hana</textarea>" in said
    assert signed_in(cast.hana).post(page, data={"words": "Two, by Hana", "seen": "1"}).status_code == 303
    assert order(hall) == ["One", "Two, by Hana", "Three"]


def test_a_point_that_was_taken_off_meanwhile_is_not_lost_either(cast, signed_in, hall):
    point = ids(hall)["Two"]
    signed_in(cast.lea).post(f"/halls/{hall.uid}/agenda/{point}/off")
    late = signed_in(cast.hana).post(f"/halls/{hall.uid}/agenda/{point}", data={"words": "Two, better", "seen": "0"})
    assert late.status_code == 409
    assert "Two, better" in text_of(late)


@pytest.mark.parametrize("words", ["", " \u200b ", "x" * 301])
def test_a_point_says_something_in_three_hundred_characters(cast, signed_in, hall, words):
    answer = signed_in(cast.lea).post(f"/halls/{hall.uid}/agenda", data={"words": words})
    assert answer.status_code == 422
    assert words.strip(" \u200b") in text_of(answer)
    assert len(order(hall)) == 3


def test_points_of_another_hall_are_not_found_and_those_of_one_that_is_over_stay(cast, signed_in, hall):
    other, over = drafted(cast.support, cast.lea), live(cast.support, cast.lea)
    leas, point = signed_in(cast.lea), ids(hall)["One"]
    assert leas.post(f"/halls/{other.uid}/agenda/{point}/off").status_code == 404
    with transaction():
        kept = agenda_actions.add(queries.hall(over.uid), "Stays").id
    leas.post(f"/halls/{over.uid}/end")
    assert leas.post(f"/halls/{over.uid}/agenda/{kept}/off").status_code == 422
    assert leas.post(f"/halls/{over.uid}/agenda", data={"words": "Late"}).status_code == 422
    assert order(over) == ["Stays"]


def test_evidence_is_read_strictly():
    assert read("result:abc/def/T1") == Result("abc", "def", "T1")
    assert str(Result("abc", "def", "T1")) == "result:abc/def/T1"
    assert str(read("promise:abc")) == "promise:abc"
    odd = ("", "result:abc/def", "result:a/b/c/d", "promise:../x", "result:a/b/c\n")
    assert [read(text) for text in odd] == [None] * len(odd)


def test_a_page_takes_as_many_statements_for_sixty_questions_as_for_three(cast, signed_in, noon):
    hall = live(cast.support, cast.lea)
    leas, seen = signed_in(cast.lea), {}
    for count in (3, 60):
        for number in range(count):
            asked(hall, f"Number {number} of {count}", votes=number % 7)
        for path in ("", "/moderate"):
            leas.get(f"/halls/{hall.uid}{path}")
            with counted() as statements:
                assert leas.get(f"/halls/{hall.uid}{path}").status_code == 200
            seen.setdefault(path, []).append(len(statements))
    assert {path: counts for path, counts in seen.items() if counts[0] != counts[1] or counts[1] > 30} == {}
