"""Which language tags exist, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.base.tongues import OWN_NAMES
from pulse.people.languages import ISO_639_1, NAMES, language


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("EN", "en"),
        ("pt_br", "pt-BR"),
        ("de_DE", "de-DE"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("sr-latn", "sr-Latn"),
        ("es-419", "es-419"),
        ("de.AT", "de-AT"),
        ("German", "de"),
        ("FRANÇAIS", "fr"),
        ("日本語", "ja"),
        ("gv", "gv"),
    ],
)
def test_a_language_is_written_as_the_standard_writes_it(text, tag):
    assert language(text) == tag


@pytest.mark.parametrize("text", ["", "xx", "e", "engl", "en-", "en-G", "en-GB-x", "de_DE.UTF-8", "en\n", "１２"])
def test_what_is_no_language_is_none(text):
    assert language(text) is None


def test_every_language_pulse_speaks_is_known_by_its_own_name_and_by_its_code():
    assert {code: language(name) for code, name in OWN_NAMES.items()} == {code: code for code in OWN_NAMES}
    assert [language(code) for code in OWN_NAMES] == list(OWN_NAMES)


def test_every_name_leads_to_a_language_that_exists():
    assert set(NAMES.values()) <= ISO_639_1


@given(
    st.sampled_from(sorted(ISO_639_1)), st.sampled_from(["", "Latn", "cyrl"]), st.sampled_from(["", "de", "US", "419"])
)
def test_a_tag_that_was_read_is_read_again_as_itself(code, script, region):
    tag = language("_".join(part for part in (code, script, region) if part))
    assert language(tag) == tag
