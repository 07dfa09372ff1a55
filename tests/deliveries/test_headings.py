"""Which column of a file of scores means what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.deliveries.headings import ANSWERS, DATE, MEANINGS, MEASURE, SCORE, TEAM, TICKET, digest, guess


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (("Ticket ID", "Date", "Team", "Score"), {TICKET: 0, DATE: 1, TEAM: 2, SCORE: 3}),
        (("BEWERTUNG", "Gruppe", "Datum"), {SCORE: 0, TEAM: 1, DATE: 2}),
        (("Équipe", "mois", "Note", "Réponses"), {TEAM: 0, DATE: 1, SCORE: 2, ANSWERS: 3}),
        (("created_at", "assigned-group", "CSAT (1-5)", "metric"), {DATE: 0, TEAM: 1, SCORE: 2, MEASURE: 3}),
        (("Score [0 to 10]", "Month", "Site"), {SCORE: 0, DATE: 1, TEAM: 2}),
    ],
)
def test_headings_are_known_whatever_their_case_marks_and_language(header, columns):
    assert guess(header) == columns


def test_of_two_columns_that_mean_the_same_the_first_is_taken():
    assert guess(("Date", "Created at", "Score", "Rating")) == {DATE: 0, SCORE: 2}


def test_a_whole_word_is_taken_before_a_heading_that_only_holds_one():
    assert guess(("Average score of agent", "Rating")) == {SCORE: 1}


def test_the_longest_word_in_a_heading_says_what_it_means():
    assert guess(("Our support group today",)) == {TEAM: 0}
    assert guess(("Your satisfaction with ticket",)) == {SCORE: 0}


def test_a_count_and_a_short_word_inside_another_mean_nothing():
    assert guess(("Account", "Discount", "Validity", "Candidate")).keys() <= {DATE}
    assert guess(("Account", "Discount", "Paid")) == {}


def test_a_heading_of_nothing_but_an_aside_means_nothing():
    assert guess(("", "(score)", "[date]")) == {}


@given(st.lists(st.sampled_from(["Date", "Team name", "x", "Score", "n", "Case no", "KPI", "rating value", ""])))
def test_no_column_means_two_things_and_none_lies_outside(header):
    found = guess(header)
    assert found.keys() <= set(MEANINGS)
    assert len(set(found.values())) == len(found)
    assert all(0 <= place < len(header) for place in found.values())


def test_files_with_the_same_columns_are_told_by_case_and_marks_no_more():
    assert digest(("Ticket ID", "Score")) == digest(("ticket_id", "SCORE"))


def test_files_with_columns_in_another_order_or_parted_otherwise_are_others():
    assert digest(("Team", "Score")) != digest(("Score", "Team"))
    assert digest(("Team", "Score")) != digest(("TeamScore",))
