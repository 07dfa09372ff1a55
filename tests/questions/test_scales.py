"""Which answers count, and in which band."""

from pytest import mark, raises

from pulse.questions.scales import Scale, band, choices, is_valid


@mark.parametrize(
    ("scale", "bands"),
    [
        (Scale.AGREE5, {1: 2, 2: 2, 3: 1, 4: 0, 5: 0}),
        (Scale.ZERO_TO_TEN, {0: 2, 1: 2, 2: 2, 3: 2, 4: 2, 5: 2, 6: 2, 7: 1, 8: 1, 9: 0, 10: 0}),
        (Scale.KEPT, {1: 0, 2: 1, 3: 2, 4: None}),
    ],
)
def test_every_answer_has_its_band(scale, bands):
    assert {choice.value: band(scale, choice.value) for choice in choices(scale)} == bands


@mark.parametrize(
    ("scale", "bands"),
    [
        (Scale.AGREE5, {1: 0, 2: 0, 3: 1, 4: 2, 5: 2}),
        (Scale.ZERO_TO_TEN, {0: 0, 1: 0, 2: 1, 3: 1, 4: 2, 5: 2, 6: 2, 7: 2, 8: 2, 9: 2, 10: 2}),
        (Scale.KEPT, {1: 2, 2: 1, 3: 0, 4: None}),
    ],
)
def test_a_reverse_keyed_answer_is_turned_round_before_it_is_banded(scale, bands):
    assert {choice.value: band(scale, choice.value, reverse=True) for choice in choices(scale)} == bands


def test_a_text_has_no_band():
    assert band(Scale.TEXT, "Fewer sign-offs.") is None
    assert choices(Scale.TEXT) == ()


@mark.parametrize("scale", [Scale.AGREE5, Scale.ZERO_TO_TEN, Scale.KEPT])
@mark.parametrize("answer", [-1, 11, 6.5, 4.0, True, False, "4", None, [4], {}])
def test_what_is_not_on_the_scale_is_no_answer(scale, answer):
    assert not is_valid(scale, answer)
    with raises(ValueError, match="not an answer"):
        band(scale, answer)


@mark.parametrize(("scale", "outside"), [(Scale.AGREE5, 0), (Scale.AGREE5, 6), (Scale.KEPT, 0), (Scale.KEPT, 5)])
def test_a_number_just_beyond_the_scale_is_no_answer(scale, outside):
    assert not is_valid(scale, outside)


@mark.parametrize("text", ["", "  \n", "a\x00b", "\ud800", "x" * 2001, "ü" * 1001, 7, None])
def test_a_text_that_no_ballot_can_hold_is_no_answer(text):
    assert not is_valid(Scale.TEXT, text)


@mark.parametrize("text", ["x" * 2000, "ü" * 1000, "وقت أقل", "👍"])
def test_a_text_in_any_script_up_to_2000_bytes_is_an_answer(text):
    assert is_valid(Scale.TEXT, text)


def test_codes_of_a_scale_are_distinct():
    for scale in Scale:
        codes = [choice.code for choice in choices(scale)]
        assert len(set(codes)) == len(codes)
