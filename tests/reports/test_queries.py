"""Reads behind the pages: as many statements for two thousand teams as for twenty, and rows that stay few."""

import re
from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import event, insert, select, update

from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.base.transactions import transaction
from pulse.people.models import Person, Team
from pulse.reports import branch_queries, queries
from pulse.scores import queries as stored
from pulse.scores.models import Mark
from tests.reports.filling import FAN_OUT, fill

SMALL, LARGE = 20, 2000


@contextmanager
def counted():
    """Collect every statement that reaches either database."""
    seen = []

    def note(_connection, _cursor, statement, _parameters, _context, _many):
        seen.append(statement)

    engines = list(db.engines.values())
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


def test_a_page_takes_as_many_statements_for_two_thousand_teams_as_for_twenty(app, signed_in):
    found = {}
    filled = fill(SMALL, rounds=7)
    for size in (SMALL, LARGE):
        if size == LARGE:
            grow(filled, LARGE)
        browser = signed_in(filled.hana)
        wishes = ("", "?order=trust", "?view=change", f"?view=numbers&expand={filled.teams[1]},{filled.teams[2]}")
        addresses = (
            *(f"/results{wish}" for wish in wishes),
            f"/results?branch={filled.teams[1]}",
            *(f"/results/teams/{filled.teams[i]}" for i in (0, 1, 19)),
        )
        for address in addresses:
            browser.get(address)
            with counted() as seen:
                assert browser.get(address).status_code == 200
            found.setdefault(address, []).append(len(seen))
    assert {address: counts for address, counts in found.items() if counts[0] != counts[1]} == {}
    assert max(max(counts) for counts in found.values()) <= 30


def grow(filled, size):
    """Add teams with results to a filled company."""
    with transaction():
        root = db.session.scalars(select(Team).where(Team.uid == filled.teams[0])).one()
        columns = list(Mark.__table__.columns)
        marks = [row._asdict() for row in db.session.execute(select(*columns).where(Mark.team_uid == filled.teams[2]))]
        grown = range(len(filled.teams), size)
        uids = {number: f"grown{number:011d}" for number in grown}
        teams = [
            {"id": n + 1, "uid": uids[n], "name": f"Grown {n}", "parent_id": root.id if n % 2 else 2} for n in grown
        ]
        db.session.execute(insert(Team), teams)
        db.session.execute(insert(Mark), [{**mark, "team_uid": uid} for uid in uids.values() for mark in marks])


def test_a_heat_map_never_grows_beyond_its_page_and_the_rest_is_on_the_next(app, signed_in):
    filled = fill(SMALL, rounds=1)
    grow(filled, 300)
    root = db.session.scalars(select(Team).where(Team.uid == filled.teams[0])).one()
    seen = set()
    for page in range(1, 9):
        branch = branch_queries.branch(root, 1, "name", page)
        assert len(branch.rows) <= branch_queries.ROWS
        seen |= {node.uid for node, _depth in branch.rows}
    children = set(db.session.scalars(select(Team.uid).where(Team.parent_id == root.id)))
    assert children <= seen
    assert branch.pages == branch.page == -(-len(children) // branch_queries.ROWS)
    page = signed_in(filled.hana).get("/results?page=2").get_data(as_text=True)
    assert f"Page 2 of {branch.pages}" in page


def test_two_levels_show_at_once_where_there_is_room_each_below_its_own(app):
    fill(SMALL, rounds=1)
    root = db.session.scalars(select(Team).where(Team.parent_id.is_(None))).one()
    rows = branch_queries.branch(root, 1, "name", 1).rows
    assert len(rows) == SMALL - 1
    above = None
    for node, depth in rows:
        above = node.id if depth == 1 else above
        assert node.parent_id == (root.id if depth == 1 else above)


def test_teams_come_in_the_order_of_their_usual_level_and_those_without_one_last(app):
    filled = fill(SMALL, rounds=1)
    with transaction():
        for number, uid in enumerate(filled.teams[1 : FAN_OUT + 1]):
            mark = db.session.get(Mark, (1, uid, "trust"))
            mark.place = None if number == 2 else 10 - number
    root = db.session.scalars(select(Team).where(Team.parent_id.is_(None))).one()
    rows = [node.uid for node, depth in branch_queries.branch(root, 1, "trust", 1).rows if depth == 1]
    assert rows == [filled.teams[i] for i in (1, 2, 4, 5, 6, 3)]


def test_a_closed_team_is_shown_in_the_rounds_that_knew_it_only(app):
    filled = fill(SMALL, rounds=2)
    with transaction():
        gone = db.session.scalars(select(Team).where(Team.uid == filled.teams[3])).one()
        gone.closed_on = date(2025, 1, 18)
        for dimension in ("trust", "respect", "empowerment"):
            db.session.delete(db.session.get(Mark, (2, gone.uid, dimension)))
    root = db.session.scalars(select(Team).where(Team.parent_id.is_(None))).one()
    shown = [
        {node.uid for node, _depth in branch_queries.branch(root, round_id, "name", 1).rows} for round_id in (1, 2)
    ]
    assert [filled.teams[3] in uids for uids in shown] == [True, False]


def test_the_way_to_a_team_starts_at_the_company(app):
    filled = fill(SMALL, rounds=1)
    ways = branch_queries.paths([filled.teams[19], filled.teams[0]])
    assert [node.uid for node in ways[filled.teams[19]]] == [filled.teams[i] for i in (0, 3, 19)]
    assert [node.uid for node in ways[filled.teams[0]]] == [filled.teams[0]]
    assert branch_queries.paths([]) == {}


def test_news_of_a_branch_is_for_whoever_reads_the_branch(app, signed_in):
    filled = fill(SMALL, rounds=7)
    page = signed_in(filled.hana).get("/results").get_data(as_text=True)
    assert "Team 5" in page.split("Look here first")[1].split("</section>")[0]
    with transaction():
        team = db.session.scalars(select(Team).where(Team.uid == filled.teams[1])).one()
        lead = Person(name="Lea", email="lea@filled.example", team=team, is_lead=True, locale="en")
        db.session.add(lead)
    page = signed_in(lead).get("/results").get_data(as_text=True)
    named = page.split("Look here first")[1].split("</section>")[0]
    assert "Team 7" in named
    assert "Team 3" not in named
    assert "Team 5" not in named


def earlier(page):
    _before, found, after = page.partition("Announced in earlier rounds")
    return re.findall(r"<strong>(.+?)</strong>", after.split("</section>")[0]) if found else []


def test_changes_of_earlier_rounds_are_listed_for_whoever_reads_the_branch(app, signed_in):
    filled = fill(SMALL, rounds=7)
    with transaction():
        db.session.execute(update(Mark).values(news=False))
        for round_id, place in ((2, 7), (4, 3), (5, 3), (7, 9)):
            mark = db.session.get(Mark, (round_id, filled.teams[place], "trust"))
            mark.news, mark.change = True, 9.0
        team = db.session.scalars(select(Team).where(Team.uid == filled.teams[1])).one()
        lead = Person(name="Lea", email="lea@filled.example", team=team, is_lead=True, locale="en")
        nobody = Person(name="Nils", email="nils@filled.example", team=team, locale="en")
        db.session.add_all((lead, nobody))
    found = {who.name: signed_in(who).get("/results").get_data(as_text=True) for who in (filled.hana, lead, nobody)}
    assert {name: earlier(page) for name, page in found.items()} == {
        "Hana": ["Team 3", "Team 3", "Team 7"], "Lea": ["Team 7"], "Nils": [],
    }  # fmt: skip
    page = signed_in(filled.hana).get(f"/results?round={filled.rounds[1]}").get_data(as_text=True)
    assert earlier(page) == []


def test_five_earlier_changes_are_listed_at_most(app, signed_in):
    filled = fill(SMALL, rounds=7)
    with transaction():
        db.session.execute(update(Mark).where(Mark.dimension == "trust").values(news=True, change=-9.0))
    assert len(earlier(signed_in(filled.hana).get("/results").get_data(as_text=True))) == 5


def test_the_line_of_the_team_above_is_for_those_who_may_read_that_team(app, signed_in):
    filled = fill(SMALL, rounds=7)
    with transaction():
        team = db.session.scalars(select(Team).where(Team.uid == filled.teams[19])).one()
        lead = Person(name="Lea", email="lea@filled.example", team=team, is_lead=True, locale="en")
        db.session.add(lead)
    address = f"/results/teams/{filled.teams[19]}"
    keys = {who.name: signed_in(who).get(address).get_data(as_text=True) for who in (filled.hana, lead)}
    found = {who: {name for name in ("Team 0", "Team 3") if f"</svg>{name}</li>" in page} for who, page in keys.items()}
    assert found == {"Hana": {"Team 0", "Team 3"}, "Lea": {"Team 0"}}


def test_a_round_is_chosen_by_name_and_its_course_ends_there(app):
    filled = fill(SMALL, rounds=9)
    newest = queries.chosen("", "")
    assert (newest.round.uid, newest.query) == (filled.rounds[8], {})
    third = queries.chosen("", filled.rounds[2])
    assert [each.uid for each in third.course] == list(filled.rounds[:3])
    assert third.query == {"programme": third.programme.uid, "round": filled.rounds[2]}
    assert (third.thresholds.ballots, third.thresholds.comments) == (5, 10)
    with pytest.raises(NotFound):
        queries.chosen("", "nothing")


def test_before_the_first_seal_there_is_nothing_to_choose_and_the_pages_say_so(app, cast, signed_in):
    assert queries.chosen("", "") is None
    for address in ("/results", f"/results/teams/{cast.support.uid}", f"/results/teams/{cast.support.uid}/comments"):
        page = signed_in(cast.hana).get(address)
        assert page.status_code == 200
        assert "No results yet" in page.get_data(as_text=True)


def test_what_is_read_is_what_was_stored(app):
    filled = fill(SMALL, rounds=2)
    (score,) = [s for s in stored.scores([2], [filled.teams[4]]) if s.dimension == "respect"]
    mark = db.session.get(Mark, (2, filled.teams[4], "respect"))
    assert SimpleNamespace(**score.__dict__) == SimpleNamespace(
        **{name: getattr(mark, {"team": "team_uid"}.get(name, name)) for name in score.__dict__}
    )
    answers = stored.answers(2, filled.teams[4])
    assert [each.question for each in answers] == ["E1", "E2", "O1", "R1", "R2", "T1", "T2"]
    assert (answers[0].low, answers[0].high, answers[0].fewest) == (53.0, 67.0, None)
    assert [programme.name for programme in stored.programmes()] == ["Weekly pulse"]
