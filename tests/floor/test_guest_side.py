"""The browser's code against ours: what a phone draws and posts is what a floor takes."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from pulse.ballots import credentials, manifest
from pulse.ballots.wire import from_text, to_text
from pulse.floor import guest
from pulse.floor.rights import NAMES, signed

ROOT = Path(__file__).parents[2]
SEED = bytes(range(32))
PAIRS = {name: credentials.derive(SEED, "h1", name) for name in NAMES}
KEYS = {name: to_text(pair.public_key) for name, pair in PAIRS.items()}
TEXT = manifest.canonical({"hall": "h1", "keys": KEYS})
WORDS = 'Größe "ok"?\nلماذا 漢字 😀'


@pytest.fixture(scope="session")
def modules(tmp_path_factory):
    """The browser's modules where node sees that they are some."""
    node = shutil.which("node")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout if node else "v0"
    if int(version[1:].split(".")[0]) < 20:
        pytest.skip("NOTE: no node 20 here: the browser's code is run in Chromium only")
    place = tmp_path_factory.mktemp("floor")
    (place / "package.json").write_text('{"type": "module"}')
    for name in ("pulse", "townhalls", "vendor"):
        shutil.copytree(ROOT / "pulse" / "static" / name, place / "pulse" / "static" / name)
    script = place / "tests" / "floor" / "guest_side.mjs"
    script.parent.mkdir(parents=True)
    shutil.copy(Path(__file__).with_name(script.name), script)
    return node, script


@pytest.fixture(scope="session")
def call(modules):
    """Run a function of the hall's modules: call(name, *arguments) -> result, or {"error": ...}."""

    def run(name, *arguments):
        asked = json.dumps([name, *arguments])
        ran = subprocess.run(modules, input=asked, capture_output=True, text=True, check=False, timeout=60)
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    return run


def granted(blinded):
    """What the server answers."""
    made = [credentials.evaluate(PAIRS[n], from_text(b, 32)) for n, b in zip(NAMES, blinded, strict=True)]
    return [[to_text(element), to_text(proof)] for element, proof in made]


@pytest.fixture(scope="module")
def drawn(call):
    """A batch of a browser, and the answer to it."""
    batch = call("begin")
    return batch, granted([each["blinded"] for each in batch])


@pytest.fixture(scope="module")
def rights(call, drawn):
    return call("finish", "h1", *drawn, TEXT)


def accepted(name, posted, words):
    secret = credentials.finalized(PAIRS[name], from_text(posted["nonce"], 32))
    return credentials.authentic(secret, words, from_text(posted["mac"], 32))


def test_both_sides_name_the_rights_alike(rights):
    assert tuple(rights) == NAMES


def test_a_vote_from_the_browser_is_accepted(call, rights):
    posted = call("vote", "h1", 63, rights["vote-63"])
    assert set(posted) == {"slot", "nonce", "mac"}
    assert accepted("vote-63", posted, signed("vote", "h1", "vote-63"))
    held = guest.Right(*(from_text(rights["vote-63"][part], size) for part, size in (("nonce", 32), ("secret", 64))))
    assert posted == guest.vote("h1", 63, held)


def test_a_question_from_the_browser_is_accepted(call, rights):
    posted = call("ask", "h1", 2, rights["ask-2"], WORDS)
    assert posted["text"] == WORDS
    assert accepted("ask-2", posted, signed("ask", "h1", "ask-2", WORDS))
    assert not accepted("ask-1", posted, signed("ask", "h1", "ask-1", WORDS))


def test_both_sides_print_the_keys_alike(call):
    assert call("fingerprint", TEXT) == manifest.fingerprint(TEXT)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"hall": "h2"}, "foreign"),
        ({"keys": KEYS | {"vote-0": KEYS["vote-1"]}}, "foreign"),
        ({"keys": KEYS | {"vote-0": to_text(credentials.derive(SEED, "h2", "vote-0").public_key)}}, "forged"),
        ({"keys": {}}, "foreign"),
    ],
)
def test_the_browser_refuses_other_keys(call, drawn, change, fault):
    text = manifest.canonical({"hall": "h1", "keys": KEYS} | change)
    assert call("finish", "h1", *drawn, text) == {"error": "Mistrust", "fault": fault}


@pytest.mark.parametrize("at", [0, 40, 66])
def test_the_browser_refuses_any_proof_that_fails(call, drawn, at):
    batch, given = drawn
    other = [*given]
    other[at] = [given[at][0], given[at - 1][1]]
    assert call("finish", "h1", batch, other, TEXT) == {"error": "Mistrust", "fault": "forged"}


def test_what_is_typed_is_cleaned_before_it_is_signed(call):
    assert call("cleaned", " a\x00b\r\nc\ud800 ") == "a b\nc\ufffd"
