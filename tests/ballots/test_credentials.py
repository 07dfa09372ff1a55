"""Credentials: the standard's vectors, forged replies, keys of one cohort only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.ballots import credentials
from pulse.ballots.credentials import (
    BadElement,
    BrokenCryptography,
    authentic,
    derive,
    evaluate,
    finalized,
    mac,
    message,
    self_check,
)
from pulse.ballots.voter import ForgedProof, begin, finish

SEED = bytes(range(32))
NONCE = b"n" * 32


def test_the_vectors_of_the_standard_hold():
    self_check()


@pytest.mark.parametrize("part", [0, 1, 2, 3])
def test_a_library_that_computes_something_else_stops_the_start(monkeypatch, part):
    wrong = list(credentials._VECTORS[0])
    wrong[part] = {0: "01", 1: credentials._VECTORS[1][1], 2: "00" * 32, 3: "00" * 64}[part]
    monkeypatch.setattr(credentials, "_VECTORS", (tuple(wrong), credentials._VECTORS[1]))
    with pytest.raises(BrokenCryptography):
        self_check()


def test_a_library_that_derives_another_key_stops_the_start(monkeypatch):
    monkeypatch.setattr(credentials, "_VECTOR_SEED", b"\xa4" * 32)
    with pytest.raises(BrokenCryptography, match="public key"):
        self_check()


def test_a_library_that_accepts_forged_proofs_stops_the_start(monkeypatch):
    class Trusting:
        def finalize(self, reply, key):
            return bytes.fromhex(credentials._VECTORS[0][3])

    class Library:
        @staticmethod
        def blind(given):
            return Trusting(), real.blind(given)[1]

    real = credentials.Client
    monkeypatch.setattr(credentials, "Client", Library)
    with pytest.raises(BrokenCryptography, match="forged"):
        self_check()


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_voter_and_server_arrive_at_the_same_credential(seed, nonce):
    keypair = derive(seed, "r1", "c1")
    pending = begin(nonce)
    element, proof = evaluate(keypair, pending.blinded)
    assert (len(element), len(proof)) == (32, 64)
    assert finish(pending, element, proof, keypair.public_key) == finalized(keypair, nonce)


def test_the_same_request_gets_the_same_element_again():
    keypair, pending = derive(SEED, "r1", "c1"), begin(NONCE)
    first, second = evaluate(keypair, pending.blinded), evaluate(keypair, pending.blinded)
    assert first[0] == second[0]


def test_a_request_shows_nothing_of_its_nonce():
    assert begin(NONCE).blinded != begin(NONCE).blinded


def test_rounds_and_cohorts_have_keys_of_their_own():
    keys = {derive(SEED, *names).public_key for names in (("r1", "c1"), ("r1", "c2"), ("r2", "c1"))}
    assert len(keys) == 3


@pytest.mark.parametrize("name", ["", "a|b", "a/b", "ä", "x" * 33, "a\n"])
def test_a_name_that_could_be_read_two_ways_has_no_key(name):
    with pytest.raises(ValueError, match="name"):
        derive(SEED, "r1", name)
    with pytest.raises(ValueError, match="name"):
        derive(SEED, name, "c1")


@pytest.mark.parametrize("changed", [0, 31, 32, 95])
def test_a_forged_reply_is_refused(changed):
    keypair, pending = derive(SEED, "r1", "c1"), begin(NONCE)
    element, proof = evaluate(keypair, pending.blinded)
    reply = bytearray(element + proof)
    reply[changed] ^= 1
    with pytest.raises(ForgedProof):
        finish(pending, bytes(reply[:32]), bytes(reply[32:]), keypair.public_key)


def test_a_key_that_is_not_in_the_manifest_is_refused():
    pending, promised = begin(NONCE), derive(SEED, "r1", "c1")
    element, proof = evaluate(derive(SEED, "r1", "for-omar-alone"), pending.blinded)
    with pytest.raises(ForgedProof):
        finish(pending, element, proof, promised.public_key)


def test_a_reply_of_another_size_is_refused():
    keypair, pending = derive(SEED, "r1", "c1"), begin(NONCE)
    element, proof = evaluate(keypair, pending.blinded)
    with pytest.raises(ForgedProof):
        finish(pending, element + b"\0", proof, keypair.public_key)


@pytest.mark.parametrize("bad", [b"", b"\0" * 32, b"\xff" * 32, b"\1" * 31, b"\2" * 33])
def test_bytes_that_are_no_element_are_refused(bad):
    with pytest.raises(BadElement):
        evaluate(derive(SEED, "r1", "c1"), bad)


def test_an_element_with_a_byte_behind_it_is_refused():
    with pytest.raises(BadElement):
        evaluate(derive(SEED, "r1", "c1"), begin(NONCE).blinded + b"\0")


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_nonce_has_32_bytes(size):
    with pytest.raises(ValueError, match="32 bytes"):
        message(b"n" * size)


def test_a_tag_holds_for_one_body_and_one_credential():
    secret = finalized(derive(SEED, "r1", "c1"), NONCE)
    other = finalized(derive(SEED, "r1", "c2"), NONCE)
    tag = mac(secret, b"body")
    assert authentic(secret, b"body", tag)
    assert not authentic(secret, b"bodY", tag)
    assert not authentic(other, b"body", tag)
    assert not authentic(secret, b"body", b"")


def test_a_key_pair_does_not_print_its_secret():
    assert "evaluator" not in repr(derive(SEED, "r1", "c1"))
