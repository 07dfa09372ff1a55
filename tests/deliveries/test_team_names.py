"""Which team a text in a file means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.deliveries.team_names import LONGEST, folded, places, steps

PLACES = places(
    {
        "c": ("Nordhafen",),
        "n": ("Nordhafen", "North"),
        "s": ("Nordhafen", "South"),
        "ni": ("Nordhafen", "North", "IT"),
        "si": ("Nordhafen", "South", "IT"),
        "nv": ("Nordhafen", "North", "Café"),
        "w": ("Nordhafen", "R/D"),
    }
)


@pytest.mark.parametrize(
    "text", ["Nordhafen/North/IT", "nordhafen > NORTH > it", "Nordhafen :: North → IT", "North\\IT"]
)
def test_a_team_is_found_by_its_path_or_the_end_of_it(text):
    assert PLACES.find(text) == "ni"


def test_a_name_that_one_team_has_finds_it():
    assert PLACES.find("  south ") == "s"
    assert PLACES.find("Cafe\u0301") == "nv"


def test_a_name_that_two_teams_have_finds_neither_and_says_so():
    assert PLACES.find("IT") is None
    assert PLACES.several("IT")


@pytest.mark.parametrize("text", ["", " / ", "East", "Nordhafen/IT", "North/IT/Desk"])
def test_what_names_no_team_finds_none(text):
    assert PLACES.find(text) is None
    assert not PLACES.several(text)


def test_a_name_that_itself_holds_a_slash_is_found_as_a_file_writes_it():
    assert PLACES.find("R/D") == "w"
    assert PLACES.find("Nordhafen/R/D") == "w"


def test_a_whole_path_is_found_even_where_it_ends_another():
    found = places({"a": ("IT",), "b": ("Home", "IT")})
    assert found.find("IT") == "a"


def test_all_teams_are_counted_once():
    assert PLACES.uids == {"c", "n", "s", "ni", "si", "nv", "w"}


def test_a_text_of_any_length_is_folded_to_what_can_be_stored():
    assert folded("x" * 1000) == "x" * LONGEST


@given(st.text(alphabet="aBéßO /\\>|", max_size=40))
def test_a_text_that_was_folded_folds_no_further(text):
    assert steps("/".join(steps(text))) == steps(text)


@given(st.lists(st.lists(st.sampled_from(["A", "B", "c", "D e"]), min_size=1, max_size=3), max_size=8, unique_by=tuple))
def test_whatever_teams_there_are_each_is_found_by_its_own_path(paths):
    given_places = {f"u{place}": tuple(path) for place, path in enumerate(paths)}
    found = places(given_places)
    assert all(found.find("/".join(path)) == uid for uid, path in given_places.items())
