"""The browser's threads against ours: the same secret opens and seals the same on both sides."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from pulse.ballots.wire import from_text, to_text
from pulse.threads.letters import LONGEST, By, Letter, Said, file, opened, seal
from tests._ground.replying import Author

HERE = Path(__file__).parent
STATIC = HERE.parents[1] / "pulse" / "static"
AUTHOR = Author(to_text(bytes(range(32))))
ANSWER = Letter(By.LEAD, Said.TEXT, "Größe „ok“\n漢字 😀", "Support", "The stock list …")
THANKS = Letter(By.AUTHOR, Said.THANKS)


@pytest.fixture(scope="module")
def browser_side(tmp_path_factory):
    """The browser's module in node: call(name, *arguments) -> result."""
    node = shutil.which("node")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout if node else "v0"
    if int(version[1:].split(".")[0]) < 20:
        pytest.skip("NOTE: no node 20 here: the browser's code is run in Chromium only")
    place = tmp_path_factory.mktemp("modules")
    (place / "package.json").write_text('{"type": "module"}')
    shutil.copytree(STATIC / "pulse", place / "pulse" / "static" / "pulse")
    script = place / "tests" / "threads" / "browser_side.mjs"
    script.parent.mkdir(parents=True)
    shutil.copy(HERE / script.name, script)

    def call(name, *arguments):
        asked = json.dumps([name, *arguments])
        ran = subprocess.run([node, script], input=asked, capture_output=True, text=True, check=False, timeout=60)
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    return call


@pytest.mark.parametrize("place", [0, 1, 31])
def test_both_sides_derive_the_same_keys(browser_side, place):
    chain = AUTHOR.chain(place)
    parts = {"id": to_text(chain.id), "write": to_text(chain.write), "read": to_text(chain.read)}
    assert browser_side("chain", AUTHOR.code, place) == parts


def test_the_browser_finds_its_own_threads_in_the_file_and_nobody_elses(browser_side):
    first, last = AUTHOR.chain(0), AUTHOR.chain(31)
    other = Author().chain()
    messages = [
        (first.id, 1, seal(first.read, first.id, ANSWER)),
        (first.id, 2, seal(first.read, first.id, THANKS)),
        (first.id, 4, seal(first.read, first.id, ANSWER)),  # place 3 is missing: not looked for
        (last.id, 1, bytes(2588)),  # damaged: keeps its place, and is not shown
        (last.id, 2, seal(last.read, last.id, ANSWER)),
        (other.id, 1, seal(other.read, other.id, ANSWER)),
    ]
    found = browser_side("found", to_text(file(messages)), AUTHOR.code)
    assert [thread["chain"]["id"] for thread in found] == [to_text(first.id), to_text(last.id)]
    assert [[letter["said"] for letter in thread["letters"]] for thread in found] == [["text", "thanks"], ["text"]]
    read = found[0]["letters"][0]
    assert {name: read[name] for name in ("by", "text", "team", "about")} == {
        "by": "lead", "text": ANSWER.text, "team": "Support", "about": "The stock list …",
    }  # fmt: skip


@pytest.mark.parametrize("letter", [Letter(By.AUTHOR, Said.TEXT, 'a "b"\nö 漢 😀'), THANKS])
def test_what_the_browser_seals_opens_here(browser_side, letter):
    posted = browser_side("sealed", AUTHOR.code, 3, {"said": letter.said.value, "text": letter.text})
    chain = AUTHOR.chain(3)
    assert (posted["thread"], posted["write"]) == (to_text(chain.id), to_text(chain.write))
    assert opened(chain.read, chain.id, from_text(posted["sealed"], 2588)) == letter


def test_the_browser_refuses_what_finds_no_room(browser_side):
    too_long = {"said": "text", "text": "漢" * 700}
    assert browser_side("sealed", AUTHOR.code, 0, too_long) == {"error": "TooLong"}
    assert "sealed" in browser_side("sealed", AUTHOR.code, 0, {"said": "text", "text": "x" * LONGEST})


def test_the_browser_knows_a_recovery_code_when_it_sees_one(browser_side):
    assert browser_side("isSecret", AUTHOR.code) is True
    for wrong in (AUTHOR.code[:-1], AUTHOR.code + "A", AUTHOR.code[:-1] + "9", "ü" * 43, ""):
        assert browser_side("isSecret", wrong) is False
