"""Ratings as small records: their keys, what repeats, and what says something else."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pulse.deliveries.records import (
    LAYOUT,
    PACKED,
    SIZE,
    Clash,
    digest,
    keys,
    month_number,
    month_of,
    of_month,
    read,
    settled,
)


def packed(line, name="", value=50.0, n=0):
    return PACKED.pack(digest(name or "nobody"), value, 0, line, n, month_number(date(2026, 5, 1)), 1 if name else 0)


def records(*rows):
    return np.frombuffer(b"".join(rows), dtype=LAYOUT).copy()


def test_a_record_is_as_long_in_the_file_as_in_the_table():
    assert LAYOUT.itemsize == SIZE


def test_records_are_read_from_a_file_as_they_were_packed(tmp_path):
    (tmp_path / "scores").write_bytes(PACKED.pack(of_month(3, 24317), 87.5, 3, 2, 40, 24317, 1))
    found = read(tmp_path / "scores")[0]
    assert (found["value"], found["team"], found["line"], found["n"], found["month"]) == (87.5, 3, 2, 40, 24317)
    assert (found["high"], found["low"], found["named"]) == (3, 24317, 1)


@given(st.dates())
def test_a_month_comes_back_from_its_number(day):
    assert month_of(month_number(day)) == day.replace(day=1)


def test_the_numbers_of_months_go_on_over_the_years():
    assert month_number(date(2027, 1, 31)) - month_number(date(2026, 12, 1)) == 1


def test_keys_are_those_that_were_packed():
    assert keys(records(packed(2, "a"), packed(3, "b"))) == [digest("a"), digest("b")]
    assert keys(records()) == []


def test_a_name_has_one_key_whatever_signs_are_in_it():
    assert digest("T-1") == digest("T-1") != digest("T-2")
    assert len(digest("\ud800")) == 16


def test_what_is_named_twice_and_says_the_same_counts_once():
    kept, clashes, same = settled(records(packed(3, "a"), packed(2, "a"), packed(4, "b")))
    assert sorted(kept["line"]) == [2, 4]
    assert (clashes, same) == ([], 1)


def test_of_two_that_say_something_else_the_upper_one_stays_and_the_other_is_named():
    kept, clashes, same = settled(records(packed(9, "a", 75.0), packed(2, "a", 50.0), packed(5, "a", 50.0)))
    assert list(kept["line"]) == [2]
    assert clashes == [Clash(9, 75.0, 2, 50.0)]
    assert same == 1


def test_another_number_of_answers_says_something_else_too():
    _, clashes, same = settled(records(packed(2, "a", n=10), packed(3, "a", n=11)))
    assert [clash.line for clash in clashes] == [3]
    assert same == 0


def test_clashes_are_told_in_the_order_of_the_file():
    rows = [packed(2, "a"), packed(3, "b"), packed(5, "a", 1.0), packed(4, "b", 1.0)]
    assert [clash.line for clash in settled(records(*rows))[1]] == [4, 5]


def test_rows_without_a_name_that_say_the_same_all_count():
    kept, clashes, same = settled(records(packed(2), packed(3), packed(4)))
    assert len(kept) == 3
    assert (clashes, same) == ([], 0)


def test_the_same_file_once_more_has_the_same_keys():
    first, again = (settled(records(packed(2), packed(3), packed(4, "a")))[0] for _ in range(2))
    assert keys(first) == keys(again)


@given(st.lists(st.tuples(st.sampled_from(["", "a", "b"]), st.sampled_from([0.0, 50.0])), max_size=12))
def test_every_record_is_kept_repeated_or_clashes_and_those_kept_stand_in_order(rows):
    kept, clashes, same = settled(records(*(packed(line, *row) for line, row in enumerate(rows, 2))))
    assert len(kept) + len(clashes) + same == len(rows)
    found = keys(kept)
    assert found == sorted(set(found))
