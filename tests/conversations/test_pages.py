"""Who answers which comment, what the pages say, and when it goes out."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from pulse.audit.models import Entry, Look
from pulse.base.db import db
from pulse.conversations import jobs
from pulse.promises.models import Promise
from pulse.threads import queries as threads
from pulse.threads.letters import Said
from tests._ground.replying import BLOCKED, DAY, MEETINGS, OPENING, SAID, fetch
from tests.reports.test_queries import counted

NOW = OPENING + 7 * DAY


@pytest.fixture(autouse=True)
def later(scene, time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def reader(scene, signed_in):
    """Sign somebody in who has promised not to guess."""

    def make(name, team="Acme"):
        browser = signed_in(scene.people[name])
        browser.post(f"/results/teams/{scene.team[team].uid}/comments/before")
        return browser

    return make


@pytest.fixture
def page(scene):
    """Return the address of a comment on a team's page."""
    return lambda words, team="Acme": f"/results/teams/{scene.team[team].uid}/comments/{scene.comment(words)}"


def test_hr_answers_and_its_writer_alone_finds_it_the_next_day(scene, client, reader, page):
    hana = reader("hana")
    assert hana.post(page(SAID), data={"text": "We order on\nFridays now."}).status_code == 303
    body = hana.get(page(SAID)).get_data(as_text=True)
    assert "goes out tonight" in body
    assert fetch(client) == b""
    assert jobs.carry(NOW) == 1
    [letter] = scene.omar.threads(fetch(client))[0]
    assert (letter.by, letter.text, letter.team, letter.about) == ("hr", "We order on\nFridays now.", "", SAID)
    assert "goes out tonight" not in hana.get(page(SAID)).get_data(as_text=True)
    assert scene.mina.threads(fetch(client)) == []


def test_a_lead_answers_in_the_name_of_the_role_and_the_trail_knows_who(scene, client, reader, page):
    lea = reader("lea", "Support")
    assert lea.post(page(SAID, "Support"), data={"said": "looking"}).status_code == 303
    jobs.carry(NOW)
    [letter] = scene.omar.threads(fetch(client))[0]
    assert (letter.by, letter.said, letter.team) == ("lead", Said.LOOKING, "Support")
    assert b"Lea" not in fetch(client)
    entry = db.session.scalars(select(Entry).where(Entry.did == "answered-comment")).one()
    assert (entry.person_id, entry.about) == (scene.people["lea"].id, f"comment:{scene.comment(SAID)}")
    assert entry.detail == {"said": "looking"}


@pytest.mark.parametrize(
    ("who", "team", "words", "status"),
    [
        ("hana", "Acme", MEETINGS, 200),
        ("olga", "Operations", MEETINGS, 200),
        ("lea", "Support", SAID, 200),
        ("lea", "Support", MEETINGS, 404),  # Field's
        ("lea", "Field", MEETINGS, 403),
        ("lea", "Acme", SAID, 403),
        ("omar", "Support", SAID, 403),
        ("ada", "Acme", SAID, 403),
    ],
)
def test_an_answer_is_written_and_read_by_those_who_may_read_the_comment(reader, page, who, team, words, status):
    browser = reader(who, team)
    assert browser.get(page(words, team)).status_code == status
    posted = browser.post(page(words, team), data={"said": "read"}).status_code
    assert posted == (303 if status == 200 else status)
    assert browser.post(page(words, team) + "/promise").status_code == posted


def test_a_newcomer_reads_no_thread_of_an_earlier_round(scene, reader, page):
    person = db.session.merge(scene.people["field2"])
    person.role = "hr"
    db.session.commit()
    browser = reader("field2")
    assert browser.get(page(SAID)).status_code == 404
    assert browser.post(page(SAID), data={"said": "read"}).status_code == 404


def test_before_the_first_comments_are_read_nobody_answers(scene, signed_in, page):
    browser = signed_in(scene.people["hana"])
    reply = browser.get(page(SAID))
    assert (reply.status_code, "/comments/before" in reply.location) == (302, True)
    assert browser.post(page(SAID), data={"said": "read"}).status_code == 403


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  ", "Please fill this in."),
        ("", "Please fill this in."),
        ("see https://acme.example/x1", "leave out addresses"),
        ("x" * 1001, "too long"),
        ("漢" * 900, "too long"),
    ],
)
def test_what_cannot_be_sent_is_said_and_the_words_stay(reader, page, text, words):
    reply = reader("hana").post(page(SAID), data={"text": text})
    assert reply.status_code == 422
    assert words in reply.get_data(as_text=True)
    assert text.strip() in reply.get_data(as_text=True)


def test_markup_and_turned_text_are_shown_as_text(scene, client, reader, page):
    hana = reader("hana")
    hana.post(page(SAID), data={"text": "<b>bold</b> \u202etxt"})
    jobs.carry(NOW)
    client.post("/replies", json=scene.omar.posted("<script>1</script> مرحبا https://acme.example", place=1))
    jobs.carry(NOW + DAY)
    body = hana.get(page(SAID)).get_data(as_text=True)
    assert "&lt;b&gt;bold&lt;/b&gt; txt" in body
    assert "&lt;script&gt;1&lt;/script&gt; مرحبا https://acme.example" in body
    assert 'href="https://acme.example' not in body


def test_the_sixth_answer_of_a_day_has_to_wait(reader, page):
    hana = reader("hana")
    codes = [hana.post(page(SAID), data={"text": f"answer {n}"}).status_code for n in range(6)]
    assert codes == [303] * 5 + [422]


def test_the_page_of_comments_says_which_were_answered(scene, client, reader, page):
    lea, address = reader("lea", "Support"), page(SAID, "Support")
    comments = address.rpartition("/")[0]
    assert lea.get(comments).get_data(as_text=True).count(">Answer</a>") == 2
    lea.post(address, data={"said": "read"})
    jobs.carry(NOW)
    assert "Answered: read the thread" in lea.get(comments).get_data(as_text=True)
    client.post("/replies", json=scene.omar.posted("Which stock list?", place=1))
    assert "Wrote back" not in lea.get(comments).get_data(as_text=True)
    jobs.carry(NOW + DAY)
    assert "Wrote back: read and answer" in lea.get(comments).get_data(as_text=True)


def test_the_page_of_answers_lists_what_came_back_first_and_only_what_is_somebodys_to_read(
    scene, client, reader, page, signed_in
):
    hana, lea = reader("hana"), reader("lea", "Support")
    assert "Nothing was answered yet" in lea.get("/answers").get_data(as_text=True)
    for words in (SAID, BLOCKED, MEETINGS):
        hana.post(page(words), data={"said": "read"})
    jobs.carry(NOW)
    client.post("/replies", json=scene.omar.posted("It is the blue one.", place=1))
    client.post("/replies", json=scene.mina.posted())
    jobs.carry(NOW + DAY)
    seen, hers = (browser.get("/answers").get_data(as_text=True) for browser in (hana, lea))
    assert seen.index("Wrote back</span>") < seen.index("Said thanks</span>") < seen.index("Answered</span>")
    assert ("It is the blue one." in hers, MEETINGS in hers) == (True, False)
    only = hana.get("/answers?standing=thanked").get_data(as_text=True)
    assert (MEETINGS in only, SAID in only) == (True, False)
    assert hana.get("/answers?standing=nonsense&page=99").status_code == 200
    olga = signed_in(scene.people["olga"])  # has not promised anything: lists nothing
    assert "Nothing was answered yet" in olga.get("/answers").get_data(as_text=True)
    assert [signed_in(scene.people[who]).get("/answers").status_code for who in ("omar", "ada")] == [403, 403]


def test_a_comment_becomes_a_draft_of_a_promise_that_does_not_quote_it(scene, reader, page):
    reply = reader("lea", "Support").post(page(SAID, "Support") + "/promise")
    drafted = db.session.scalars(select(Promise)).one()
    assert reply.location.endswith(f"/promises/{drafted.uid}")
    assert drafted.source == f"remark:{scene.comment(SAID)}"
    assert SAID not in drafted.text + drafted.said


def test_opening_a_thread_is_a_look_at_comments(scene, reader, page):
    reader("lea", "Support").get(page(SAID, "Support"))
    looks = db.session.scalars(select(Look).where(Look.page == "comments")).all()
    assert [(look.person_id, look.team_uid) for look in looks] == [(scene.people["lea"].id, scene.team["Support"].uid)]


def test_replies_go_out_once_a_day_and_a_missed_night_is_made_up_for(reader, page):
    midnight = NOW.replace(hour=0, minute=0)
    hana = reader("hana")
    assert jobs.carry(midnight + timedelta(hours=4)) == 0
    hana.post(page(SAID), data={"said": "read"})
    assert [jobs.carry(midnight + timedelta(hours=hour)) for hour in (5, 12, 23, 24, 26)] == [0] * 5
    assert jobs.carry(midnight + timedelta(hours=27)) == 1
    hana.post(page(BLOCKED), data={"said": "read"})
    assert jobs.carry(midnight + timedelta(days=5, hours=14)) == 1


def test_a_delivery_that_breaks_is_tried_again(reader, page, monkeypatch):
    reader("hana").post(page(SAID), data={"said": "read"})
    with monkeypatch.context() as broken:
        broken.setattr("pulse.threads.actions.deliver", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            jobs.carry(NOW)
    assert jobs.carry(NOW) == 1


def test_what_waits_is_laid_down_anew_every_quarter_of_an_hour(reader, page, monkeypatch):
    done = []
    monkeypatch.setattr("pulse.threads.actions.rewrite", lambda: done.append(1))
    jobs.carry(NOW)
    jobs.carry(NOW + timedelta(minutes=1))
    assert done == []  # nothing waits
    reader("hana").post(page(SAID), data={"said": "read"})
    counts = [(jobs.carry(NOW + timedelta(minutes=minute)), len(done))[1] for minute in (2, 9, 17, 18)]
    assert counts == [1, 1, 2, 2]


def test_a_thread_closes_half_a_year_after_the_seal(scene, client, reader, page):
    hana = reader("hana")
    hana.post(page(SAID), data={"said": "read"})
    jobs.carry(NOW)
    jobs.carry(scene.round.sealed_at + timedelta(days=179))
    assert len(fetch(client)) > 0
    jobs.carry(scene.round.sealed_at + timedelta(days=181))
    assert fetch(client) == b""
    assert threads.exchanges([scene.comment(SAID)]) == {}
    body = hana.get(page(SAID)).get_data(as_text=True)
    assert ("This thread is closed" in body, SAID in body) == (True, True)
    assert hana.post(page(SAID), data={"said": "read"}).status_code == 422
    assert SAID in hana.get(page(SAID).rpartition("/")[0]).get_data(as_text=True)


def test_the_page_of_answers_takes_as_many_statements_for_many_threads_as_for_few(scene, reader, page):
    hana, counts = reader("hana"), []
    for words in (SAID, BLOCKED):
        hana.post(page(words), data={"said": "read"})
        with counted() as seen:
            hana.get("/answers")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 24


def test_anybody_may_open_the_page_of_replies_and_it_is_the_same_for_all(scene, client, signed_in):
    pages = [browser.get("/replies") for browser in (client, signed_in(scene.people["omar"]))]
    label = re.compile(r'<meta name="pulse-who" content="[\w-]+">')  # under which their own device keeps what is theirs
    assert [len(label.findall(page.text)) for page in pages] == [0, 1]
    assert label.sub("", pages[1].text) == pages[0].text
    assert "require-trusted-types-for" in pages[0].headers["Content-Security-Policy"]
    assert "Set-Cookie" not in pages[0].headers
