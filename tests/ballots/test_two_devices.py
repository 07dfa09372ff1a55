"""Two tabs, or two devices: one credential, one ballot, and a move leaves nothing behind."""

import json

from tests.ballots.device_side import CAST, WATCH, collected, do, enter, kept, visit


def test_two_tabs_cast_one_ballot(device, address, box):
    first = collected(device, address, box)
    second = visit(device, address)
    box.slowness = 0.5
    start = f"void (window.cast = import('/static/pulse/device.js').then((device) => {CAST}))"
    for page in (first, second):
        page.evaluate(start)
    assert [page.evaluate("window.cast.then((seen) => seen.state)") for page in (first, second)] == ["done", "done"]
    assert len(box.asked("/ballot")) == 1


def test_two_tabs_ask_for_one_credential(device, address, box):
    first, second = visit(device, address), visit(device, address)
    enter(first, box)
    box.slowness = 0.5
    for page in (first, second):
        page.evaluate("void (window.got = import('/static/pulse/device.js').then((d) => d.collect('s1')))")
    assert [page.evaluate("window.got.then((seen) => seen.state)") for page in (first, second)] == ["ready", "ready"]
    assert len(box.asked("/credential")) == 1


def test_another_tab_is_told(device, address, box):
    first = collected(device, address, box)
    second = visit(device, address)
    second.evaluate(WATCH)
    do(first, 'device.keepDraft("s1", 1)')
    assert second.evaluate("window.told") == "ready"


def test_a_moved_round_is_forgotten_here_and_cast_there(device, browser, address, box):
    page = collected(device, address, box)
    text = do(page, 'device.exportMove("s1")')
    assert len(text) < 450
    assert not {"nonce", "secret", "cohort"} & set(kept(page)[0])
    assert do(page, CAST) == {"error": "Misplaced", "fault": "moved"}
    other = browser.new_context()
    there = visit(other, address)
    assert do(there, f'device.readFragment("#{text}")') == {"move": text, "round": "r1", "slot": "s1"}
    assert do(there, f'device.importMove("{text}")')["questions"] == ["T1", "R2"]
    header = json.dumps(box.header)
    do(there, f'device.open("s1", {{header: {header}}})')
    assert do(there, CAST)["state"] == "done"
    other.close()
    assert len(box.ballots) == 1


def test_a_round_that_is_under_way_is_not_replaced_by_a_moved_one(device, browser, address, box):
    text = do(collected(device, address, box), 'device.exportMove("s1")')
    other = browser.new_context()
    there = collected(other, address, box)
    assert do(there, f'device.importMove("{text}")')["error"] == "Misplaced"
    other.close()
