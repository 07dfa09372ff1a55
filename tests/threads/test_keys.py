"""Each text of a ballot has keys of its own, every text has some, and no two threads share one."""

from dataclasses import dataclass, field

import pytest

from pulse.ballots.wire import to_text
from pulse.tallies.threads import MOST_TEXTS, Chain, Keys, keys_of, unique, verifier

SECRET = bytes(range(32))
CODE = to_text(SECRET)


@dataclass(frozen=True)
class Piece:
    words: str
    keys: Keys | None = field(default=None)


def test_two_texts_of_one_ballot_share_no_byte_string():
    found = keys_of(CODE, ["O1", "comment"])
    parts = [part for keys in found.values() for part in (keys.id, keys.verifier, keys.read)]
    assert len(set(parts)) == 6
    assert found["O1"] == Chain.of(SECRET, 0).kept
    assert found["comment"] == Chain.of(SECRET, 1).kept


def test_what_is_kept_does_not_give_the_write_key_away():
    chain = Chain.of(SECRET, 0)
    assert chain.kept.verifier == verifier(chain.write)
    assert chain.write not in (chain.kept.id, chain.kept.verifier, chain.kept.read)


@pytest.mark.parametrize("reply", ["", CODE[:-1], CODE + "A", CODE[:-1] + "9", "r" * 43, "." * 43])
def test_what_is_no_secret_gives_no_keys(reply):
    assert keys_of(reply, ["comment"]) == {}


def test_more_texts_than_a_browser_looks_for_get_keys_that_nobody_has():
    assert len(keys_of(CODE, [f"X{n}" for n in range(MOST_TEXTS + 5)])) == MOST_TEXTS


def test_every_text_has_a_thread_so_that_those_without_a_secret_look_like_all_others():
    mine = Chain.of(SECRET, 0).kept
    found = unique([Piece("a", mine), Piece("b"), Piece("c")], [])
    assert {text.words for text, _keys in found} == {"a", "b", "c"}
    assert len({keys.id for _text, keys in found}) == 3
    assert [keys.id for _text, keys in found] == sorted(keys.id for _text, keys in found)
    assert {text.words: keys for text, keys in found}["a"] == mine


@pytest.mark.parametrize(("texts", "taken"), [(("a", "b"), ()), (("a",), (Chain.of(SECRET, 0).kept.id,))])
def test_keys_that_another_text_has_already_are_not_given_again(texts, taken):
    mine = Chain.of(SECRET, 0).kept
    found = unique([Piece(words, mine) for words in texts], taken)
    ids = [keys.id for _text, keys in found]
    assert len(set(ids) | set(taken)) == len(texts) + len(taken)
