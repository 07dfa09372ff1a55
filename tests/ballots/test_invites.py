"""Invitations: genuine ones name their seat, nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.ballots.invites import BadInvite, invite, read_invite, round_of, slot_of

KEY = b"i" * 32


@given(st.integers(0, 2**63 - 1))
def test_a_genuine_invitation_names_its_round_and_seat(seat):
    token = invite(KEY, "r1", seat)
    assert round_of(token) == "r1"
    assert read_invite(KEY, "r1", token) == seat


def test_the_same_seat_gets_the_same_invitation_again():
    assert invite(KEY, "r1", 7) == invite(KEY, "r1", 7)


def test_an_invitation_of_another_key_or_round_is_refused():
    token = invite(KEY, "r1", 7)
    for key, round_uid, shown in (
        (b"j" * 32, "r1", token),
        (KEY, "r2", token),
        (KEY, "r2", token.replace("r1.", "r2.")),
        (KEY, "r1", token.replace("r1.", "r2.")),
        (KEY, "r1", token[:-1] + ("A" if token[-1] != "A" else "B")),
    ):
        with pytest.raises(BadInvite):
            read_invite(key, round_uid, shown)


@given(st.text(max_size=80))
def test_any_text_is_refused(text):
    with pytest.raises(BadInvite):
        read_invite(KEY, "r1", text)


def test_a_device_keeps_each_invitation_under_a_name_of_its_own_that_does_not_hold_it():
    tokens = [invite(KEY, uid, person) for uid in ("r1", "r2") for person in (7, 8)]
    slots = {slot_of(token) for token in tokens}
    assert len(slots) == 4
    assert slots == {slot_of(token) for token in tokens}
    assert not any(token.partition(".")[2][:8] in slot for token in tokens for slot in slots)
