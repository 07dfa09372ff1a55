"""The heat map on its pages: folded and unfolded, this round or change, the same as a table of numbers."""

import re

import pytest
from sqlalchemy import select, update

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Person, Team
from pulse.reports import branch_queries
from pulse.scores import queries as stored
from pulse.scores.models import Mark
from tests.reports.filling import fill


@pytest.fixture
def filled(app):
    return fill(45, rounds=7)


@pytest.fixture
def read(filled, signed_in):
    """Read a page as HR, or as somebody else."""

    def reading(address, who=filled.hana, code=200):
        answer = signed_in(who).get(address)
        assert answer.status_code == code
        return answer.get_data(as_text=True)

    return reading


def team(uid):
    return db.session.scalars(select(Team).where(Team.uid == uid)).one()


def lead_of(uid):
    with transaction():
        lead = Person(name="Lea", email="lea@filled.example", team=team(uid), is_lead=True, locale="en")
        db.session.add(lead)
    return lead


def rows(page):
    return re.findall(r'id="row-(\w+)"', page)


def test_only_what_is_unfolded_is_a_row_however_deep(filled):
    root = team(filled.teams[0])
    opened = [filled.teams[1], filled.teams[7]]
    found = branch_queries.branch(root, 7, "name", 1, opened).rows
    names = [(node.uid, depth) for node, depth in found]
    inner = [filled.teams[n] for n in range(7, 13)]
    assert [uid for uid, depth in names if depth == 2] == sorted(inner, key=lambda uid: f"Team {int(uid[4:])}")
    assert [uid for uid, depth in names if depth == 3] == [filled.teams[43], filled.teams[44]]
    assert {uid for uid, depth in names if depth == 1} == set(filled.teams[1:7])
    assert branch_queries.branch(root, 7, "name", 1, ()).opened == frozenset()


def test_a_branch_never_unfolds_what_does_not_stand_below_it(filled):
    inside = branch_queries.branch(team(filled.teams[2]), 7, "name", 1, [filled.teams[1], filled.teams[0]])
    assert {node.uid for node, _depth in inside.rows} == {filled.teams[n] for n in range(13, 19)}


def test_a_row_folds_and_unfolds_by_a_link(filled, read):
    page = read("/results?order=trust")
    assert len(rows(page)) == 45 - 2
    fold = re.search(rf'href="([^"]*#row-{filled.teams[1]})" aria-expanded="true"', page)[1].replace("&amp;", "&")
    folded = read(fold)
    assert "order=trust" in fold
    assert filled.teams[7] not in rows(folded)
    assert filled.teams[13] in rows(folded)
    back = re.search(rf'href="([^"]*#row-{filled.teams[1]})" aria-expanded="false"', folded)[1].replace("&amp;", "&")
    assert set(rows(read(back))) == set(rows(page))


def test_a_branch_is_chosen_among_those_one_may_read(filled, read):
    page = read("/results")
    assert set(re.findall(r'<option value="(team\w+)"', page)) == {filled.teams[n] for n in range(1, 8)}
    assert rows(read(f"/results?branch={filled.teams[2]}"))[0] == filled.teams[2]
    lead = lead_of(filled.teams[1])
    assert re.findall(r'<option value="(team\w+)"', read("/results", lead)) == [filled.teams[7]]
    assert rows(read(f"/results?branch={filled.teams[7]}", lead)) == [filled.teams[n] for n in (7, 43, 44)]
    for uid in (filled.teams[2], filled.teams[0]):
        read(f"/results?branch={uid}", lead, 403)
    read("/results?branch=none", code=404)


def test_the_view_of_change_shows_points_only_where_a_team_clearly_changed(filled, read):
    with transaction():
        verdicts = {1: ("changed down", -9.0), 2: ("moved with company", -7.0), 3: ("cannot be judged yet", None)}
        db.session.execute(update(Mark).values(gap="", score=60.0, verdict="not clearly changed", change=4.0))
        for number, (verdict, change) in verdicts.items():
            mark = db.session.get(Mark, (7, filled.teams[number], "trust"))
            mark.verdict, mark.change = verdict, change
    page = read("/results?view=change&expand=")
    squares = {
        uid: re.search(rf'id="row-{uid}".*?<td class="([\w -]+)">(.*?)</td>', page, re.DOTALL) for uid in rows(page)
    }
    found = {uid: (m[1], " ".join(re.sub(r"<[^>]+>", " ", m[2]).split())) for uid, m in squares.items()}
    assert found[filled.teams[1]] == ("move lower", "▼ −9 changed: lower")
    assert found[filled.teams[2]] == ("move with-company", "with the company")
    assert found[filled.teams[3]] == ("move cannot-judge", "cannot be judged yet")
    assert found[filled.teams[4]] == ("move unclear", "not clearly")


def test_the_table_of_numbers_holds_what_both_pictures_show(filled, read):
    page = read("/results?view=numbers")
    assert '<table class="heat' not in page
    scores = {(s.team, s.dimension): s for s in stored.scores([7], filled.teams)}
    for uid in rows(page):
        row = re.search(rf'id="row-{uid}".*?</tr>', page, re.DOTALL)[0]
        cells = [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td>(.*?)</td>", row, re.DOTALL)
        ]
        for cell, dimension in zip(cells, ("trust", "respect", "empowerment"), strict=True):
            score = scores[uid, dimension]
            said = {"too few": "Too few answers", "counted higher up": "Counted higher up", "": "changed"}[score.gap]
            assert said in cell
            assert score.gap or cell.startswith(f"{int(score.score + 0.5)} ( {int(score.low + 0.5)}–")


def test_split_opinions_are_named_with_a_way_to_their_evidence(filled, read):
    with transaction():
        db.session.get(Mark, (7, filled.teams[9], "respect")).gap = ""
    named = read("/results").split("Look here first")[1].split("</section>")[0]
    assert f"/results/teams/{filled.teams[4]}#respect" in named
    assert f"/results/teams/{filled.teams[9]}#respect" in named
    lead = lead_of(filled.teams[4])
    own = read("/results", lead).split("Look here first")[1].split("</section>")[0]
    assert filled.teams[4] in own
    assert filled.teams[9] not in own
    assert "opinions are split" in read(f"/results/teams/{filled.teams[4]}", lead)


def test_the_recommend_score_has_a_card_in_rounds_that_asked_for_it(filled, read):
    assert "Recommend score" not in re.sub(r"<details.*?</details>", "", read("/results"), flags=re.DOTALL)
    with transaction():
        trust = db.session.get(Mark, (7, filled.teams[0], "respect"))
        fields = {column.name: getattr(trust, column.name) for column in Mark.__table__.columns}
        numbers = {"gap": "", "score": 61.4, "low": 40.0, "high": 70.0, "n": 31, "verdict": "changed up", "change": 6.0}
        db.session.add(Mark(**{**fields, **numbers, "dimension": "recommend"}))
    for address in ("/results", f"/results/teams/{filled.teams[0]}"):
        card = " ".join(re.sub(r"<[^>]+>", " ", read(address).split('id="recommend"')[1].split("</div>")[0]).split())
        assert "+23 between −100 and +100" in card
        assert "likely range −20 to +40 · 31 answers" in card
        assert "changed: +12" in card
    with transaction():
        db.session.get(Mark, (7, filled.teams[0], "recommend")).gap = "too few"
        db.session.get(Mark, (7, filled.teams[0], "recommend")).score = None
    assert "Results appear only from 10 answers" in read("/results")


def test_hard_bounds_stand_on_the_page_of_a_team_where_many_did_not_answer(filled, read):
    with transaction():
        mark = db.session.get(Mark, (7, filled.teams[3], "trust"))
        mark.gap, mark.score, mark.low, mark.high, mark.n, mark.floor, mark.ceiling = (
            "",
            60.0,
            50.0,
            70.0,
            9,
            31.0,
            79.0,
        )
    assert "whatever the others would say: 31 to 79" in read(f"/results/teams/{filled.teams[3]}")
