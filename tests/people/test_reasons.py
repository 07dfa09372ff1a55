"""One line for each reason, not one for each row."""

from pulse.base.csvfile import Fault
from pulse.people.reasons import grouped


def test_rows_with_the_same_fault_are_one_reason_with_their_lines_and_cells():
    some = [Fault(n, "Language", "language_unknown", "Norsk" if n % 2 else "Dansk") for n in range(2, 71)]
    [reason] = grouped(some)
    assert len(reason.lines) == 69
    assert (reason.values, reason.others) == (("Dansk", "Norsk"), ("Norsk",))


def test_another_column_or_reason_is_another_line_and_ignored_columns_are_one():
    some = [
        Fault(2, "Language", "language_unknown", "x"),
        Fault(2, "Start", "date_odd", "x"),
        Fault(0, "", "a"),
        Fault(0, "", "b"),
    ]
    some += [Fault(1, name, "column_ignored", name) for name in ("City", "Shoe size")]
    assert [len(reason.values) for reason in grouped(some)] == [1, 1, 1, 1, 2]
