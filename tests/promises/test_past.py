"""Nobody rewrites a promise's past: every page of the room is tried by every role, and the past stays byte for byte."""

from itertools import product

import pytest
from werkzeug.datastructures import MultiDict

from pulse.base.db import db
from pulse.base.may import May
from pulse.promises.chain import canonical, fault
from pulse.promises.models import Promise
from pulse.promises.terms import Deed
from tests.promises.promising import NOON, drafted, found, heard, past, promised, say

ROLES = ("lea", "omar", "hana", "ada")  # leads the team, works there, is HR, is the administrator
FILLED = {
    "note": "Not as it was.",
    "text": "Never promised",
    "proof": "None",
    "said": "Nothing",
    "due": "2026-04-01",
    "number": "1",
    "hash": "0" * 64,
    "payload": "{}",
}


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def pages(app) -> list:
    """Return every page of the room."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] in {"promises", "promising"}]


@pytest.fixture
def story(app, cast) -> list[str]:
    """Promises in every state, and a draft; their uids and those of teams."""
    uids = [promised(cast.support, cast.lea).uid for _ in range(3)]
    for uid, deed in zip(uids, (Deed.KEPT, Deed.DROPPED), strict=False):
        say(uid, deed, cast.lea)
    heard(uids[0], 9, 1, 0)
    return [*uids, drafted(cast.support, cast.lea).uid, cast.support.uid]


def test_no_page_of_the_room_changes_or_deletes_an_entry_whoever_asks(app, cast, client, signed_in, story):
    before = [canonical(entry) for entry in past()]
    browsers = {name: signed_in(getattr(cast, name)) for name in ROLES}
    browsers["nobody"] = client
    tried = 0
    for rule, (name, browser) in product(pages(app), browsers.items()):
        for uid in story if rule.arguments else [""]:
            address = app.url_map.bind("").build(rule.endpoint, {"uid": uid} if rule.arguments else {})
            form = MultiDict(FILLED | {"owner": cast.omar.email, "team": cast.company.uid})
            form["revision"] = str(revision(uid))
            answer = browser.post(address, data=form)
            assert answer.status_code < 500, (name, address)
            tried += 1
        now = [canonical(entry) for entry in past()]
        assert now[: len(before)] == before, (name, rule.rule)
    assert tried > 300
    assert len(past()) > len(before)  # something was said, so that the walk was one
    assert fault(past()) is None


def test_pages_of_the_room_are_read_or_posted_to_and_nothing_else(app):
    assert {method for rule in pages(app) for method in rule.methods} <= {"GET", "HEAD", "OPTIONS", "POST"}


def revision(uid: str) -> int:
    """Return which revision a promise has; none for the uid of a team."""
    one = db.session.query(Promise).filter_by(uid=uid).one_or_none()
    return one.revision if one else 0


def test_every_page_asks_for_the_permission_of_what_it_does(app):
    wanted = {rule.endpoint: app.view_functions[rule.endpoint].__dict__["may"] for rule in pages(app)}
    writes = {endpoint for endpoint in wanted if endpoint.startswith("promising.")}
    assert {wanted[endpoint] for endpoint in wanted.keys() - writes} == {May.READ_PUBLISHED}
    assert {wanted[endpoint] for endpoint in writes - {"promising.new", "promising.make"}} == {May.KEEP_PROMISE}
    assert wanted["promising.new"] == wanted["promising.make"] == May.MAKE_PROMISES


@pytest.mark.parametrize(
    ("page", "allowed"),
    [
        ("keep", {"omar", "lea", "hana"}),
        ("renegotiate", {"omar", "lea", "hana"}),
        ("drop", {"omar", "lea", "hana"}),
        ("hand", {"omar", "lea", "hana"}),
    ],
)
def test_its_owner_hr_and_those_who_lead_the_team_say_what_became_of_it(app, cast, signed_in, page, allowed):
    uid = promised(cast.support, cast.hana, owner=cast.omar).uid
    for name in ("lea", "omar", "hana", "ada"):
        status = signed_in(getattr(cast, name)).get(f"/promises/{uid}/{page}").status_code
        assert status == (200 if name in allowed else 403), name
    elsewhere = promised(cast.field, cast.hana).uid
    assert signed_in(cast.lea).get(f"/promises/{elsewhere}/{page}").status_code == 403
    assert signed_in(cast.omar).get(f"/promises/{elsewhere}/{page}").status_code == 403


def test_only_hr_and_those_who_lead_promise_something_to_a_team(app, cast, client, signed_in):
    address = f"/promises/teams/{cast.support.uid}/new"
    statuses = {
        name: signed_in(getattr(cast, name)).post(address).status_code for name in ("lea", "omar", "hana", "ada")
    }
    assert statuses == {"lea": 303, "omar": 403, "hana": 303, "ada": 403}
    assert signed_in(cast.lea).post(f"/promises/teams/{cast.operations.uid}/new").status_code == 403
    assert client.post(address).status_code in (302, 303, 401)


def test_whoever_keeps_promises_cannot_give_a_draft_to_a_team_they_do_not_lead(app, cast, signed_in):
    one = drafted(cast.support, cast.lea)
    data = {"text": "T", "proof": "P", "due": "2026-03-20", "owner": cast.lea.email, "revision": one.revision}
    answer = signed_in(cast.lea).post(f"/promises/{one.uid}/edit", data=data | {"team": cast.company.uid})
    assert answer.status_code == 422
    assert found(one.uid).team_id == cast.support.id
