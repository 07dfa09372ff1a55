"""What an onlooker sees of replies: one file for all that changes once a night, and no word in any log."""

import io
from datetime import timedelta

import pytest

from pulse.base import logs
from pulse.conversations import jobs
from pulse.threads import actions as threads
from pulse.threads import letters
from pulse.threads.letters import ENTRY_SIZE, TAG_SIZE, By, Letter, Said
from tests._ground.replying import SAID, fetch
from tests.attacks._crowd import OPENS
from tests.attacks._replies import WRITERS, Written, build
from tests.attacks._storage import right_links, tau

NIGHT = OPENS + timedelta(days=7)


@pytest.fixture(scope="module")
def migrated(migrated, databases, tmp_path_factory):
    """The company that wrote, instead of empty databases."""
    return build(databases, migrated, tmp_path_factory.mktemp("replies"))


@pytest.fixture
def answered(app, time_machine):
    time_machine.move_to(OPENS, tick=False)
    jobs.carry(NIGHT)
    return Written()


def entries(file: bytes) -> list[bytes]:
    return [file[at : at + ENTRY_SIZE] for at in range(0, len(file), ENTRY_SIZE)]


def test_the_file_changes_with_the_nightly_delivery_alone(answered, client):
    before = fetch(client)
    for hour, person_id in enumerate(answered.ids[:12]):
        assert client.post("/replies", json=answered.authors[person_id].posted("yes", place=1)).status_code == 204
        threads.answer(answered.comments[person_id], Letter(By.HR, Said.LOOKING))
        jobs.carry(NIGHT + timedelta(hours=hour))
        assert fetch(client) == before
    assert jobs.carry(NIGHT + timedelta(days=1)) == 24
    assert len(entries(fetch(client))) == WRITERS + 24


def test_the_order_of_entries_tells_nothing_of_who_wrote_when(answered, client):
    known = set(entries(fetch(client)))
    for person_id in answered.ids:
        client.post("/replies", json=answered.authors[person_id].posted(f"{person_id}", place=1))
    jobs.carry(NIGHT + timedelta(days=1))
    new = [entry for entry in entries(fetch(client)) if entry not in known]
    whose = {letters.tag(author.chain(1).id, 2): person_id for person_id, author in answered.authors.items()}
    order = [whose[entry[:TAG_SIZE]] for entry in new]
    assert len(order) == WRITERS
    assert abs(tau(order, answered.ids)) < 0.55  # five deviations
    assert right_links(order, answered.ids) < 10


def grouped(file: bytes) -> int:
    """Return how many entries an onlooker puts together with another: those whose names are alike."""
    names = [entry[:TAG_SIZE] for entry in entries(file)]
    return sum(names.count(one) > 1 for one in names)


def test_nobody_sees_which_entries_belong_to_one_conversation(answered, client, monkeypatch):
    for person_id in answered.ids:
        client.post("/replies", json=answered.authors[person_id].posted("yes", place=1))
    jobs.carry(NIGHT + timedelta(days=1))
    file = fetch(client)
    assert grouped(file) == 0
    assert not any(author.chain(1).id in file or author.code.encode() in file for author in answered.authors.values())
    assert len({len(entry) for entry in entries(file)}) == 1
    monkeypatch.setattr(letters, "tag", lambda thread, _place: thread)  # were entries named after their threads
    assert grouped(fetch(client)) == 2 * WRITERS


def test_it_is_one_file_for_all_with_nothing_that_marks_who_fetched_it(answered, client, app):
    first, second = client.get("/replies.bin"), app.test_client().get("/replies.bin?for=me")
    assert first.get_data() == second.get_data()
    for reply in (first, second):
        assert reply.headers["Cache-Control"] == "no-store"
        assert not {"Set-Cookie", "ETag", "Last-Modified", "Content-Disposition"} & set(reply.headers.keys())


def heard(answered, client) -> str:
    """Return what the server logs while replies are fetched, written, written wrongly and delivered."""
    stream = io.StringIO()
    logs.configure(stream=stream)
    author = answered.authors[answered.ids[0]]
    client.get("/replies", headers={"User-Agent": "Xylophon"}, environ_base={"REMOTE_ADDR": "203.0.113.77"})
    fetch(client)
    client.post(
        "/replies", json=author.posted("The north gate.", place=1), environ_base={"REMOTE_ADDR": "203.0.113.77"}
    )
    client.post("/replies", json=author.posted("The north gate.", place=1) | {"write": "x"})
    client.post("/replies", data=b"The north gate.")
    jobs.carry(NIGHT + timedelta(days=1))
    return stream.getvalue()


def test_no_log_holds_anything_of_replies(answered, client):
    assert heard(answered, client) == ""


def test_were_these_addresses_not_quiet_the_log_would_tell_when_somebody_wrote(answered, client, monkeypatch):
    monkeypatch.setattr(logs, "QUIET", frozenset({"static"}))
    said = heard(answered, client)
    assert {"threads.write", "threads.file", "conversations.replies"} <= {
        route for route in ("threads.write", "threads.file", "conversations.replies") if route in said
    }
    assert not any(word in said for word in ("north gate", "203.0.113.77", "Xylophon", SAID))


def test_a_crash_at_these_addresses_is_logged_by_its_name_alone(answered, client, app, monkeypatch):
    app.testing = False
    stream = io.StringIO()
    logs.configure(stream=stream)
    monkeypatch.setattr(threads, "_keep", lambda *_given, **_more: int("The north gate."))
    reply = client.post("/replies", json=answered.authors[answered.ids[0]].posted("The north gate.", place=1))
    assert reply.status_code == 500
    assert '"error": "ValueError"' in stream.getvalue()
    assert "north gate" not in stream.getvalue()
    assert "where" not in stream.getvalue()
