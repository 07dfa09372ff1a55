"""Holidays as HR types them."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from pytest import mark

from pulse.programmes.holiday_lists import MOST_LINES, BadLine, HolidayTrouble, parse

CHRISTMAS = date(2026, 12, 25)


@mark.parametrize(
    "line",
    [
        "2026-12-25 1st day of Christmas",
        "25.12.2026 1st day of Christmas",
        "  25.12.2026, 1st day of Christmas  ",
        "2026-12-25;1st day of Christmas",
        "2026-12-25: 1st day of Christmas",
        "٢٠٢٦-١٢-٢٥ 1st day of Christmas",
    ],
)
def test_a_day_with_its_name_is_read(line):
    holidays = parse(line)
    assert holidays.names == {CHRISTMAS: "1st day of Christmas"}
    assert holidays.bad_lines == ()


@mark.parametrize("line", ["2026-12-25", "25.12.2026", "25.12.2026,"])
def test_a_day_needs_no_name(line):
    assert parse(line).names == {CHRISTMAS: ""}


@mark.parametrize("until", [" - ", "-", "–", " — ", "..", " ... ", "/", " to ", " bis "])
def test_a_range_is_every_day_of_it(until):
    holidays = parse(f"2026-12-24{until}26.12.2026 Christmas")
    assert holidays.names == dict.fromkeys((date(2026, 12, 24), CHRISTMAS, date(2026, 12, 26)), "Christmas")


def test_days_come_in_order_and_blank_lines_do_not_count():
    holidays = parse("\n2026-12-25\r\n\r\n1.5.2026 Labour Day\n")
    assert list(holidays.names) == [date(2026, 5, 1), CHRISTMAS]
    assert holidays.days == {date(2026, 5, 1), CHRISTMAS}


@mark.parametrize(
    ("line", "trouble"),
    [
        ("Christmas", HolidayTrouble.NOT_A_DATE),
        ("12/25/2026", HolidayTrouble.NOT_A_DATE),
        ("25.12.26", HolidayTrouble.NOT_A_DATE),
        ("25.12.", HolidayTrouble.NOT_A_DATE),
        ("2026-12-251", HolidayTrouble.NOT_A_DATE),
        ("2026-12-24 - 26.12.", HolidayTrouble.NOT_A_DATE),
        ("2026-12-24 to the end", HolidayTrouble.NOT_A_DATE),
        ("2026-12-24, 2026-12-25", HolidayTrouble.NOT_A_DATE),
        ("2026-02-29", HolidayTrouble.NO_SUCH_DAY),
        ("31.06.2026", HolidayTrouble.NO_SUCH_DAY),
        ("2026-13-01", HolidayTrouble.NO_SUCH_DAY),
        ("2026-12-26 - 2026-12-24", HolidayTrouble.BACKWARDS),
        ("2026-01-01 - 2027-01-02", HolidayTrouble.TOO_LONG),
        ("1926-12-25", HolidayTrouble.OUT_OF_CALENDAR),
        ("9999-12-31", HolidayTrouble.OUT_OF_CALENDAR),
        ("0000-00-00", HolidayTrouble.OUT_OF_CALENDAR),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_others_are_kept(line, trouble):
    holidays = parse(f"2026-12-25\n\n {line}\n2027-01-01")
    assert holidays.bad_lines == (BadLine(3, trouble, line),)
    assert holidays.days == {CHRISTMAS, date(2027, 1, 1)}


def test_a_list_without_end_is_cut_and_says_so():
    holidays = parse("2026-12-25\n" * (MOST_LINES + 5))
    assert holidays.bad_lines == (BadLine(MOST_LINES + 1, HolidayTrouble.TOO_MANY_LINES, ""),)


@given(st.text(alphabet="0123456789.-– /,\n\r\x1c٣toбa", max_size=60))
def test_no_text_breaks_the_reading(text):
    holidays = parse(text)
    filled = [line for line in text.splitlines() if line.strip()]
    assert len(holidays.bad_lines) <= len(filled)
    assert bool(filled) == bool(holidays.names or holidays.bad_lines)
