"""What needs a look first, and in which order."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from pulse.base.db import db
from pulse.reports.alert_pages import SPLIT_SHOWN, AlertKind, News, alerts
from pulse.reports.branch_queries import Node
from pulse.scores.models import ANNOUNCED, Mark
from pulse.scores.stored import Score, Silent
from tests.laws._reading import HOUSE

DOWN = Score(9, "a", "trust", "", True, 60.0, 55.0, 65.0, 12, 13, False, "changed down", -8.0, -8.0, True)
UP = replace(DOWN, team="b", verdict="changed up", change=9.0)
SPLIT = replace(DOWN, team="c", verdict="not clearly changed", news=False, agreement=0.2)
SILENT = Silent("d", 9, anew=True)
WAYS = {uid: (Node(1, "top", "Top", None), Node(2, uid, uid.upper(), 1)) for uid in "abcdefg"}


def of(**found):
    return alerts(News(ways=WAYS, **found))


def test_drops_come_first_then_silence_then_split_opinions_then_rises():
    found = of(changes=(UP, DOWN), silent=(SILENT,), split=(SPLIT,))
    assert [(alert.kind, alert.place.uid) for alert in found] == [
        (AlertKind.LOWER, "a"), (AlertKind.SILENT, "d"), (AlertKind.SPLIT, "c"), (AlertKind.HIGHER, "b"),
    ]  # fmt: skip


def test_the_larger_drop_comes_first():
    found = of(changes=(DOWN, replace(DOWN, team="b", change=-12.0)))
    assert [alert.place.uid for alert in found] == ["b", "a"]


def test_a_team_split_on_several_dimensions_is_named_once_and_few_teams_are():
    every = [replace(SPLIT, team=uid, agreement=at / 20) for at, uid in enumerate("bcdefg")]
    found = of(split=(*every, replace(SPLIT, team="b", dimension="respect", agreement=-0.1)))
    assert [alert.place.uid for alert in found] == ["b", "c", "d"]
    assert len(found) == SPLIT_SHOWN
    assert found[0].dimensions == ("respect", "trust")


def test_a_change_of_the_recommend_score_is_said_in_its_own_points():
    (alert,) = of(changes=(replace(DOWN, dimension="recommend"),))
    assert alert.points == -16.0
    assert of(changes=(DOWN,))[0].points == -8.0


@pytest.mark.skipif("config.getoption('database') != 'sqlite'", reason="PostgreSQL reads the condition, not its words")
def test_earlier_changes_are_found_by_their_index(app):
    asked = str(select(Mark.team_uid).where(Mark.round_id == 1, ANNOUNCED).compile(db.engine))
    plain = str(select(Mark.team_uid).where(Mark.round_id == 1, Mark.news).compile(db.engine))
    with db.engine.connect() as connection:
        plans = [str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", (1,)).all()) for said in (asked, plain)]
    assert ["ix_mark_news" in plan for plan in plans] == [True, False]


def test_no_statement_asks_for_news_in_other_words():
    asking = [
        path for path in (HOUSE / "pulse").rglob("*.py") if re.search(r"where\([^)]*Mark\.news\b", path.read_text())
    ]
    assert asking == []
