"""Charts: gaps stay gaps, ranges break with them, and the axis never makes noise look like news."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.reports import charts
from pulse.reports.figure_signs import Hidden, Turn
from pulse.reports.marks import Event, Line, Reading

HIDDEN = Reading(hidden=Hidden.TOO_FEW)


def near(score: float) -> Reading:
    return Reading(score, score - 5, score + 5, 20)


def drawn(*readings: Reading):
    return charts.trend([str(i) for i in range(len(readings))], Line("Support", readings)).main


def test_a_line_and_its_range_break_where_a_round_is_hidden():
    line = drawn(near(50), near(52), HIDDEN, near(55), near(57))
    assert [(s.x1, s.x2) for s in line.strokes] == [(0, 25), (75, 100)]
    assert len(line.bands) == 2
    assert all(not 25 < float(spot.split(",")[0]) < 75 for band in line.bands for spot in band.split())


def test_a_line_breaks_without_a_gap_where_the_team_is_made_up_anew():
    line = drawn(near(50), Reading(52, 47, 57, anew=True), near(55))
    assert [(s.x1, s.x2) for s in line.strokes] == [(50, 100)]
    assert len(line.dots) == 3


def test_a_lone_round_between_gaps_is_still_seen_with_its_range():
    line = drawn(HIDDEN, near(50), HIDDEN)
    assert not line.strokes
    assert line.dots[0].bold
    assert len(line.bands[0].split()) == 4


def test_a_round_in_which_everybody_answered_narrows_the_range_to_the_score():
    line = drawn(near(50), Reading(60), near(50))
    upper, lower = line.bands[0].split()[1], line.bands[0].split()[4]
    assert upper == lower == f"50,{line.dots[1].y:g}"


def test_a_line_of_hidden_rounds_draws_nothing_but_its_strips():
    chart = charts.trend(["a", "b"], Line("Legal", (HIDDEN, HIDDEN)))
    assert (chart.main.strokes, chart.main.dots, chart.main.bands, chart.main.end) == ((), (), (), None)
    assert [column.reading.hidden for column in chart.columns] == [Hidden.TOO_FEW] * 2


def test_strips_cover_the_plot_without_overlap():
    columns = charts.trend(list("abcde"), Line("x", (HIDDEN,) * 5)).columns
    ends = [(c.left, c.left + c.width) for c in columns]
    assert ends[0][0] == 0
    assert ends[-1][1] == 100
    assert all(a[1] == pytest.approx(b[0]) for a, b in pairwise(ends))


def test_a_single_round_stands_in_the_middle():
    assert drawn(near(70)).dots[0].x == 50


def test_a_flat_line_gets_an_axis_of_forty_points():
    ticks = charts.trend(["a", "b"], Line("x", (Reading(61), Reading(62)))).ticks
    assert ticks[-1].value - ticks[0].value >= 40


scores = st.floats(0, 100)


@given(st.lists(st.tuples(scores, scores, scores), min_size=1, max_size=60), st.lists(scores, max_size=60))
def test_every_mark_lies_inside_the_plot(triples, quiet):
    readings = tuple(Reading(*(sorted(t)[i] for i in (1, 0, 2))) for t in triples)
    beside = Line("Company", tuple(Reading(q) for q in quiet[: len(readings)]))
    lines = [beside] if len(beside.readings) == len(readings) else []
    chart = charts.trend([str(i) for i in range(len(readings))], Line("x", readings), lines)
    low, high = chart.ticks[0].value, chart.ticks[-1].value
    assert 0 <= low < high <= 100
    assert all(low <= min(t) and max(t) <= high for t in triples)
    assert all(chart.top <= d.y <= chart.floor and 0 <= d.x <= 100 for d in chart.main.dots)


@given(st.integers(1, 400))
def test_names_of_rounds_are_few_enough_for_a_phone_and_end_with_the_last(rounds):
    columns = charts.trend(["r"] * rounds, Line("x", (Reading(50),) * rounds)).columns
    shown = [sum(c.rank <= rank for c in columns) for rank in (0, 1, 2)]
    assert shown[0] <= 4
    assert shown[1] <= 7
    assert shown[2] <= 14
    assert columns[-1].rank == 0


def test_labels_at_the_ends_of_lines_do_not_touch_and_keep_their_order():
    quiet = [Line("Company", (Reading(60.5),) * 2), Line("Parent", (Reading(59.5),) * 2)]
    chart = charts.trend(["a", "b"], Line("x", (Reading(60),) * 2), quiet)
    ys = [line.end.y for line in (chart.beside[0], chart.main, chart.beside[1])]
    assert ys[1] - ys[0] >= charts.LABEL_GAP
    assert ys[2] - ys[1] >= charts.LABEL_GAP
    assert ys[2] <= chart.floor


def test_labels_near_the_top_make_room_downwards():
    quiet = [Line("Company", (Reading(100),) * 2), Line("Parent", (Reading(99),) * 2)]
    chart = charts.trend(["a", "b"], Line("x", (Reading(100),) * 2), quiet)
    assert all(line.end.y >= chart.top for line in (chart.main, *chart.beside))


def test_events_come_in_order_of_time_and_close_ones_take_another_row():
    events = [Event(5, "Merger"), Event(4, "Town hall"), Event(0, "Move")]
    marks = charts.trend(["r"] * 11, Line("x", (Reading(50),) * 11), events=events).marks
    assert [(m.number, m.name, m.x) for m in marks] == [(1, "Move", 0), (2, "Town hall", 40), (3, "Merger", 50)]
    assert marks[0].row == marks[1].row == 0 or marks[0].row != marks[1].row
    assert marks[1].row != marks[2].row
    assert not marks[0].leftwards


def test_a_crowded_line_keeps_the_dots_that_say_something():
    readings = [Reading(50 + i % 3) for i in range(52)]
    readings[20] = Reading(60, turn=Turn.HIGHER)
    line = drawn(*readings)
    assert [i for i, dot in enumerate(line.dots) if dot.bold] == [20, 51]


def test_shares_of_answers_always_stand_on_the_whole_scale():
    chart = charts.response(["a", "b"], Line("Took part", (Reading(81), Reading(82))))
    assert [tick.value for tick in chart.ticks] == [0, 50, 100]


def test_a_line_needs_a_reading_for_every_round():
    with pytest.raises(ValueError, match="1 readings for 2 rounds"):
        charts.trend(["a", "b"], Line("x", (near(50),)))


def test_a_bar_fills_its_width_and_leaves_out_empty_bands():
    parts = charts.stacked(6, 0, 2)
    assert [(p.kind, p.count, p.share) for p in parts] == [("favourable", 6, 75), ("unfavourable", 2, 25)]
    assert sum(p.width for p in parts) == pytest.approx(100)
    with pytest.raises(ValueError, match="answers"):
        charts.stacked(0, 0, 0)


@pytest.mark.parametrize("n", range(5, 16))
def test_a_near_unanimous_bar_shows_the_class_and_no_count(n):
    sure, rest = charts.stacked_class("unfavourable", n)
    assert (sure.count, rest.count) == (None, None)
    assert sure.width == pytest.approx(100 * (n - 2) / n, abs=0.01)
    assert sure.width + rest.width == pytest.approx(100)


def test_a_sparkline_stays_inside_its_row():
    line = charts.sparkline(Line("x", (Reading(0), Reading(100))))
    assert {dot.y for dot in line.dots} == {4, 28}
