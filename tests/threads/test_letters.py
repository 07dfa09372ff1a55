"""Letters of one size, and the file in which nobody knows which belong together."""

import itertools
import secrets
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.ballots.envelopes import clean
from pulse.threads import letters
from pulse.threads.letters import (
    ENTRY_SIZE,
    LARGEST,
    LONGEST,
    SEALED_SIZE,
    By,
    Letter,
    Said,
    Unreadable,
    file,
    links,
    name,
    opened,
    plain,
    seal,
    tag,
)

KEY, THREAD = bytes(range(32)), bytes(range(16))
TEXT = Letter(By.LEAD, Said.TEXT, "We order on Fridays now.", "Support", "The stock list is wrong")

fits = st.text(max_size=LONGEST).map(plain).filter(lambda words: len(words.encode()) <= LARGEST // 2)


@given(fits, st.text(max_size=300), st.text(max_size=300), st.sampled_from(By), st.sampled_from(Said))
def test_what_is_sealed_opens_again_and_has_one_size(text, team, about, by, said):
    sealed = seal(KEY, THREAD, Letter(by, said, text, clean(team), clean(about)))
    assert len(sealed) == SEALED_SIZE
    read = opened(KEY, THREAD, sealed)
    assert (read.by, read.said, read.text) == (by, said, text)
    assert len(read.team.encode()) <= 120
    assert len(read.about.encode()) <= 160


@pytest.mark.parametrize("words", ["x" * LONGEST, "ض" * LONGEST, "漢" * (LARGEST // 3)])
def test_the_longest_text_finds_room_beside_the_longest_names(words):
    letter = Letter(By.LEAD, Said.TEXT, words, "漢" * 200, "漢" * 200)
    assert opened(KEY, THREAD, seal(KEY, THREAD, letter)).text == words


@pytest.mark.parametrize("words", ["x" * (LONGEST + 1), "漢" * (LARGEST // 3 + 1), '"' * 1400, "\n" * 1999])
def test_a_longer_text_is_refused_and_never_cut(words):
    with pytest.raises(ValueError, match="too long"):
        seal(KEY, THREAD, Letter(By.HR, Said.TEXT, words))


@pytest.mark.parametrize(
    ("key", "thread", "change"),
    [(bytes(32), THREAD, 0), (KEY, bytes(16), 0), (KEY, THREAD, 1)],
)
def test_another_key_another_thread_and_another_byte_open_nothing(key, thread, change):
    sealed = bytearray(seal(KEY, THREAD, TEXT))
    sealed[40] ^= change
    with pytest.raises(Unreadable):
        opened(key, thread, bytes(sealed))
    assert opened(KEY, THREAD, seal(KEY, THREAD, TEXT)) == TEXT


@pytest.mark.parametrize(
    "said",
    [b"[]", b"{}", b'{"v":1,"by":"boss","said":"text","text":"","team":"","about":""}', b"\xff", b"[" * 2000,
     b'{"v":2,"by":"hr","said":"text","text":"","team":"","about":""}',
     b'{"v":1,"by":"hr","said":"text","text":7,"team":"","about":""}'],
)  # fmt: skip
def test_what_no_page_of_ours_seals_is_unreadable(monkeypatch, said):
    monkeypatch.setattr(letters, "pack", lambda _letter: said.ljust(letters.TEXT_SIZE))
    with pytest.raises(Unreadable):
        opened(KEY, THREAD, seal(KEY, THREAD, TEXT))


@pytest.mark.parametrize(
    "words",
    [
        "see https://evil.example/x7",
        "www.evil.example",
        "evil.example/7",
        "a1.b2.example",
        "bit.ly/x",
        "go to acme.com",
    ],
)
def test_an_address_is_seen(words):
    assert links(words)


@pytest.mark.parametrize(
    "words",
    ["e.g. the rota", "z.B. am Montag", "It costs 3.50", "Thanks.Really", "5.30pm", "We will and/or we may", "i.d.R."],
)
def test_an_ordinary_sentence_is_no_address(words):
    assert not links(words)


def test_what_would_turn_a_page_round_is_taken_out():
    assert plain(" a\u202eb\u2066c\x00\r\nd ") == "abc\nd"


def test_the_file_has_entries_of_one_size_in_an_order_that_tells_nothing_of_threads_or_places():
    threads = [secrets.token_bytes(16) for _ in range(30)]
    messages = [(thread, place, seal(KEY, thread, TEXT)) for thread in threads for place in (1, 2, 3)]
    made = file(messages)
    assert made == file(Random(1).sample(messages, len(messages)))
    entries = [made[at : at + ENTRY_SIZE] for at in range(0, len(made), ENTRY_SIZE)]
    assert len(entries) == 90
    assert not any(thread in made for thread in threads)
    where = {tag(thread, place): (thread, place) for thread, place, _sealed in messages}
    order = [where[entry[:16]] for entry in entries]
    assert sum(a[0] == b[0] for a, b in itertools.pairwise(order)) < 12  # by chance 2 of 89
    assert 20 < sum(a[1] <= b[1] for a, b in itertools.pairwise(order)) < 80  # by chance 59


def test_a_message_is_called_by_what_it_is():
    one = seal(KEY, THREAD, TEXT)
    assert name(one) == name(bytes(one))
    assert name(one) != name(seal(KEY, THREAD, TEXT))
