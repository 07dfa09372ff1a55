"""Each benchmark runs in the suite at a tiny size, so that none breaks unnoticed; how fast it was is no matter here."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SQLITE = ["sqlite"]
# What each is made of where it only has to run: its constants, and what follows its name.
TINY: dict[str, tuple[dict[str, object], list[str]]] = {
    "credentials": ({"TIMES": 5, "FULL": 500, "ASKED": 20}, []),
    "customer_import": ({"RATINGS": 400, "TEAMS": 5, "MONTHS": 6}, []),
    "first_visit": ({}, []),
    "link": ({"COMPUTED": ((24, 18, 1.0),), "TEAMS": 40, "WEEKS": 26}, []),
    "results_pages": ({"SIZES": ((60, 4), (120, 8)), "ROUNDS": 8, "WARM": 1, "TIMES": 2, "FILE_TIMES": 1}, []),
    "roster_import": ({"PEOPLE": 200, "TEAMS": 10, "DIVISIONS": 2}, []),
    "round_100k": ({}, ["200", *SQLITE]),
    "town_hall": ({"PEOPLE": 40, "QUESTIONS": 3, "EARLIER": 6, "ENTERING": 8, "VOTING": 8}, ["1", *SQLITE]),
    "visits": ({"PEOPLE": 300, "TEAMS": 15, "AT": {1: 20, 8: 40}, "WARM": 5}, SQLITE),
}
MEASURED = re.compile(r"\d")

pytestmark = [pytest.mark.one_database, pytest.mark.real_time, pytest.mark.long]


def run(name: str, constants: dict[str, object], arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a benchmark as a program, made small."""
    unknown = f"from tests.benchmarks import {name} as it; made = {constants!r}; assert made.keys() <= vars(it).keys()"
    start = f"import sys; {unknown}; vars(it).update(made); sys.argv = {[name, *arguments]!r}; sys.exit(it.main())"
    return subprocess.run(
        [sys.executable, "-c", start], cwd=HERE.parents[1], capture_output=True, text=True, check=False
    )


def test_none_is_forgotten() -> None:
    assert {path.stem for path in HERE.glob("[!_]*.py")} - {"test_benchmarks"} == TINY.keys()


@pytest.mark.parametrize("name", TINY)
def test_it_runs_and_prints_what_it_measured(name: str) -> None:
    done = run(name, *TINY[name])
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode in {0, 1}, done.stderr  # 1: a promise about speed is not kept, as here may be
    assert sum(bool(MEASURED.search(line)) for line in done.stdout.splitlines()) >= 3
    assert re.search(r"^(NOT )?kept", done.stdout, re.MULTILINE | re.IGNORECASE), (
        "it says of no target whether it is kept"
    )


def test_one_that_breaks_is_seen() -> None:
    done = run("results_pages", {"SIZES": ((60, 4), (120, 8)), "ROUNDS": "many"}, [])
    assert "Traceback" in done.stderr
