"""The browser refuses what its group's leaf does not list: questions about promises too, named teams or not."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

COURSE = Path(__file__).parents[2] / "pulse" / "static" / "pulse" / "course.js"
SCRIPT = """
import { readFileSync } from "node:fs";
import { fits, laid, spoken } from "./course.mjs";
const [questions, view, draft] = JSON.parse(readFileSync(0, "utf8"));
const all = laid(questions, draft.teams);
console.log(JSON.stringify({ fits: fits(questions, view), said: spoken(all, draft).answers }));
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Run the browser's own module: (whether the questions fit the leaf, what the ballot would say)."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("NOTE: no node here: this is run in Chromium only")
    place = tmp_path_factory.mktemp("course")
    shutil.copy(COURSE, place / "course.mjs")
    (place / "run.mjs").write_text(SCRIPT)

    def run(questions, leaf, draft):
        given = json.dumps([questions, leaf, {"texts": {}, **draft}])
        ran = subprocess.run([node, place / "run.mjs"], input=given, capture_output=True, text=True, check=True)
        found = json.loads(ran.stdout)
        return found["fits"], found["said"]

    return run


def asked(version, **more):
    return {"version": version, "scale": "agree5", "text": "?", "comment": False, "open": False, **more}


ORDINARY, BACK = asked("T1@1"), asked("PB1@1/desk", scale="kept", team="Support")
NAMING = asked("teams", teams=[["f", "Finance"]], asks=[{"version": "S1@1", "scale": "agree5", "text": "{team}?"}])


def test_a_promise_that_is_listed_may_be_asked_about_and_is_answered(course):
    draft = {"teams": [], "answers": {"T1@1": 4, "PB1@1/desk": 2}}
    fits, said = course([ORDINARY, BACK], {"questions": ["T1@1", "PB1@1/desk"]}, draft)
    assert (fits, said) == (True, {"T1@1": 4, "PB1@1/desk": 2})


@pytest.mark.parametrize("listed", [["T1@1"], ["T1@1", "PB1@1/chair"], ["T1@1", "PB1@2/desk"], ["PB1@1/desk", "T1@1"]])
def test_one_that_is_not_listed_is_refused(course, listed):
    assert not course([ORDINARY, BACK], {"questions": listed}, {"teams": [], "answers": {}})[0]


def test_beside_teams_that_are_named_it_stands_for_itself(course):
    draft = {"teams": ["f"], "answers": {"PB1@1/desk": 1, "S1@1/f": 5}}
    leaf = {"questions": ["T1@1", "PB1@1/desk", "S1@1/*"], "teams": ["f"]}
    fits, said = course([ORDINARY, BACK, NAMING], leaf, draft)
    assert (fits, said) == (True, {"T1@1": None, "PB1@1/desk": 1, "S1@1/f": 5})
    assert not course([ORDINARY, BACK, NAMING], leaf | {"questions": ["T1@1", "PB1@1/*", "S1@1/*"]}, draft)[0]
