"""What a question of HR's own must be."""

import pytest

from pulse.questions.offers import Draft, OfferFault, faults, on_one_line


@pytest.mark.parametrize(
    ("dimension", "scale", "texts", "wrong"),
    [
        ("trust", "agree5", {"en": "We listen."}, ()),
        ("open", "text", {"de": "Was fehlt?", "en": ""}, ()),
        ("trust", "agree5", {"en": "  "}, (OfferFault.EMPTY,)),
        ("trust", "agree5", {"en": "x" * 301}, (OfferFault.TOO_LONG,)),
        ("mood", "agree5", {"en": "We listen."}, (OfferFault.DIMENSION,)),
        ("trust", "kept", {"en": "We listen."}, (OfferFault.SCALE,)),
        ("trust", "text", {"en": "Why?"}, (OfferFault.TEXT_IS_OPEN,)),
        ("open", "0-10", {"en": "Why?"}, (OfferFault.OPEN_IS_TEXT,)),
        ("service", "agree5", {"en": "{team} helps."}, (OfferFault.BRACES,)),
    ],
)
def test_each_fault_of_a_question_is_found(dimension, scale, texts, wrong):
    assert faults(Draft(dimension, scale, texts)) == wrong


def test_a_wording_stands_on_one_line_without_control_characters():
    assert on_one_line(" We\r\nlisten\x00 well.\ud800 ") == "We listen well."
    assert on_one_line("می‌خواهم") == "می‌خواهم"
