"""Rounds stand at the distances of their days, and a line breaks where some are missing."""

import ast
import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, update

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.programmes.models import Programme
from pulse.reports import charts
from pulse.reports.marks import Line, Reading
from pulse.reports.timeline import MONTH, Timeline, by_date, even, usual_days
from pulse.rounds.models import Round
from pulse.scores.models import Mark
from tests.laws._reading import HOUSE, modules
from tests.reports.filling import fill

DRAW = {"charts.trend", "charts.response", "charts.sparkline"}

MONTHS = [date(2026, month, 2) for month in (1, 2, 3, 7, 8, 9)]  # paused from April to June


def weekly(*weeks):
    return [date(2026, 1, 5) + timedelta(weeks=week) for week in weeks]


def drawn(days, rhythm=None):
    labels = [str(day) for day in days]
    return charts.trend(labels, Line("x", (Reading(60, 50, 70),) * len(days)), times=by_date(days, rhythm))


def test_distances_are_those_of_the_days():
    found = by_date(MONTHS, MONTH)
    whole = (MONTHS[-1] - MONTHS[0]).days
    days = [100 * (later - sooner).days / whole for sooner, later in pairwise(MONTHS)]
    assert [later - sooner for sooner, later in pairwise(found.places)] == pytest.approx(days, abs=0.01)
    assert (found.places[0], found.places[-1]) == (0, 100)


def test_the_line_breaks_where_rounds_are_missing_and_nowhere_else():
    chart = drawn(MONTHS, MONTH)
    assert [(pause.since, pause.until) for pause in chart.pauses] == [("2026-03-02", "2026-07-02")]
    assert len(chart.main.strokes) == len(MONTHS) - 2
    assert len(chart.main.bands) == 2
    missing = chart.columns[2].x, chart.columns[3].x
    assert not any(stroke.x1 < sum(missing) / 2 < stroke.x2 for stroke in chart.main.strokes)


@pytest.mark.parametrize(
    ("days", "rhythm", "gaps"),
    [
        (weekly(0, 1, 2, 3, 4), 7, ()),
        (weekly(0, 1, 3, 4, 5), 7, (2,)),  # one round left out
        (weekly(0, 1, 2, 14), 7, (3,)),
        (weekly(0, 9), 7, (1,)),  # two rounds: only the programme says what is usual
        (weekly(0, 9), None, ()),
        (weekly(0, 1, 2, 3, 15, 27, 28, 29, 30), 7, (4, 5)),  # one round alone between two pauses
        (weekly(0, 4, 8, 12, 13, 14, 15), 7, ()),  # monthly first, weekly now
        (weekly(0, 1, 2, 3, 7, 11, 15), 28, ()),  # the other way round
        ([day + timedelta(days=4 * (at == 2)) for at, day in enumerate(weekly(0, 1, 2, 3))], 7, ()),  # a holiday
        ([date(2026, 1, 5)], 7, ()),
        ([], 7, ()),
    ],
)
def test_what_counts_as_missing(days, rhythm, gaps):
    assert by_date(days, rhythm).gaps == gaps


def test_even_weeks_look_as_equal_distances_do():
    assert by_date(weekly(*range(12)), 7) == even(12)
    assert even(1).places == (50.0,)


def test_an_event_stands_between_its_rounds_however_far_they_lie_apart():
    found = Timeline((0.0, 10.0, 100.0), (2,))
    assert (found.at(0.5), found.at(1.5), found.at(2), found.at(-1)) == (5, 55, 100, 0)
    assert (found.nearest(1.4), found.nearest(1.6), found.nearest(0.5)) == (1, 2, 1)


def test_names_of_rounds_never_stand_too_close():
    days = [*weekly(*range(20)), *weekly(*range(60, 70))]
    chart = drawn(days, 7)
    for rank, distance in enumerate(charts.APART):
        places = sorted(column.x for column in chart.columns if column.rank <= rank)
        assert all(later - sooner >= distance - 1e-6 for sooner, later in pairwise(places))
    assert chart.columns[-1].rank == 0


def test_strips_of_rounds_do_not_reach_into_a_pause():
    chart = drawn(MONTHS, MONTH)
    before, after = chart.columns[2], chart.columns[3]
    assert before.left + before.width < after.left
    assert all(column.width > 0 for column in chart.columns)


def test_a_programmes_rhythm_in_days():
    assert (usual_days("weeks", 2), usual_days("months", 3)) == (14, 3 * MONTH)


def test_every_chart_of_rounds_is_given_its_times():
    without = set()
    for module in modules(HOUSE):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in DRAW:
                given = {keyword.arg for keyword in node.keywords}
                if "times" not in given and len(node.args) < 6:
                    without.add(module.name)
    # Made-up rounds by number, and months of which none is left out: those without a figure are hidden ones.
    assert without == {"pulse.reports.noise_pages", "pulse.customers.measure_pages"}


@pytest.fixture
def paused(app):
    """A company whose monthly rounds paused from April to June."""
    filled = fill(8, rounds=len(MONTHS))
    with transaction():
        programme = db.session.scalars(select(Programme)).one()
        programme.unit, programme.every = "months", 1
        for each, day in zip(db.session.scalars(select(Round).order_by(Round.id)), MONTHS, strict=True):
            each.occurrence, each.opens_at = day, datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
            each.closes_at = each.opens_at + timedelta(days=4)
        db.session.execute(update(Mark).values(gap="", score=60.0, low=50.0, high=70.0, joined=True))
    return filled


@pytest.mark.parametrize("where", ["/results", "/results/teams/{team}", "/results/health"])
def test_pages_tell_the_gap_in_the_picture_and_in_the_table(paused, signed_in, where):
    page = signed_in(paused.hana).get(where.format(team=paused.teams[1])).get_data(as_text=True)
    pictures = re.findall(r'role="img" aria-label="([^"]*over 6 rounds[^"]*|[^"]*took part[^"]*)"', page)
    assert pictures
    assert all("No rounds between Mar 2 and Jul 2: the line has a gap there." in said for said in pictures)
    if where != "/results":
        assert re.search(r'<th scope="row">Jul 2 <span class="event-name">no rounds since Mar 2</span>', page)
    for chart in re.findall(r'<svg role="img" aria-label="[^"]*rounds[^"]*".*?</svg>\s*</div>', page, re.DOTALL):
        strokes = re.findall(r'<line class="stroke" x1="([\d.]+)%"[^>]* x2="([\d.]+)%"', chart)
        assert not any(float(one) < 50 < float(other) for one, other in strokes)
