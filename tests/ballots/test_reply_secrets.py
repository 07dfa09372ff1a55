"""Whoever writes keeps a secret, on disk before anything is sent, apart from the round and its receipt."""

from pulse.ballots import envelopes
from pulse.ballots.wire import from_text
from tests.ballots.device_side import CAST, PRIVATE, collected, do, kept

SECRETS = """async () => (await import("/static/pulse/secrets.js")).secrets()"""
TWO = """async () => { const { secret } = await import("/static/pulse/protocol.js"); return [secret(), secret()] }"""


def said(posted):
    return envelopes.unpack(envelopes.open_body(PRIVATE, from_text(posted["body"], envelopes.BODY_SIZE)))


def test_the_secret_is_on_disk_when_the_ballot_leaves_and_nothing_else_of_the_text_is(device, address, box):
    device.add_init_script("window.setTimeout = () => 0")
    page = collected(device, address, box)
    box.away["/ballot"] = 503
    assert do(page, CAST)["state"] == "sending"
    [secret] = page.evaluate(SECRETS)
    assert said(box.asked("/ballot")[0]).reply == secret
    assert secret not in str(kept(page))
    page.close()
    box.away.clear()
    page = device.new_page()
    page.goto(address)
    do(page, "device.resume()")
    assert page.evaluate(SECRETS) == [secret]
    assert said({"body": next(iter(box.ballots.values()))}).reply == secret


def test_without_its_place_on_disk_the_ballot_does_not_leave(device, address, box):
    page = collected(device, address, box)
    page.evaluate("""() => {
        const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (record) {
            if (record.secret && !record.round) throw new DOMException("full", "QuotaExceededError");
            return put.call(this, record);
        };
    }""")
    assert "error" in do(page, CAST)
    assert box.asked("/ballot") == []


def test_whoever_writes_nothing_keeps_no_secret(device, address, box):
    page = collected(device, address, box)
    do(page, 'device.cast("s1", {answers: {T1: 4}, texts: {comment: "  "}})')
    assert page.evaluate(SECRETS) == []
    assert said({"body": next(iter(box.ballots.values()))}).reply == ""


def test_each_ballot_has_a_secret_of_its_own(device, address, box):
    page = collected(device, address, box)
    made = page.evaluate(TWO)
    assert len(set(made)) == 2
    assert {len(secret) for secret in made} == {43}
