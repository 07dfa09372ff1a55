"""Public words that repeat what somebody wrote are recognised, and own ones are not."""

import pytest

from pulse.roadblocks.retelling import repeats

WRITTEN = "Refunds above fifty euros need two signatures, and nobody is here on Fridays."


@pytest.mark.parametrize("public", [WRITTEN, "Said: REFUNDS above fifty Euros; need two!"])
def test_six_words_in_a_row_are_no_coincidence(public):
    assert repeats(public, WRITTEN)


def test_five_words_in_a_row_may_be_one():
    assert not repeats("Since spring nobody is here on weekends, so refunds above fifty euros need time", WRITTEN)


@pytest.mark.parametrize(
    ("public", "written"), [("The returns form", "the RETURNS form!"), ("ah the returns form", "the returns form")]
)
def test_a_short_answer_counts_as_a_whole(public, written):
    assert repeats(public, written)


@pytest.mark.parametrize(
    ("public", "written"),
    [
        ("Refunds", "refunds"),
        ("Refund rule", "Refund rule"),
        ("", WRITTEN),
        ("Anything", ""),
        ("One signature for refunds", WRITTEN),
    ],
)
def test_own_words_and_mere_names_of_things_pass(public, written):
    assert not repeats(public, written)
