"""The device's part in a real browser: what it keeps, when it forgets, how it goes on after every cut."""

import json

import pytest

from pulse.ballots import envelopes, manifest
from pulse.ballots.wire import from_text
from tests.ballots.device_side import CAST, PRIVATE, WATCH, collected, do, enter, kept, visit


def test_a_person_answers_and_keeps_nothing_but_the_receipt(device, address, box):
    page = visit(device, address)
    assert do(page, "device.ready()") is True
    assert enter(page, box)["state"] == "new"
    seen = do(page, 'device.collect("s1")')
    assert (seen["state"], seen["cohort"], seen["questions"]) == ("ready", "c1", ["T1", "R2"])
    seen = do(page, CAST)
    [receipt] = box.ballots
    assert (seen["state"], seen["receipt"]) == ("done", receipt)
    assert kept(page) == [
        {
            "slot": "s1",
            "round": "r1",
            "state": "done",
            "fingerprint": manifest.fingerprint(box.header),
            "receipt": receipt,
        }
    ]
    assert do(page, "device.receipts()") == [{"slot": "s1", "round": "r1", "who": None, "receipt": receipt}]
    read = envelopes.unpack(envelopes.open_body(PRIVATE, from_text(box.ballots[receipt], envelopes.BODY_SIZE)))
    assert (read.cohort, read.answers, read.texts) == ("c1", {"T1": 4}, {"comment": "Danke"})
    assert page.faults == []


def test_neither_request_of_an_invited_person_carries_a_cookie_or_a_referrer(device, address, box):
    do(collected(device, address, box), CAST)
    assert [path for path, _, _ in box.requests] == ["/credential", "/ballot"]
    for _, _, headers in box.requests:
        assert not {"cookie", "referer", "authorization"} & set(headers)


def test_a_signed_in_person_asks_with_the_session_and_casts_without(device, address, box):
    page = visit(device, address)
    do(page, 'device.open("s1", {round: "r1"})')
    assert do(page, 'device.collect("s1", {"X-CSRFToken": "t"})')["state"] == "ready"
    do(page, CAST)
    (_, asked, first), (_, _, second) = box.requests
    assert (first["cookie"], first["x-csrftoken"]) == ("session=1", "t")
    assert (asked["round"], asked["slot"]) == ("r1", "s1")  # the server refuses the page of somebody else
    assert "cookie" not in second


def test_what_is_asked_is_on_disk_before_it_is_sent_and_asked_again_alike(device, address, box):
    box.away["/credential"] = 503
    page = visit(device, address)
    enter(page, box)
    assert do(page, 'device.collect("s1")')["error"] == "Offline"
    page.close()  # the browser is closed before the server comes back
    box.away.clear()
    page = visit(device, address)
    assert do(page, 'device.collect("s1")')["state"] == "ready"
    first, second = box.asked("/credential")
    assert first == second
    [record] = kept(page)
    assert not {"blind", "blinded", "invite"} & set(record)


def test_a_ballot_waits_for_the_network_and_its_answers_are_gone_meanwhile(device, address, box):
    device.add_init_script("window.setTimeout = () => 0")  # so that it is not the timer that sends it
    page = collected(device, address, box)
    do(page, 'device.keepDraft("s1", {T1: 4})')
    assert kept(page)[0]["draft"] == {"T1": 4}
    device.set_offline(True)
    seen = do(page, CAST)
    assert (seen["state"], seen["waiting"], seen["receipt"]) == ("sending", True, None)
    assert not {"draft", "secret", "nonce", "answers"} & set(kept(page)[0])
    page.evaluate(WATCH)
    device.set_offline(False)  # the browser says `online`; nobody presses a button
    assert page.evaluate("window.told") == "done"
    assert len(box.ballots) == 1


def test_a_ballot_is_sent_again_by_itself_when_the_server_is_back(device, address, box):
    box.away["/ballot"] = 503
    page = collected(device, address, box)
    assert do(page, CAST)["waiting"] is True
    page.evaluate(WATCH)
    box.away.clear()
    assert page.evaluate("window.told") == "done"
    assert len(box.ballots) == 1


@pytest.mark.parametrize("status", [500, 502, 429, 200, 302])
def test_a_ballot_that_nobody_acknowledged_is_kept_and_sent_on_the_next_visit(device, address, box, status):
    box.away["/ballot"] = status
    page = collected(device, address, box)
    assert do(page, CAST)["state"] == "sending"
    page.close()
    box.away.clear()
    page = visit(device, address)
    [seen] = do(page, "device.resume()")
    assert seen["state"] == "done"
    assert {json.dumps(said) for said in box.asked("/ballot")} == {json.dumps(box.asked("/ballot")[0])}
    assert len(box.ballots) == 1


@pytest.mark.parametrize(("status", "stays"), [(409, False), (410, False), (403, True)])
def test_a_ballot_that_is_refused_says_so_and_stays_only_while_there_is_hope(device, address, box, status, stays):
    box.away["/ballot"] = status
    page = collected(device, address, box)
    seen = do(page, CAST)
    assert (seen["state"], seen["refusal"]) == ("refused", status)
    assert ("ballot" in kept(page)[0]) is stays
    box.away.clear()
    assert [seen["state"] for seen in do(page, "device.resume()")] == (["done"] if stays else [])


def test_casting_twice_counts_once(device, address, box):
    page = collected(device, address, box)
    do(page, CAST)
    assert do(page, CAST)["state"] == "done"
    assert len(box.asked("/ballot")) == 1


def test_a_manifest_swapped_between_two_visits_is_refused(device, address, box):
    page = visit(device, address)
    enter(page, box)
    swapped = json.dumps(box.header.replace('"members":9', '"members":8'))
    refused = {"error": "Mistrust", "fault": "swapped"}
    assert do(page, f'device.open("s1", {{header: {swapped}}})') == refused
    box.header = json.loads(swapped)
    assert do(page, 'device.collect("s1")') == refused


def test_a_credential_that_is_refused_leaves_the_request_for_later(device, address, box):
    box.away["/credential"] = 409
    page = visit(device, address)
    enter(page, box)
    assert do(page, 'device.collect("s1")') == {"error": "Refused", "fault": 409}
    assert do(page, 'device.open("s1")')["state"] == "asked"


def test_a_fragment_is_an_invitation_or_nothing(device, address, box):
    page = visit(device, address)
    assert do(page, 'device.readFragment("#r1.code~ab")') == {"invite": "r1.code", "round": "r1", "fingerprint": "ab"}
    assert do(page, 'device.readFragment("")') is None
    assert do(page, 'device.readFragment("#top")') is None


def test_who_leaves_leaves_no_answer_and_keeps_the_right_that_nobody_can_draw_again(device, address, box):
    page = collected(device, address, box)
    do(page, 'device.keepDraft("s1", {T1: 4})')
    do(page, 'device.leave("s1")')
    [record] = kept(page)
    assert "draft" not in record
    assert do(page, CAST)["state"] == "done"
    do(page, 'device.leave("s1")')
    assert kept(page) == [{"slot": "s1", "round": "r1", "state": "done"}]
    enter(page, box)
    do(page, """device.open("s2", {round: "r1", invite: "r1.another"})""")
    do(page, 'device.leave("s2")')
    assert [record["slot"] for record in kept(page)] == ["s1"]
