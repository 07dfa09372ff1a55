"""A silent team stays listed until it has recovered: two rounds in a row that may be luck."""

from pulse.scores.lasting import GONE, silent_since
from pulse.scores.stored import TookPart

USUAL, FEW = 10, 3


def course(numbers, found=()):
    """Return a team of thirteen round by round; None: no row; -1: the number is withheld; `found`: rounds that fell."""
    return [
        None
        if number is None
        else TookPart(at, "a", max(number, 0), max(number, 0), 0 if number < 0 else 13, at in found)
        for at, number in enumerate(numbers)
    ]


def test_a_team_that_never_fell_is_not_silent():
    assert silent_since(course([USUAL] * 9)) is None
    assert silent_since([]) is None


def test_it_stays_listed_long_after_the_windows_have_passed_over_the_fall():
    numbers = [USUAL] * 5 + [FEW] * 12
    assert [silent_since(course(numbers[:end], found=(6, 7))) for end in (6, 7, 8, 12, 17)] == [None, 6, 6, 6, 6]


def test_it_has_recovered_after_two_usual_rounds_in_a_row_and_not_after_one():
    numbers = [USUAL] * 5 + [FEW, FEW, USUAL, FEW, USUAL, USUAL]
    assert [silent_since(course(numbers[:end], found=(6,))) for end in (8, 9, 10, 11)] == [6, 6, 6, None]


def test_it_may_fall_again():
    numbers = [USUAL] * 5 + [FEW, FEW, USUAL, USUAL, USUAL, FEW, FEW]
    assert silent_since(course(numbers, found=(6, 11))) == 11


def test_a_withheld_number_neither_ends_a_silence_nor_counts_as_usual():
    numbers = [USUAL] * 5 + [FEW, FEW, USUAL, -1, -1, -1, FEW]
    assert silent_since(course(numbers, found=(6,))) == 6
    assert silent_since(course([*numbers[:-1], USUAL], found=(6,))) is None


def test_a_team_of_which_nothing_is_known_any_more_is_not_listed():
    numbers = [USUAL] * 5 + [FEW, FEW, None]
    assert silent_since(course(numbers, found=(6,))) == 6
    assert silent_since(course([*numbers, *[None] * (GONE - 1)], found=(6,))) is None
