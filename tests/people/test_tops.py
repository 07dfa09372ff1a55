"""Where the teams of a file stand below the company that is there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.people.tops import Company, Shape, key, placing

NEW = Company("Acme")
ACME = Company(
    "Acme", (("Acme",), ("Acme", "North"), ("Acme", "North", "IT"), ("Acme", "South"), ("Acme", "South", "IT"))
)


def placed(company, *paths, rows=1):
    return placing({tuple(path.split("/")): rows for path in paths}, company)


@pytest.mark.parametrize(
    ("company", "paths", "shape"),
    [
        (NEW, ["Nordhafen/North", "Nordhafen/South"], Shape.COMPANY),
        (NEW, ["North", "South"], Shape.BELOW),
        (NEW, ["North/IT", "South/IT"], Shape.BELOW),
        (NEW, ["Nordhafen"], Shape.COMPANY),
        (ACME, ["Acme/North", "ACME/South"], Shape.COMPANY),
        (ACME, ["Acme/North", "Other/South"], Shape.COMPANY),
        (ACME, ["Nordhafen/North", "Nordhafen/South"], Shape.OTHER_NAME),
        (ACME, ["Holding/Acme/North", "Holding/Acme", "Holding"], Shape.ABOVE),
        (ACME, ["North/IT", "South"], Shape.BELOW),
        (ACME, ["North/IT", "North"], Shape.BELOW),
        (ACME, ["IT", "North"], Shape.NAMES),
        (ACME, ["North"], Shape.NAMES),
        (ACME, ["Acme", "North"], Shape.NAMES),
        (Company("Acme", (("Acme",),)), ["Nordhafen"], Shape.OTHER_NAME),
    ],
)
def test_how_the_paths_of_a_file_begin_is_told_from_all_of_them(company, paths, shape):
    assert placed(company, *paths).shape is shape


def test_what_most_rows_begin_with_is_the_company_and_the_others_are_mistakes():
    found = placing({("Nordhafen", "North"): 7, ("Sudhafen", "South"): 3}, NEW)
    assert found.shape is Shape.COMPANY
    assert found.of(("Nordhafen", "West")) == (("Nordhafen", "West"),)
    assert found.of(("Sudhafen", "South")) == ()


def test_where_no_more_than_six_rows_of_ten_agree_there_is_no_top():
    assert placing({("Nordhafen", "North"): 6, ("Sudhafen", "South"): 4}, NEW).shape is Shape.BELOW


def test_a_path_without_the_company_leads_below_it():
    assert placed(NEW, "North/IT", "South").of(("North", "IT")) == (("Acme", "North", "IT"),)


def test_a_path_with_the_company_stays_even_where_others_leave_it_out():
    assert placed(NEW, "North", "South").of(("acme", "West")) == (("acme", "West"),)


def test_what_stands_above_the_company_is_taken_off():
    found = placed(ACME, "Holding/Acme/North")
    assert found.of(("Holding", "Acme", "North")) == (("Acme", "North"),)
    assert found.of(("HOLDING",)) == (("Acme",),)
    assert found.of(("Acme", "North")) == ()


def test_a_name_leads_to_the_team_that_has_it_wherever_it_stands():
    found = placed(ACME, "North", "IT")
    assert found.of(("north",)) == (("Acme", "North"),)
    assert found.of(("IT",)) == (("Acme", "North", "IT"), ("Acme", "South", "IT"))
    assert found.of(("West",)) == (("Acme", "West"),)


def test_a_file_without_people_has_no_top():
    assert placing({}, NEW).top == placing({}, ACME).top.replace("acme", "") == ""


def test_two_spellings_of_a_path_are_one():
    assert key(("ACME", "Straße")) == key(("acme", "STRASSE"))


@given(st.lists(st.lists(st.sampled_from("AbC"), min_size=1, max_size=3).map(tuple), min_size=1, max_size=8))
def test_a_path_of_a_file_leads_below_one_top_or_nowhere(paths):
    for company in (NEW, ACME):
        found = placing(dict.fromkeys(paths, 1), company)
        tops = {key(place)[0] for path in paths for place in found.of(path)}
        assert tops
        assert len(tops) == 1
