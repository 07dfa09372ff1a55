"""Spellings on the wire: one per value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.ballots.wire import checked_name, from_text, to_text


@given(st.binary(max_size=100))
def test_bytes_come_back(data):
    text = to_text(data)
    assert from_text(text, len(data)) == data
    assert not set(text) & set("+/=")


@pytest.mark.parametrize("text", ["AA==", "AB", "A", "+w", "AAA", "A A", "Ä", "AA\n", ""])
def test_a_second_spelling_of_a_byte_is_refused(text):
    assert from_text("AA", 1) == b"\0"
    with pytest.raises(ValueError, match="base64url"):
        from_text(text, 1)


def test_a_name_keeps_to_its_alphabet():
    assert checked_name("aZ09_-") == "aZ09_-"
    for bad in ("", "a.b", "a b", "é", "x" * 33, "x\n"):
        with pytest.raises(ValueError, match="name"):
            checked_name(bad)
