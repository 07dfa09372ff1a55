"""Pages of promises: what is shown to whom, in which order, and what happens to what was typed."""

from datetime import date, timedelta

import pytest

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Person
from pulse.promises.terms import Deed
from tests.promises.promising import NOON, TEXT, drafted, found, kinds, past, promised, say
from tests.reports.test_queries import counted


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def ids(page: str) -> list[str]:
    """Return the addresses of the promises on a page, in order, each once."""
    parts = [part.split('"')[0] for part in page.split('href="/promises/')[1:]]
    return list(dict.fromkeys(part for part in parts if len(part) == 16))


def form_of(one, **more):
    return {"revision": one.revision, **more}


def test_a_promise_is_written_made_and_kept_on_pages(app, cast, signed_in):
    lea = signed_in(cast.lea)
    gone = lea.post(f"/promises/teams/{cast.support.uid}/new")
    uid = gone.location.split("/")[2]
    terms = {"text": TEXT, "proof": "It stands in the yard.", "due": "2026-03-20", "owner": "Omar Haddad"}
    data = terms | {"team": cast.support.uid, "said": "The van is always away.", "revision": "0"}
    assert lea.post(f"/promises/{uid}/edit", data=data).status_code == 303
    page = lea.get(f"/promises/{uid}/make").text
    assert "It stands in the yard." in page
    assert "Omar Haddad" in page
    assert lea.post(f"/promises/{uid}/make", data={"revision": "1"}).status_code == 303
    omar = signed_in(cast.omar)
    assert omar.post(f"/promises/{uid}/keep", data={"revision": "2", "note": "Bought."}).status_code == 303
    page = omar.get(f"/promises/{uid}").text
    for words in (TEXT, "Bought.", "The van is always away.", "Kept", "Entry 2 of the ledger", "Asked in their next"):
        assert words in page, words
    assert kinds(uid) == ["made", "kept"]


def test_overdue_stands_first_then_what_is_due_soonest(app, cast, signed_in, time_machine):
    days = (date(2026, 4, 20), date(2026, 3, 5), date(2026, 3, 30), date(2026, 3, 10))
    uids = [promised(cast.support, cast.lea, due=day).uid for day in days]
    say(uids[2], Deed.KEPT, cast.lea)
    time_machine.move_to(NOON + timedelta(days=10), tick=False)  # 12 March: two are late, and no job has run
    page = signed_in(cast.omar).get("/promises").text
    assert ids(page) == [uids[1], uids[3], uids[0]]
    assert page.count("promise late") == 2
    assert page.count("Past due") == 2
    assert "7 days late" in page
    assert "in 39 days" in page
    assert ids(signed_in(cast.omar).get("/promises?show=kept").text) == [uids[2]]
    assert ids(signed_in(cast.omar).get("/promises?show=all").text) == [uids[1], uids[3], uids[0], uids[2]]


def test_the_leader_s_last_words_stand_beside_the_team_s(app, cast, signed_in):
    uid = promised(cast.support, cast.lea).uid
    say(uid, Deed.PROGRESS, cast.lea, words="Ordered in Ghent.")
    promised(cast.field, cast.hana)
    omar = signed_in(cast.omar)
    assert "Ordered in Ghent." in omar.get("/promises").text
    say(uid, Deed.DROPPED, cast.lea, words="No parking space.")
    page = omar.get("/promises?show=dropped").text
    assert "No parking space." in page
    assert "Ordered in Ghent." not in page
    assert "Not asked" in page


def test_before_its_day_a_promise_is_awaited(app, cast, signed_in):
    uid = promised(cast.support, cast.lea).uid
    page = signed_in(cast.omar).get(f"/promises/{uid}").text
    assert "Awaiting" in page
    for word in ("Past due", "not kept", "Not kept"):
        assert word not in page


def test_a_team_s_board_shows_what_was_promised_to_it_above_and_below(app, cast, signed_in):
    to = {team.name: promised(team, cast.hana).uid for team in (cast.company, cast.support, cast.field, cast.finance)}
    omar = signed_in(cast.omar)
    assert set(ids(omar.get(f"/promises/teams/{cast.support.uid}").text)) == {to["Acme"], to["Support"]}
    assert set(ids(omar.get(f"/promises/teams/{cast.operations.uid}").text)) == {
        to["Acme"],
        to["Support"],
        to["Field"],
    }
    assert set(ids(omar.get("/promises").text)) == set(to.values())
    assert set(ids(omar.get(f"/promises/ledger?team={cast.field.uid}").text)) == {to["Acme"], to["Field"]}


def test_the_ledger_shows_the_newest_first_with_what_was_said(app, cast, signed_in):
    first = promised(cast.support, cast.lea, said="Vans!").uid
    second = promised(cast.support, cast.lea, now=NOON - timedelta(days=3)).uid
    page = signed_in(cast.omar).get("/promises/ledger").text
    assert ids(page) == [first, second]
    assert "You said: “Vans!”" in page
    assert str(past()[-1]["hash"]) in page


def test_drafts_are_seen_by_those_who_may_make_them_alone(app, cast, signed_in):
    uid = drafted(cast.support, cast.lea, owner=cast.omar).uid
    other = drafted(cast.field, cast.hana).uid
    statuses = {
        person.name: signed_in(person).get(f"/promises/{uid}").status_code
        for person in (cast.lea, cast.omar, cast.hana, cast.ada)
    }
    assert statuses == {"Lea Lindqvist": 200, "Omar Haddad": 200, "Hana Ivanova": 200, "Ada Root": 403}
    assert signed_in(cast.lea).get(f"/promises/{other}").status_code == 404
    assert other not in signed_in(cast.lea).get("/promises").text
    assert uid in signed_in(cast.lea).get("/promises").text
    assert signed_in(cast.omar).post(f"/promises/{uid}/make", data={"revision": "1"}).status_code == 403


def test_two_who_edit_at_once_do_not_overwrite_each_other(app, cast, signed_in):
    one = drafted(cast.support, cast.lea)
    terms = {"proof": "It stands there.", "due": "2026-03-20", "owner": cast.lea.email, "team": cast.support.uid}
    data = terms | {"said": "", "revision": one.revision}
    lea, hana = signed_in(cast.lea), signed_in(cast.hana)
    assert lea.post(f"/promises/{one.uid}/edit", data=data | {"text": "Two vans"}).status_code == 303
    late = hana.post(f"/promises/{one.uid}/edit", data=data | {"text": "Three bicycles"})
    assert late.status_code == 409
    assert "Somebody was faster" in late.text
    assert "Three bicycles" in late.text
    assert found(one.uid).text == "Two vans"
    again = {"text": "Three bicycles", "revision": 2}
    assert 'name="revision" type="hidden" value="2"' in late.text
    assert "Two vans" in late.text
    assert hana.post(f"/promises/{one.uid}/edit", data=data | again).status_code == 303
    assert found(one.uid).text == "Three bicycles"


def test_two_who_settle_at_once_leave_one_entry(app, cast, signed_in):
    one = promised(cast.support, cast.lea)
    uid, seen = one.uid, {"revision": one.revision, "note": "As I say."}
    assert signed_in(cast.lea).post(f"/promises/{uid}/keep", data=seen).status_code == 303
    late = signed_in(cast.hana).post(f"/promises/{uid}/drop", data=seen)
    assert late.status_code == 409
    assert "As I say." in late.text
    assert kinds(uid) == ["made", "kept"]


HOSTILE = (
    "x" * 10_000,
    "<script>alert(1)</script><b>bold</b>",
    "نعد بسيارة ثانية\u202e evil",
    "{{ 7 * 7 }} %s %(a)s",
    "\x00\x1b[31m kept",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_typed_is_kept_and_escaped_or_refused_with_a_sentence(app, cast, signed_in, text):
    lea = signed_in(cast.lea)
    one = drafted(cast.support, cast.lea)
    data = {"text": text, "proof": text[:300] or "x", "due": "2026-03-20", "owner": cast.lea.email}
    data |= {"team": cast.support.uid, "said": text, "revision": one.revision}
    answer = lea.post(f"/promises/{one.uid}/edit", data=data)
    if len(text) > 500:
        assert answer.status_code == 422
        assert "At most 500 letters; these are 10000." in answer.text
        assert text in answer.text
        return
    assert answer.status_code == 303
    assert lea.post(f"/promises/{one.uid}/make", data={"revision": one.revision + 1}).status_code == 303
    for address in (f"/promises/{one.uid}", "/promises", "/promises/ledger", "/promises/ledger.json"):
        page = lea.get(address).text
        assert "<script>alert" not in page or address.endswith("json")
        assert "\u202e" not in page


def test_a_note_that_is_too_long_or_missing_comes_back(app, cast, signed_in):
    one = promised(cast.support, cast.lea)
    lea = signed_in(cast.lea)
    missing = lea.post(f"/promises/{one.uid}/drop", data={"revision": one.revision, "note": " "})
    assert (missing.status_code, "Say it in a few words" in missing.text) == (422, True)
    long = lea.post(f"/promises/{one.uid}/keep", data={"revision": one.revision, "note": "y" * 10_000})
    assert long.status_code == 422
    assert "At most 2000 letters; these are 10000." in long.text
    assert "y" * 10_000 in long.text
    assert kinds(one.uid) == ["made"]


def test_owners_are_found_by_name_or_mail_and_must_work_here(app, cast, signed_in):
    one = drafted(cast.support, cast.lea)
    data = {"text": "T", "proof": "P", "due": "2026-03-20", "team": cast.support.uid, "said": ""}
    lea = signed_in(cast.lea)
    for owner, sentence in (
        ("Nobody Here", "Nobody who works here"),
        ("support", "Several people are meant"),
        (cast.ada.email, "Nobody who works here"),
    ):
        answer = lea.post(f"/promises/{one.uid}/edit", data=data | {"owner": owner, "revision": one.revision})
        assert (answer.status_code, sentence in answer.text) == (422, True), owner


def test_whoever_wants_to_be_told_is_until_they_want_no_more(app, cast, signed_in):
    uid = promised(cast.support, cast.lea).uid
    omar = signed_in(cast.omar)
    assert "Tell me what becomes of it" in omar.get(f"/promises/{uid}").text
    omar.post(f"/promises/{uid}/follow")
    omar.post(f"/promises/{uid}/follow")
    assert "Tell me no more" in omar.get(f"/promises/{uid}").text
    omar.post(f"/promises/{uid}/unfollow")
    assert "Tell me no more" not in omar.get(f"/promises/{uid}").text


def test_a_new_installation_has_empty_boards(app, signed_in):
    with transaction():
        db.session.add(hana := Person(name="Hana", email="hana@acme.example", role="hr", locale="en"))
    for address, words in (("/promises", "No promise is open"), ("/promises/ledger", "Nothing has been promised")):
        answer = signed_in(hana).get(address)
        assert (answer.status_code, words in answer.text) == (200, True)
        assert "Promise something" not in answer.text


def test_boards_read_with_a_fixed_number_of_statements(app, cast, signed_in):
    omar = signed_in(cast.omar)
    promised(cast.support, cast.lea)
    omar.get("/promises")
    with counted() as few:
        omar.get("/promises")
    for _ in range(5):
        promised(cast.field, cast.hana)
    db.session.rollback()
    with counted() as many:
        omar.get("/promises")
    assert len(many) == len(few)
