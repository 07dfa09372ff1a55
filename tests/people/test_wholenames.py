"""One whole name for each row, however a file spreads it over columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.base.csvfile import read
from pulse.people.columns import understand
from pulse.people.readings import Misread
from pulse.people.wholenames import Names, Parts, turned


def names(header, *rows):
    """Return a reader of the names of a file that has an address and a team too."""
    sheet = read("\n".join((f"{header};email;team", *(f"{row};a@b.example;T" for row in rows))).encode())
    columns, _, _ = understand(sheet)
    return Names(columns, [tuple(row.split(";")) for row in rows])


def whole(header, *rows):
    found = names(header, *rows)
    return [found.whole(tuple(row.split(";"))) for row in rows]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Lindholm, Greta", "Greta Lindholm"),
        ("van der Berg, Jan-Piet", "Jan-Piet van der Berg"),
        ("O'Neil, Siobhán", "Siobhán O'Neil"),
        ("Greta Lindholm", "Greta Lindholm"),
        ("Greta Lindholm, PhD", "Greta Lindholm, PhD"),
        ("Sammy Davis, Jr.", "Sammy Davis, Jr."),
        ("Lindholm,", "Lindholm,"),
        (", Greta", ", Greta"),
        ("Lindholm, Greta, MBA", "Lindholm, Greta, MBA"),
        ("Lindholm, Greta (she)", "Lindholm, Greta (she)"),
        ("Team 7, Night", "Team 7, Night"),
        ("", ""),
    ],
)
def test_last_name_first_is_turned_and_a_title_is_not(written, name):
    assert turned(written) == name


@given(st.text("abcÄé -'", min_size=1).map(str.strip), st.text("abcÄé -'", min_size=1).map(str.strip))
def test_turning_a_turned_name_changes_nothing(last, first):
    assert turned(turned(f"{last}, {first}")) == turned(f"{last}, {first}")


def test_first_and_last_name_in_columns_of_their_own_are_joined():
    assert whole("first name;last name", "Greta;Lindholm", ";Lindholm", "Greta;") == [
        "Greta Lindholm",
        "Lindholm",
        "Greta",
    ]


def test_a_heading_that_says_it_is_the_whole_name_is_believed():
    assert whole("full name;first name", "Greta Lindholm;Greta", "Lindholm;Greta") == ["Greta Lindholm", "Lindholm"]


def test_under_name_beside_a_first_name_stands_the_last_one_where_it_is_one_word():
    assert whole("name;first name", "Lindholm;Greta") == ["Greta Lindholm"]


def test_under_name_beside_a_last_name_stands_the_first_one_where_it_is_one_word():
    assert whole("name;last name", "Greta;Lindholm") == ["Greta Lindholm"]


def test_under_name_stands_the_whole_name_where_it_holds_the_half_beside_it():
    assert whole("name;first name", "Lindholm, Gréta;Greta") == ["Gréta Lindholm"]


def test_what_one_row_leaves_open_the_others_decide():
    assert whole("name;first name", "van Berg;Jan", "Lindholm;Greta") == ["Jan van Berg", "Greta Lindholm"]
    assert whole("name;first name", "Bob Berg;Robert", "Greta Lindholm;Greta") == ["Bob Berg", "Greta Lindholm"]


@pytest.mark.parametrize("others", [[], ["Lindholm;Greta", "Greta Lindholm;Greta"]])
def test_what_the_others_do_not_decide_either_is_named(others):
    found = names("name;first name", "van Berg;Jan", *others)
    with pytest.raises(Misread, match="name_unclear"):
        found.whole(("van Berg", "Jan", "a@b.example", "T"))


def test_a_heading_that_says_half_decides_what_a_row_leaves_open():
    assert whole("nom;prénom", "van Berg;Jan") == ["Jan van Berg"]


def test_what_somebody_is_called_stands_before_what_is_in_their_papers():
    assert whole("name;first name;last name", "Bob Hill;Robert;Hillary") == ["Bob Hill"]
    assert whole("name;first name;last name", "Lindholm;Greta;Lindholm") == ["Greta Lindholm"]


def test_an_empty_cell_beside_half_a_name_is_a_lack():
    found = names("first name;last name", "Greta;Lindholm")
    assert found.lacks_half(("Greta", ""))
    assert found.lacks_half(("", "Lindholm"))
    assert not found.lacks_half(("Greta", "Lindholm"))
    assert not found.lacks_half(("", ""))


def test_an_empty_cell_beside_a_whole_name_is_none():
    assert not names("name;first name", "Greta Lindholm;Greta").lacks_half(("Omar Haddad", ""))
    assert names("name;first name", "Lindholm;Greta").lacks_half(("Haddad", ""))


def test_parts_are_joined_in_the_order_in_which_they_are_spoken():
    assert Parts("Berg", "Jan", "").joined == "Jan Berg"
    assert Parts("Jan", "", "Berg").joined == "Jan Berg"
