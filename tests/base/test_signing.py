"""Tokens and public ids."""

from pulse.base.signing import digest, new_token, new_uid


def test_tokens_are_long_and_never_the_same():
    assert len({new_token() for _ in range(100)}) == 100
    assert len(new_token()) == 43


def test_a_digest_does_not_hold_its_token():
    token = new_token()
    assert token not in digest(token)
    assert digest(token) == digest(token)


def test_public_ids_have_sixteen_signs():
    assert len(new_uid()) == 16
