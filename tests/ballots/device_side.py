"""A server of one round for devices, and what a page there is told to do."""

import json
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from pulse.ballots import credentials, envelopes, manifest, receipts
from pulse.ballots.wire import from_text, to_text

STATIC = Path(__file__).parents[2] / "pulse" / "static"
SEED = bytes(range(32))
PRIVATE, PUBLIC = envelopes.new_seal()
POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types"
INVITE = "r1.invitation-of-omar"
CAST = 'device.cast("s1", {answers: {T1: 4}, texts: {comment: "Danke"}})'


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
    return do(page, f'device.open("s1", {{round: "r1", invite: "{INVITE}", fingerprint: "{fingerprint}"}})')


def collected(context, address, box):
    page = visit(context, address)
    enter(page, box)
    do(page, 'device.collect("s1")')
    return page
