"""The device's part in a real browser: what it keeps, when it forgets, how it goes on after every cut."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from pulse.ballots import credentials, envelopes, manifest, receipts
from pulse.ballots.wire import from_text, to_text

STATIC = Path(__file__).parents[2] / "pulse" / "static"
SEED = bytes(range(32))
PRIVATE, PUBLIC = envelopes.new_seal()
POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types"
INVITE = "r1.invitation-of-omar"
CAST = 'device.cast("r1", {answers: {T1: 4}, texts: {comment: "Danke"}})'


class Box:
    """A server of one round that can be told to be away, and remembers every request."""

    def __init__(self):
        pair = credentials.derive(SEED, "r1", "c1")
        self.listed = manifest.leaves([manifest.Cohort("c1", 9, pair.public_key, ("T1", "R2"))])
        about = manifest.Round("r1", {"cohort": 7}, PUBLIC, None)
        self.header = manifest.canonical(manifest.header(about, self.listed))
        self.requests: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.ballots: dict[str, str] = {}
        self.away: dict[str, int] = {}
        self.slowness = 0.0  # seconds

    def credential(self, said):
        """Answer as rounds does."""
        pair = credentials.derive(SEED, "r1", "c1")
        element, proof = credentials.evaluate(pair, from_text(said["blinded"], 32))
        stands = manifest.place(self.listed, manifest.grow(self.listed), "c1")
        reply = {"cohort": "c1", "element": to_text(element), "proof": to_text(proof), "header": self.header}
        return 200, reply | {"leaf": stands.leaf, "path": list(stands.path)}

    def ballot(self, said):
        """Answer as the ballot box does."""
        nonce, body = from_text(said["nonce"], 32), from_text(said["body"], envelopes.BODY_SIZE)
        secret = credentials.finalized(credentials.derive(SEED, "r1", said["cohort"]), nonce)
        if not credentials.authentic(secret, body, from_text(said["mac"], 32)):
            return 403, {}
        known = self.ballots.setdefault(receipts.nullifier(nonce).hex(), said["body"])
        return (204, None) if known == said["body"] else (409, {})

    def asked(self, path):
        """The bodies that were posted to a path."""
        return [said for where, said, _ in self.requests if where == path]


def handler(box):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            return

        def send(self, status, data=b"", kind="text/html"):
            self.send_response(status)
            for name, value in (
                ("Content-Type", kind),
                ("Content-Security-Policy", POLICY),
                ("Set-Cookie", "session=1"),
            ):
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self):
            path = STATIC / self.path.removeprefix("/static/")
            if self.path.startswith("/static/") and path.is_file():
                self.send(200, path.read_bytes(), "text/javascript")
            else:
                self.send(200, b"<!doctype html><title>Pulse</title>")

        def do_POST(self):
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            headers = {name.lower(): value for name, value in self.headers.items()}
            box.requests.append((self.path, said, headers))
            time.sleep(box.slowness)
            if self.path in box.away:
                self.send(box.away[self.path])
                return
            status, reply = box.credential(said) if self.path == "/credential" else box.ballot(said)
            self.send(status, b"" if reply is None else json.dumps(reply).encode(), "application/json")

    return Handler


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def address(box) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(box))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def device(browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


def visit(context: BrowserContext, address: str) -> Page:
    """Open the page in a new tab, as a person does."""
    page = context.new_page()
    page.goto(address)
    page.faults = []
    page.on("console", lambda message: page.faults.append(message.text))
    return page


RUN = """async () => {
    const device = await import("/static/pulse/device.js");
    try { return (await (SCRIPT)) ?? null; }
    catch ({ constructor, fault, status, message }) {
        return { error: constructor.name, fault: fault ?? status ?? message };
    }
}"""
KEPT = """async () => {
    const { all } = await import("/static/pulse/store.js");
    return (await all()).map((record) => JSON.parse(JSON.stringify(record)));
}"""
WATCH = """async () => {
    const { watch } = await import("/static/pulse/device.js");
    window.told = new Promise((resolve) => watch(({ state }) => resolve(state)));
}"""


def do(page: Page, script: str):
    """Run a script with `device` at hand; faults come back by name."""
    return page.evaluate(RUN.replace("SCRIPT", script))


def kept(page: Page) -> list[dict[str, object]]:
    """Everything the device has on disk."""
    return page.evaluate(KEPT)


def enter(page, box):
    fingerprint = manifest.fingerprint(box.header)
    return do(page, f'device.open("r1", {{invite: "{INVITE}", fingerprint: "{fingerprint}"}})')


def collected(context, address, box):
    page = visit(context, address)
    enter(page, box)
    do(page, 'device.collect("r1")')
    return page


def test_a_person_answers_and_keeps_nothing_but_the_receipt(device, address, box):
    page = visit(device, address)
    assert do(page, "device.ready()") is True
    assert enter(page, box)["state"] == "new"
    seen = do(page, 'device.collect("r1")')
    assert (seen["state"], seen["cohort"], seen["questions"]) == ("ready", "c1", ["T1", "R2"])
    seen = do(page, CAST)
    [receipt] = box.ballots
    assert (seen["state"], seen["receipt"]) == ("done", receipt)
    assert kept(page) == [
        {"round": "r1", "state": "done", "fingerprint": manifest.fingerprint(box.header), "receipt": receipt}
    ]
    assert do(page, "device.receipts()") == [{"round": "r1", "receipt": receipt}]
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
    do(page, 'device.open("r1")')
    assert do(page, 'device.collect("r1", {"X-CSRFToken": "t"})')["state"] == "ready"
    do(page, CAST)
    (_, asked, first), (_, _, second) = box.requests
    assert (first["cookie"], first["x-csrftoken"]) == ("session=1", "t")
    assert asked["round"] == "r1"
    assert "cookie" not in second


def test_what_is_asked_is_on_disk_before_it_is_sent_and_asked_again_alike(device, address, box):
    box.away["/credential"] = 503
    page = visit(device, address)
    enter(page, box)
    assert do(page, 'device.collect("r1")')["error"] == "Offline"
    page.close()  # the browser is closed before the server comes back
    box.away.clear()
    page = visit(device, address)
    assert do(page, 'device.collect("r1")')["state"] == "ready"
    first, second = box.asked("/credential")
    assert first == second
    [record] = kept(page)
    assert not {"blind", "blinded", "invite"} & set(record)


def test_a_ballot_waits_for_the_network_and_its_answers_are_gone_meanwhile(device, address, box):
    device.add_init_script("window.setTimeout = () => 0")  # so that it is not the timer that sends it
    page = collected(device, address, box)
    do(page, 'device.keepDraft("r1", {T1: 4})')
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
        page.evaluate("void (window.got = import('/static/pulse/device.js').then((d) => d.collect('r1')))")
    assert [page.evaluate("window.got.then((seen) => seen.state)") for page in (first, second)] == ["ready", "ready"]
    assert len(box.asked("/credential")) == 1


def test_another_tab_is_told(device, address, box):
    first = collected(device, address, box)
    second = visit(device, address)
    second.evaluate(WATCH)
    do(first, 'device.keepDraft("r1", 1)')
    assert second.evaluate("window.told") == "ready"


def test_casting_twice_counts_once(device, address, box):
    page = collected(device, address, box)
    do(page, CAST)
    assert do(page, CAST)["state"] == "done"
    assert len(box.asked("/ballot")) == 1


def test_a_moved_round_is_forgotten_here_and_cast_there(device, browser, address, box):
    page = collected(device, address, box)
    text = do(page, 'device.exportMove("r1")')
    assert len(text) < 400
    assert not {"nonce", "secret", "cohort"} & set(kept(page)[0])
    assert do(page, CAST) == {"error": "Misplaced", "fault": "moved"}
    other = browser.new_context()
    there = visit(other, address)
    assert do(there, f'device.readFragment("#{text}")') == {"move": text, "round": "r1"}
    assert do(there, f'device.importMove("{text}")')["questions"] == ["T1", "R2"]
    header = json.dumps(box.header)
    do(there, f'device.open("r1", {{header: {header}}})')
    assert do(there, CAST)["state"] == "done"
    other.close()
    assert len(box.ballots) == 1


def test_a_round_that_is_under_way_is_not_replaced_by_a_moved_one(device, browser, address, box):
    text = do(collected(device, address, box), 'device.exportMove("r1")')
    other = browser.new_context()
    there = collected(other, address, box)
    assert do(there, f'device.importMove("{text}")')["error"] == "Misplaced"
    other.close()


def test_a_manifest_swapped_between_two_visits_is_refused(device, address, box):
    page = visit(device, address)
    enter(page, box)
    swapped = json.dumps(box.header.replace('"members":9', '"members":8'))
    refused = {"error": "Mistrust", "fault": "swapped"}
    assert do(page, f'device.open("r1", {{header: {swapped}}})') == refused
    box.header = json.loads(swapped)
    assert do(page, 'device.collect("r1")') == refused


def test_a_credential_that_is_refused_leaves_the_request_for_later(device, address, box):
    box.away["/credential"] = 409
    page = visit(device, address)
    enter(page, box)
    assert do(page, 'device.collect("r1")') == {"error": "Refused", "fault": 409}
    assert do(page, 'device.open("r1")')["state"] == "asked"


def test_a_fragment_is_an_invitation_or_nothing(device, address, box):
    page = visit(device, address)
    assert do(page, 'device.readFragment("#r1.code~ab")') == {"invite": "r1.code", "round": "r1", "fingerprint": "ab"}
    assert do(page, 'device.readFragment("")') is None
    assert do(page, 'device.readFragment("#top")') is None


def test_forgetting_leaves_nothing(device, address, box):
    page = collected(device, address, box)
    do(page, 'device.forget("r1")')
    assert kept(page) == []
