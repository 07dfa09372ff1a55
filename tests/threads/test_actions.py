"""Threads on a real database: made at the seal, written to, carried once, closed."""

import pytest
from sqlalchemy import func, select

from pulse.base.errors import Conflict, Forbidden, Gone, Refusal
from pulse.base.transactions import walled
from pulse.tallies import queries as tables
from pulse.tallies.actions import read_back
from pulse.tallies.models import Comment, Thread
from pulse.threads import actions, queries
from pulse.threads.letters import MOST_WAITING, By, Letter, Said
from pulse.threads.models import Message
from pulse.threads.shown_threads import ThreadTurn
from tests._ground.replying import BLOCKED, MEETINGS, NOTHING, SAID, Author, fetch

READ = Letter(By.HR, Said.READ, about=SAID)
TEXT = Letter(By.LEAD, Said.TEXT, "We order on Fridays now.", "Support")


def rows(model) -> int:
    with walled() as connection:
        return connection.scalar(select(func.count()).select_from(model))


def answered(scene, words=SAID, letter=TEXT) -> str:
    comment = scene.comment(words)
    actions.answer(comment, letter)
    actions.deliver()
    return comment


def test_every_comment_of_a_sealed_round_has_a_thread_and_the_tables_are_what_was_hashed(scene):
    assert tables.facts(scene.round.uid).unreadable == 0
    assert rows(Comment) == rows(Thread) == 4
    assert tables.differences(scene.round.uid) == ()
    actions.close([scene.round.uid])
    read_back(scene.round.uid)
    assert rows(Thread) == 0
    assert rows(Comment) == 4


def test_an_answer_reaches_its_writer_with_the_next_delivery_and_nobody_else(scene, client):
    comment = scene.comment(SAID)
    actions.answer(comment, TEXT)
    assert fetch(client) == b""
    assert queries.exchanges([comment])[comment].waiting == 1
    assert actions.deliver() == 1
    assert actions.deliver() == 0
    assert scene.omar.threads(fetch(client)) == [[TEXT]]
    assert scene.mina.threads(fetch(client)) == Author().threads(fetch(client)) == []
    assert queries.exchanges([comment])[comment].standing is ThreadTurn.ANSWERED


def test_each_text_of_a_ballot_is_answered_by_itself(scene, client):
    answered(scene, BLOCKED, TEXT)
    answered(scene, SAID, READ)
    assert sorted(len(letters) for letters in scene.omar.threads(fetch(client))) == [1, 1]


def test_a_comment_without_a_secret_can_be_answered_like_any_other(scene, client):
    comment = answered(scene, NOTHING)
    assert queries.exchanges([comment])[comment].standing is ThreadTurn.ANSWERED
    assert len(fetch(client)) > 0


def test_its_writer_writes_back_and_is_read_the_day_after(scene, client):
    comment = answered(scene)
    posted = scene.omar.posted("Friday is too late.", place=1)
    assert client.post("/replies", json=posted).status_code == 204
    assert queries.exchanges([comment])[comment].standing is ThreadTurn.ANSWERED
    actions.deliver()
    exchange = queries.exchanges([comment])[comment]
    assert exchange.standing is ThreadTurn.WROTE_BACK
    assert [note.letter.text for note in exchange.notes] == [TEXT.text, "Friday is too late."]
    assert [letter.text for letter in scene.omar.threads(fetch(client))[0]] == [TEXT.text, "Friday is too late."]
    actions.write(scene.omar.posted(place=1))
    actions.deliver()
    assert queries.exchanges([comment])[comment].standing is ThreadTurn.THANKED
    actions.answer(comment, READ)
    assert queries.exchanges([comment])[comment].standing is ThreadTurn.ANSWERED


def test_of_one_night_the_answers_stand_before_what_its_writer_says(scene):
    comment = answered(scene)
    actions.write(scene.omar.posted("one", place=1))
    actions.answer(comment, READ)
    actions.deliver()
    assert [note.letter.said for note in queries.exchanges([comment])[comment].notes] == [
        Said.TEXT,
        Said.READ,
        Said.TEXT,
    ]


def test_pressed_twice_is_answered_once_and_some_may_wait_but_not_more(scene):
    comment = scene.comment(SAID)
    for _ in range(2):
        actions.answer(comment, READ)
    for number in range(MOST_WAITING - 1):
        actions.answer(comment, Letter(By.HR, Said.TEXT, f"answer {number}"))
    with pytest.raises(Conflict):
        actions.answer(comment, TEXT)
    assert actions.deliver() == MOST_WAITING
    actions.answer(comment, TEXT)


def test_a_writer_may_let_some_wait_but_not_more(scene):
    answered(scene)
    posted = [scene.omar.posted(f"word {number}", place=1) for number in range(MOST_WAITING)]
    for each in posted:
        actions.write(each)
    with pytest.raises(Conflict, match="waiting"):
        actions.write(scene.omar.posted("one more", place=1))
    actions.write(posted[0])  # the same again is no further one
    assert actions.deliver() == MOST_WAITING


def test_nobody_writes_below_a_comment_that_was_not_answered(scene):
    actions.answer(scene.comment(MEETINGS), READ)  # waits: its writer cannot know of it
    for author in (scene.mina, scene.omar):
        with pytest.raises(Conflict, match="unanswered"):
            actions.write(author.posted("hello"))


def test_after_the_end_keys_and_replies_are_gone_and_nothing_can_be_written(scene, client):
    comment = answered(scene)
    assert actions.close([scene.round.uid]) == 4
    assert (rows(Thread), rows(Message), fetch(client)) == (0, 0, b"")
    with pytest.raises(Gone):
        actions.answer(comment, READ)
    with pytest.raises(Forbidden):
        actions.write(scene.omar.posted("late", place=1))
    assert queries.exchanges([comment]) == {}


@pytest.mark.parametrize(
    "change",
    [{"sealed": "AAAA"}, {"thread": None}, {"write": 7}, {"sealed": ["x"]}, {"sealed": "A" * 3451}, {"thread": ""}],
)
def test_what_no_browser_of_ours_posts_is_refused(scene, change):
    answered(scene)
    with pytest.raises(Refusal):
        actions.write(scene.omar.posted("hello", place=1) | change)
    assert rows(Message) == 1


@pytest.mark.parametrize(
    "letter",
    [READ, Letter(By.HR, Said.TEXT, "Yes."), Letter(By.AUTHOR, Said.READ), Letter(By.AUTHOR, Said.THANKS, "and more")],
)
def test_its_writer_cannot_speak_in_the_name_of_others(scene, letter, monkeypatch):
    answered(scene)
    monkeypatch.setattr("tests._ground.replying.Letter", lambda *_said: letter)
    posted = scene.omar.posted("x", place=1)
    with pytest.raises(Refusal):
        actions.write(posted)
