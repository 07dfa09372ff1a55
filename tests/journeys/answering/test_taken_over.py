"""What a browser kept before each invitation had a record of its own: rights are still used, answers not shown."""

import pytest

from tests.journeys.answering._sharing import STORED, WORDS, begins_anew, half

OLD = """async (record) => {
    const request = indexedDB.open("pulse", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("rounds", { keyPath: "round" });
    const opened = await new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    const change = opened.transaction("rounds", "readwrite");
    const store = change.objectStore("rounds");
    store.put(record);
    await new Promise((resolve) => (change.oncomplete = resolve));
    opened.close();
}"""
AS_BEFORE = """async () => {
    const opened = await new Promise((resolve) => {
        indexedDB.open("pulse-ballots").onsuccess = (event) => resolve(event.target.result);
    });
    const change = opened.transaction("ballots", "readwrite");
    const held = await new Promise((resolve) => {
        change.objectStore("ballots").getAll().onsuccess = (event) => resolve(event.target.result);
    });
    change.objectStore("ballots").clear();
    await new Promise((resolve) => (change.oncomplete = resolve));
    opened.close();
    const { slot, who, closes, touched, ...record } = held[0];
    await (PUT)(record);
    return record.state;
}""".replace("PUT", OLD)


@pytest.mark.parametrize("offline", [False, True], ids=["drawn", "sealed"])
def test_what_the_program_of_before_kept_is_still_cast_and_its_answers_are_not_shown(company, visitor, offline):
    device = visitor()
    first, second = company.link(company.somebody()), company.link(company.somebody())
    before = company.ballots()
    page = device.open(first)
    half(device)
    if offline:
        page.press("#next", "Enter")
        device.context.set_offline(True)
        page.press("#send", "Enter")
        device.sees("waiting")
    state = page.evaluate(AS_BEFORE)
    assert state == ("sending" if offline else "ready")
    page.evaluate("sessionStorage.clear()")
    page.goto("about:blank")
    device.context.set_offline(False)
    device.open(second)
    begins_anew(device)
    page.goto("about:blank")
    device.open(first, "elsewhere")
    assert WORDS not in page.evaluate(STORED)
    page.get_by_role("button", name="Yes, go on here").click()
    if not offline:
        begins_anew(device)
        page.press("#next", "Enter")
        page.press("#send", "Enter")
    device.sees("done")
    assert company.ballots() == before + 1
