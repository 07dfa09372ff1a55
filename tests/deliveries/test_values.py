"""What one cell of a file of scores says: months that are months, counts that are whole."""

from datetime import UTC, date

import pytest

from pulse.deliveries import values
from pulse.people.readings import Misread

MARCH = date(2026, 3, 1)


@pytest.mark.parametrize(
    "text", ["2026-03", "2026-3", "2026/03", "2026 3", "2026M03", "2026-M3", "2026.03", "202603", "03/2026", "3.2026"]
)
def test_a_month_is_read_however_it_is_written(text):
    assert values.month(text, UTC) == MARCH


@pytest.mark.parametrize(
    "text",
    [
        *("2026-Q1", "2026-Q01", "2026Q1", "2026 Q3", "2026/Q2", "Q1 2026", "Q1/2026", "q2-2026", "1Q26", "2026q4"),
        *("1. Quartal 2026", "Quartal 1/2026", "1st quarter 2026", "T1 (1er trimestre) 2026", "الربع الأول 2026"),
    ],
)
@pytest.mark.parametrize("read", [values.month, values.day])
def test_a_quarter_is_refused_by_its_name(text, read):
    with pytest.raises(Misread) as refused:
        read(text, UTC)
    assert refused.value.code == "quarter"


@pytest.mark.parametrize("text", ["2026", "20261", "2026.1", "2026-13", "2026-W05", "2026-H1", "I/2026", "T1 2026"])
def test_nothing_else_becomes_a_month(text):
    with pytest.raises(Misread, match="day_odd"):
        values.month(text, UTC)


@pytest.mark.parametrize(
    ("text", "many"),
    [
        *(("1,204", 1204), ("1 204", 1204), ("1.836", 1836), ("1\N{RIGHT SINGLE QUOTATION MARK}204", 1204)),
        *(("1'204'000", 1204000), ("1.204,00", 1204), ("1,204.0", 1204), ("12", 12), ("12.0", 12), ("1204,00", 1204)),
        *(("12.000", 12000), ("0", 0), ("", None)),
    ],
)
def test_counts_are_whole_whatever_stands_between_thousands(text, many):
    assert values.answers(text) == many


@pytest.mark.parametrize("text", ["1,20", "4.5", "1,2,3", "1.204,5", "1,204.204", "1.204 204", "many", "-3", "1,2045"])
def test_what_is_no_count_is_refused(text):
    with pytest.raises(Misread, match="answers_odd"):
        values.answers(text)


@pytest.mark.parametrize(
    ("column", "mark"),
    [
        *((["12.0", "9.0"], "."), (["1204.000"], "."), (["12.000", "9.000", "", "31.000"], "."), (["8,00", "12"], ",")),
        *((["1.204", "980", "2.000"], ""), (["2.000", "3.000"], ""), (["1,204", "1,204,000"], ""), ([], "")),
    ],
)
def test_a_column_shows_which_mark_stands_before_decimals(column, mark):
    assert values.decimal_of(column) == mark


def test_where_the_point_is_decimal_it_makes_no_thousands():
    assert (values.answers("12.000", "."), values.answers("1,204", ".")) == (12, 1204)
    with pytest.raises(Misread):
        values.answers("1.204", ".")


def test_scores_stay_decimal():
    assert (values.score("4,5"), values.score("1.836")) == (4.5, 1.836)
