"""Envelopes: one size for every text, strict reading, nothing opens that was touched."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.ballots import envelopes
from pulse.ballots.envelopes import (
    BODY_SIZE,
    TEXT_SIZE,
    WORDS_LIMIT,
    BallotText,
    TooLong,
    Unreadable,
    clean,
    lock,
    new_seal,
    open_body,
    pack,
    public_seal,
    seal_body,
    unlock,
    unpack,
)

PRIVATE, PUBLIC = new_seal()
BOX_KEY = b"k" * 32
NAME = st.from_regex(r"[A-Za-z0-9._:@-]{1,12}", fullmatch=True)
TEXTS = st.builds(
    BallotText,
    cohort=st.from_regex(r"[A-Za-z0-9_-]{1,32}", fullmatch=True),
    answers=st.dictionaries(NAME, st.none() | st.integers(0, 100), max_size=20),
    texts=st.dictionaries(NAME, st.text(max_size=100), max_size=4),
    reply=st.from_regex(r"[A-Za-z0-9._-]{0,128}", fullmatch=True),
)
PLAIN = BallotText("c1", {"T1": 4, "R2": None}, {"comment": "Gut so.\n“Danke”"})


def changed(**parts):
    """A packed ballot with parts of its JSON replaced."""
    said = json.loads(pack(PLAIN)) | parts
    return json.dumps(said, separators=(",", ":")).encode().ljust(TEXT_SIZE)


@given(TEXTS)
def test_what_is_packed_is_read_again_from_one_size(text):
    data = pack(text)
    assert len(data) == TEXT_SIZE
    read = unpack(data)
    assert (read.cohort, read.answers, read.reply) == (text.cohort, text.answers, text.reply)
    assert read.texts == {question: clean(words) for question, words in text.texts.items()}


@given(st.text())
def test_cleaning_twice_changes_nothing(words):
    assert clean(clean(words)) == clean(words)


def test_half_a_character_is_mended_as_browsers_do():
    assert clean("a\ud83db\ud83d") == "a\ufffdb\ufffd"
    assert clean("\ud83d\ude00") == "😀"


def test_line_ends_become_one_kind_and_controls_go():
    assert clean("a\r\nb\rc\x00\x1b[1m\td") == "a\nb\nc[1md"


@pytest.mark.parametrize("letter", ["a", '"', "\\", "\n", "é", "漢", "😀"])
def test_every_letter_may_fill_all_the_room(letter):
    full = letter * (WORDS_LIMIT // len(letter.encode()))
    answers = {f"T{number}": 5 for number in range(60)}
    sealed = seal_body(PUBLIC, pack(BallotText("c" * 12, answers, {"comment": full})))
    assert len(sealed) == BODY_SIZE
    assert unpack(open_body(PRIVATE, sealed)).texts == {"comment": full}


def test_texts_share_their_room():
    half = "x" * (WORDS_LIMIT // 2)
    pack(BallotText("c1", {}, {"O1": half, "comment": half}))
    with pytest.raises(TooLong):
        pack(BallotText("c1", {}, {"O1": half, "comment": half + "x"}))


def test_answers_that_leave_no_room_for_reply_keys_are_too_many():
    with pytest.raises(TooLong):
        pack(BallotText("c1", {f"question-number-{number}": 5 for number in range(200)}))


def test_room_for_reply_keys_is_kept_whether_used_or_not():
    answers = {}
    while True:
        answers[f"q{len(answers)}"] = 1
        try:
            pack(BallotText("c1", answers))
        except TooLong:
            answers.popitem()
            break
    assert len(pack(BallotText("c1", answers, {}, "r" * 128))) == TEXT_SIZE


def test_a_ballot_changed_in_nothing_is_still_read():
    assert unpack(changed()) == PLAIN  # the control of the list below


def test_two_ballots_that_say_the_same_look_different():
    assert pack(PLAIN) != pack(PLAIN)


@pytest.mark.parametrize(
    "text",
    [
        BallotText("c|1"),
        BallotText("c1", {"T 1": 3}),
        BallotText("c1", {"T1": 101}),
        BallotText("c1", {"T1": -1}),
        BallotText("c1", {"T1": True}),
        BallotText("c1", {"T1": 2.5}),
        BallotText("c1", {}, {"": "x"}),
        BallotText("c1", {}, {}, "r" * 129),
    ],
)
def test_what_no_ballot_says_is_not_packed(text):
    with pytest.raises(ValueError):  # noqa: PT011 -- any of several sentences
        pack(text)


@pytest.mark.parametrize("reply", ["r" * 129, "<b>", "\n", '"'])
def test_a_secret_no_browser_of_ours_writes_is_none_and_the_answers_count(reply):
    assert unpack(changed(reply=reply)) == unpack(changed(reply=""))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" " * TEXT_SIZE,
        pack(PLAIN)[:-1],
        pack(PLAIN) + b" ",
        b"[" * TEXT_SIZE,
        b"\xff" * TEXT_SIZE,
        pack(PLAIN)[:-1] + b"\n",
        b"[]".ljust(TEXT_SIZE),
        json.dumps(json.loads(pack(PLAIN))).encode().ljust(TEXT_SIZE),
        pack(PLAIN).replace(b"null", b"-0").ljust(TEXT_SIZE),
        changed(v=2),
        changed(v=True),
        changed(cohort=1),
        changed(cohort="c|1"),
        changed(answers=[]),
        changed(answers={"T1": 2.0}),
        changed(answers={"T1": float("nan")}),
        changed(answers={"T1": "4"}),
        changed(answers={"T1": False}),
        changed(answers={"T1": 101}),
        changed(answers={"T1 ": 1}),
        changed(texts={"O1": 1}),
        changed(texts={"O1": "="}),
        changed(texts={"O1": envelopes.to_text(b"\xff")}),
        changed(texts={"O1": envelopes.to_text(b"a\x00")}),
        changed(texts={"O1": envelopes.to_text(b"x" * (WORDS_LIMIT + 1))}),
        changed(reply=1),
        changed(salt=""),
        changed(more=1),
        pack(PLAIN).replace(b'"T1":4', b'"R2":4'),
    ],
)
def test_what_no_browser_of_ours_writes_is_unreadable(data):
    with pytest.raises(Unreadable):
        unpack(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_unreadable(data):
    with pytest.raises(Unreadable):
        unpack(data.ljust(TEXT_SIZE))


@pytest.mark.parametrize("at", [0, 31, 32, 2000, BODY_SIZE - 1])
def test_a_body_that_was_touched_is_unreadable(at):
    body = bytearray(seal_body(PUBLIC, pack(PLAIN)))
    body[at] ^= 1
    with pytest.raises(Unreadable):
        open_body(PRIVATE, bytes(body))


@pytest.mark.parametrize("body", [b"", b"x" * 31, b"\0" * BODY_SIZE])
def test_a_body_that_is_none_is_unreadable(body):
    with pytest.raises(Unreadable):
        open_body(PRIVATE, body)


def test_a_body_for_another_round_is_unreadable():
    with pytest.raises(Unreadable):
        open_body(new_seal()[0], seal_body(PUBLIC, pack(PLAIN)))


def test_the_public_half_follows_from_the_private_one():
    assert public_seal(PRIVATE) == PUBLIC


@given(TEXTS, st.binary(min_size=32, max_size=32))
def test_what_is_locked_comes_out_again_from_one_size(text, nullifier):
    body = seal_body(PUBLIC, pack(text))
    box = lock(BOX_KEY, nullifier, text.cohort, body)
    assert len(box) == envelopes._BOX_SIZE
    assert unlock(BOX_KEY, nullifier, box) == (text.cohort, body)


def test_a_box_opens_under_its_own_nullifier_and_key_only():
    box = lock(BOX_KEY, b"n" * 32, "c1", b"b" * BODY_SIZE)
    for key, nullifier, found in (
        (BOX_KEY, b"m" * 32, box),
        (b"l" * 32, b"n" * 32, box),
        (BOX_KEY, b"n" * 32, box[:-1]),
        (BOX_KEY, b"n" * 32, box[:-1] + bytes([box[-1] ^ 1])),
    ):
        with pytest.raises(Unreadable):
            unlock(key, nullifier, found)


def test_only_bodies_of_the_one_size_are_locked():
    with pytest.raises(ValueError, match="bytes"):
        lock(BOX_KEY, b"n" * 32, "c1", b"short")


def test_the_same_body_is_never_stored_twice_alike():
    assert lock(BOX_KEY, b"n" * 32, "c1", b"b" * BODY_SIZE) != lock(BOX_KEY, b"n" * 32, "c1", b"b" * BODY_SIZE)
