"""The clamp: nearly everybody gave the same answer, and that is all that is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.tallies.clamp import Band, clamp, members_of, stand_in

BANDS = st.tuples(*[st.integers(0, 12)] * 3).filter(lambda bands: sum(bands) >= 5)


@pytest.mark.parametrize(
    ("bands", "class_of"),
    [
        ((5, 0, 0), Band.FAVOURABLE),
        ((4, 0, 1), Band.FAVOURABLE),
        ((3, 1, 1), Band.FAVOURABLE),
        ((2, 6, 0), Band.NEUTRAL),
        ((1, 0, 9), Band.UNFAVOURABLE),
        ((3, 3, 0), None),
        ((7, 2, 1), None),
        ((2, 2, 1), None),
    ],
)
def test_two_or_fewer_astray_are_hidden(bands, class_of):
    assert clamp(bands) is class_of


@pytest.mark.parametrize("bands", [(4, 0, 0), (0, 0, 0), (7, -1, 0)])
def test_what_is_no_cell_is_refused(bands):
    with pytest.raises(ValueError, match="five answers"):
        clamp(bands)


@given(BANDS)
def test_a_class_holds_exactly_what_is_clamped_to_it(bands):
    band = clamp(bands)
    for other in Band:
        assert (bands in members_of(sum(bands), other)) == (other is band)


@given(BANDS)
def test_good_and_bad_news_are_treated_alike(bands):
    band = clamp(bands)
    assert clamp(bands[::-1]) == (None if band is None else Band(2 - band))


@pytest.mark.parametrize("band", Band)
def test_the_stand_in_is_the_middle_of_its_class(band):
    assert sum(stand_in(8, band)) == 8
    assert stand_in(8, band)[band] == 7
    assert {bands[band] for bands in members_of(8, band)} == {6, 7, 8}
    assert len(members_of(8, band)) == 6
