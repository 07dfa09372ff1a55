"""Receipts and the chain: nothing that was published can be changed without being seen."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.ballots.receipts import ChainLink, first_break, nullifier, receipts_hash, row_hash, tables_hash

LINKS = [ChainLink(f"m{n}", f"t{n}", f"r{n}") for n in range(4)]
HASHES = st.lists(st.binary(min_size=32, max_size=32), unique=True, max_size=9)


def test_a_receipt_is_the_hash_of_its_nonce():
    assert nullifier(b"n" * 32) == hashlib.sha256(b"nullifier" + b"n" * 32).digest()


@given(HASHES, st.randoms())
def test_the_order_of_publication_says_nothing(several, random):
    shuffled = random.sample(several, len(several))
    assert receipts_hash(shuffled) == receipts_hash(several)
    assert tables_hash(shuffled) == tables_hash(several)


@given(HASHES.filter(bool))
def test_a_receipt_that_was_taken_away_shows(several):
    assert receipts_hash(several[1:]) != receipts_hash(several)


def test_a_row_has_another_hash_with_another_salt_or_number():
    first = row_hash(b"s" * 16, '{"n":7}')
    assert first != row_hash(b"t" * 16, '{"n":7}')
    assert first != row_hash(b"s" * 16, '{"n":8}')


def test_a_row_without_salt_is_not_hashed():
    with pytest.raises(ValueError, match="salt"):
        row_hash(b"", '{"n":7}')


def test_a_whole_chain_is_unbroken():
    assert first_break(LINKS, [None, *LINKS[:-1]]) is None
    assert first_break([], []) is None


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_round_that_was_changed_afterwards_breaks_the_chain(at):
    changed = [*LINKS]
    changed[at - 1] = ChainLink("m", "changed", "r")
    assert first_break(changed, [None, *LINKS[:-1]]) == at


def test_a_round_that_was_left_out_breaks_the_chain():
    assert first_break([LINKS[0], LINKS[2]], [None, LINKS[1]]) == 1


def test_a_chain_starts_with_a_round_that_has_nothing_before_it():
    assert first_break([LINKS[0]], [LINKS[3]]) == 0
