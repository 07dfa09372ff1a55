"""Strangers at the address where writers write back: every forgery is refused alike, and nothing is written."""

import pytest
from sqlalchemy import func, select

from pulse.ballots.wire import to_text
from pulse.base.transactions import walled
from pulse.threads import actions as threads
from pulse.threads.letters import MOST_WAITING, By, Letter, Said
from pulse.threads.models import Message
from tests._ground.replying import MEETINGS, SAID, Author, Scene, build
from tests.attacks._crowd import OPENS


@pytest.fixture(scope="module")
def migrated(migrated, databases, tmp_path_factory):
    """The company that wrote, instead of empty databases."""
    return build(databases, migrated, tmp_path_factory.mktemp("replies"))


@pytest.fixture
def scene(app, time_machine):
    time_machine.move_to(OPENS, tick=False)
    made = Scene()
    for words in (SAID, MEETINGS):
        threads.answer(made.comment(words), Letter(By.HR, Said.READ))
    threads.deliver()
    return made


def waiting() -> int:
    with walled() as connection:
        return connection.scalar(select(func.count()).select_from(Message).where(Message.place == 0))


def forgeries(scene):
    own, other = scene.omar.posted("It was me.", place=1), scene.mina.posted("It was me.")
    return {
        "write key of nobody": own | {"write": to_text(bytes(32))},
        "write key of another": own | {"write": other["write"]},
        "thread of another": own | {"thread": other["thread"]},
        "thread of nobody": Author().posted("hello"),
        "read key for the write key": own | {"write": to_text(scene.omar.chain(1).read)},
        "what the database holds": own | {"write": to_text(scene.omar.chain(1).kept.verifier)},
    }


def test_every_forgery_is_refused_with_the_same_words_and_nothing_is_written(scene, client):
    replies = {name: client.post("/replies", json=posted) for name, posted in forgeries(scene).items()}
    answers = {(reply.status_code, reply.get_data()) for reply in replies.values()}
    assert len(answers) == 1
    assert next(iter(answers))[0] == 403
    assert waiting() == 0
    assert client.post("/replies", json=scene.omar.posted("It was me.", place=1)).status_code == 204  # the control
    assert waiting() == 1


def test_words_sealed_for_another_thread_do_not_open_here(scene, client):
    own, other = scene.omar.posted("x", place=1), scene.mina.posted("y")
    assert client.post("/replies", json=own | {"sealed": other["sealed"]}).status_code == 422
    assert waiting() == 0


def test_what_was_posted_once_changes_nothing_the_second_time_before_and_after_it_went_out(scene, client):
    posted = scene.omar.posted("Once.", place=1)
    assert [client.post("/replies", json=posted).status_code for _ in range(3)] == [204] * 3
    assert waiting() == 1
    threads.deliver()
    assert client.post("/replies", json=posted).status_code == 204
    assert (waiting(), threads.deliver()) == (0, 0)
    assert [letter.text for letter in scene.omar.threads(client.get("/replies.bin").get_data())[0]] == ["", "Once."]


def test_a_flood_of_one_writer_stops_at_a_few_and_reaches_no_other_thread(scene, client):
    codes = [client.post("/replies", json=scene.omar.posted(f"{n}", place=1)).status_code for n in range(20)]
    assert codes == [204] * MOST_WAITING + [409] * (20 - MOST_WAITING)
    assert client.post("/replies", json=scene.mina.posted("still here")).status_code == 204


@pytest.mark.parametrize(
    "headers", [{"Cookie": "pulse=1"}, {"Authorization": "Bearer x"}, {"Cookie": "theme=dark", "X-Other": "1"}]
)
def test_whoever_says_who_they_are_is_refused_at_both_addresses(scene, app, headers):
    browser = app.test_client(use_cookies=False)
    posted = scene.omar.posted("It was me.", place=1)
    assert browser.post("/replies", json=posted, headers=headers).status_code == 400
    assert browser.get("/replies.bin", headers=headers).status_code == 400
    assert waiting() == 0
    assert browser.get("/replies.bin").status_code == 200


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"x" * 9000, b"[" * 4000 + b"]" * 4000, b'{"thread": {}}'])
def test_whatever_else_is_posted_is_refused(scene, client, body):
    assert 400 <= client.post("/replies", data=body, content_type="application/json").status_code < 500
    assert waiting() == 0
