"""A file of scores read row by row."""

from dataclasses import replace
from datetime import UTC, date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.deliveries.plans import Plan
from pulse.deliveries.records import PACKED, digest, month_number, of_month
from pulse.deliveries.rows import Reader
from pulse.deliveries.team_names import places

TODAY = date(2026, 6, 15)
PLAN = Plan(
    columns={"ticket": 0, "date": 1, "team": 2, "score": 3},
    header=("Ticket", "Day", "Group", "Stars"),
    measure="m",
    low=1.0,
    high=5.0,
)
MONTHS = replace(
    PLAN,
    columns={"date": 0, "team": 1, "score": 2, "answers": 3},
    header=("Month", "Group", "Mean", "Answers"),
    monthly=True,
)
PLACES = places({"s": ("Acme", "Support"), "x": ("Acme", "North", "IT"), "y": ("Acme", "South", "IT")})
GOOD = ("T1", "2026-05-04", "Support", "5")


def reader(plan=PLAN, chosen=None):
    return Reader(plan, PLACES, chosen or {}, UTC, TODAY)


def fault(cells, plan=PLAN):
    """Return what is wrong with a row: heading, code and hint."""
    reading = reader(plan)
    assert reading.take(2, cells) is None
    assert reading.named == 1
    found = reading.faults[0]
    return found.column, found.code, found.hint


def test_a_row_becomes_a_record_on_the_scale_of_pulse():
    reading = reader()
    assert PACKED.unpack(reading.take(7, GOOD)) == (digest("T1"), 100.0, 0, 7, 0, month_number(TODAY) - 1, 1)
    assert reading.teams == ["s"]


def test_a_rating_without_a_ticket_is_told_by_all_its_cells():
    reading = reader()
    first, again, other = (
        reading.take(line, cells)
        for line, cells in enumerate((("", *GOOD[1:]), ("", *GOOD[1:-1], " 5 "), ("", *GOOD[1:-1], "4")), 2)
    )
    assert first[:16] == again[:16] != other[:16]
    assert PACKED.unpack(first)[-1] == 0


def test_a_figure_of_a_month_is_told_by_its_team_and_month():
    found = PACKED.unpack(reader(MONTHS).take(2, ("05/2026", "Support", "3", "1.200")))
    month = month_number(date(2026, 5, 1))
    assert found == (of_month(0, month), 50.0, 0, 2, 1200, month, 1)


@pytest.mark.parametrize(
    ("place", "text", "said"),
    [
        (0, "x" * 401, ("Ticket", "too_long", "400")),
        (1, "", ("Day", "missing", "")),
        (1, "someday", ("Day", "day_odd", "")),
        (1, "2026-06-17", ("Day", "day_later", "")),
        (2, "", ("Group", "missing", "")),
        (2, "Sales", ("Group", "team_unknown", "")),
        (2, "IT", ("Group", "team_several", "")),
        (3, "many", ("Stars", "score_odd", "")),
        (3, "6", ("Stars", "score_off", "1–5")),
    ],
)
def test_what_is_wrong_with_a_cell_is_named_with_its_heading(place, text, said):
    assert fault((*GOOD[:place], text, *GOOD[place + 1 :])) == said


def test_an_odd_count_of_answers_is_named_where_months_are_read():
    assert fault(("2026-05", "Support", "3", "about ten"), MONTHS) == ("Answers", "answers_odd", "")


def test_tomorrow_is_a_day_somewhere_already():
    assert reader().take(2, ("T1", "2026-06-16", "Support", "5"))


def test_a_row_with_too_many_or_too_few_cells_is_named():
    assert fault((*GOOD, "", "surplus")) == ("", "too_many_columns", "4")
    assert fault(GOOD[:3]) == ("Stars", "too_few_columns", "4")


def test_empty_cells_at_the_end_of_a_row_do_no_harm():
    assert reader().take(2, (*GOOD, "", " "))


def test_an_empty_row_is_counted_and_not_named():
    reading = reader()
    assert reading.take(2, ("", " ", "", "")) is None
    assert reading.take(3, ()) is None
    assert (reading.rows, reading.blank, reading.named, reading.faults) == (2, 2, 0, [])


def test_all_that_is_wrong_with_a_row_is_named_and_the_row_counts_once():
    reading = reader()
    reading.take(2, ("T1", "", "", ""))
    assert (reading.named, [each.code for each in reading.faults]) == (1, ["missing"] * 3)


def test_rows_of_another_measure_are_passed_over():
    plan = replace(PLAN, columns={**PLAN.columns, "measure": 4}, header=(*PLAN.header, "KPI"), only="CSAT")
    reading = reader(plan)
    assert reading.take(2, (*GOOD, " csat "))
    assert reading.take(3, (*GOOD, "NPS")) is None
    assert (reading.elsewhere, reading.faults) == (1, [])


def test_texts_that_name_no_team_are_gathered_with_their_rows():
    reading = reader()
    for line, team in enumerate(("Sales", "SALES ", "IT"), 2):
        reading.take(line, (*GOOD[:2], team, "5"))
    assert [(each.text, each.rows, each.several) for each in reading.strangers.values()] == [
        ("Sales", 2, False),
        ("IT", 1, True),
    ]


def test_a_team_somebody_chose_is_taken_and_one_to_leave_out_is_left_out():
    reading = reader(chosen={"sales": "x", "support": ""})
    assert reading.take(2, (*GOOD[:2], "Sales", "5"))
    assert reading.take(3, GOOD) is None
    assert (reading.teams, reading.left_out, reading.faults) == (["x"], 1, [])


@given(st.lists(st.lists(st.sampled_from(["", "T1", "2026-05-04", "Support", "IT", "5", "9"]), max_size=6)))
def test_every_row_becomes_a_record_or_is_counted_as_what_it_is(rows):
    reading = reader(chosen={"it": ""})
    taken = [record for line, cells in enumerate(rows, 2) if (record := reading.take(line, tuple(cells)))]
    assert len(taken) + reading.blank + reading.named + reading.left_out + reading.elsewhere == len(rows)
    assert {each.line for each in reading.faults} <= set(range(2, len(rows) + 2))
