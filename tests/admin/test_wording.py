"""Whatever the host's page names has words: each job of the tick, and each deed that the code enters in the trail."""

import ast
import re
from collections.abc import Iterator

from pulse import scheduler
from pulse.admin import wording
from pulse.admin.models import TICK
from tests.laws._reading import HOUSE

JOBS = tuple(name for name, _ in (*scheduler.JOBS, *scheduler.LEAVING, *scheduler.SLOW))
PLANTED = (
    'audit.record("a" if new else "b", 1)\naudit.record(f"c-{x.value}", 1)\naudit.record(queries.D, 1)\nrecord("e")'
)


def deeds(tree: ast.AST) -> Iterator[str]:
    """Yield what the code enters in the trail: texts, both sides of a choice, "x-*" for x- and a value, and names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
            given = node.args[0]
            for said in (given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,):
                if isinstance(said, ast.Constant):
                    yield said.value
                elif isinstance(said, ast.JoinedStr):
                    yield "".join(part.value if isinstance(part, ast.Constant) else "*" for part in said.values)
                else:
                    yield ast.unparse(said)


def known(code: str) -> bool:
    """Say whether a deed has words; one with a changing end is known when each of its ends is."""
    words = {code for deeds in wording._DEEDS for code in deeds()}
    named = {"queries.PLEDGED": wording.PLEDGED}.get(code, code)
    pattern = re.compile(re.escape(named).replace(r"\*", ".+"))
    ends = {"survey-*": 3}.get(code, 1)
    return sum(bool(pattern.fullmatch(word)) for word in words) >= ends


def test_every_kind_of_deed_is_read_from_the_code() -> None:
    assert list(deeds(ast.parse(PLANTED))) == ["a", "b", "c-*", "queries.D"]


def test_every_job_has_words(app) -> None:
    with app.test_request_context():
        assert [name for name in (TICK, *JOBS) if wording.job(name) == name] == []


def test_no_two_jobs_share_a_name() -> None:
    assert len(set(JOBS)) == len(JOBS)


def test_every_deed_of_the_trail_has_words(app) -> None:
    files = sorted((HOUSE / "pulse").rglob("*.py"))
    found = {code for path in files for code in deeds(ast.parse(path.read_text("utf-8")))}
    assert len(found) > 40
    with app.test_request_context():
        assert sorted(code for code in found if not known(code)) == []
