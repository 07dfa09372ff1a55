"""A day is a day somewhere: nobody takes the date of a moment without saying in which time zone."""

import ast
from pathlib import Path

from pulse.rooms import ROOF
from tests.laws._reading import HOUSE, copy_of_the_house, modules, plant

# Where it does not matter which day is meant, each with its reason.
NO_MATTER = {
    "pulse.promises.jobs": "looks a day further than any zone, then asks for the owner's",
    "pulse.conversations.timetable": "counts nights, each of which ends at three in UTC",
}
ZONED = ("astimezone(", "local.", "there.")  # of the clock on a wall


def days_of_nowhere(house: Path) -> list[str]:
    """Return where the date of a moment is taken as it stands, which is in UTC."""
    found = []
    for module in modules(house):
        if module.room in ROOF or module.name in NO_MATTER:
            continue
        calls = (node for node in ast.walk(module.tree) if isinstance(node, ast.Call) and not node.args)
        taken = (call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in {"date", "today"})
        said = (ast.unparse(call.func) for call in taken)
        found += [f"{module.name}: {words}()" for words in said if not any(zone in words for zone in ZONED)]
    return found


def days_told_to_tests(tests: Path) -> list[str]:
    """Return where a test takes the date of this moment as it stands; for an hour of each night it is another day."""
    return [
        f"{path.relative_to(tests)}: {ast.unparse(node.func)}()"
        for path in sorted(tests.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if ast.unparse(node.func) in {"now.date", "clock.now().date", "date.today", "datetime.now().date"}
    ]


def test_every_day_is_a_day_somewhere() -> None:
    assert days_of_nowhere(HOUSE) == []


def test_every_day_of_a_test_is_a_day_somewhere() -> None:
    assert days_told_to_tests(HOUSE / "tests") == []


def test_a_planted_test_is_seen(tmp_path: Path) -> None:
    (tmp_path / "test_late.py").write_text("def test_it():\n    assert left_on == clock.now().date()\n", "utf-8")
    assert days_told_to_tests(tmp_path) == ["test_late.py: clock.now().date()"]


def test_a_planted_violation_is_seen(tmp_path: Path) -> None:
    house = copy_of_the_house(tmp_path)
    plant(house, "pulse/rounds/actions.py", "\n\ndef wrong(now: datetime) -> date:\n    return now.date()\n")
    plant(house, "pulse/people/actions.py", "\n\ndef right(now: datetime) -> date:\n    return local_day(now)\n")
    assert days_of_nowhere(house) == ["pulse.rounds.actions: now.date()"]
