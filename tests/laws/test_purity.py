"""Files named for the field are pure: no Flask, no database, no clock, no environment."""

import ast
import sys
from pathlib import Path

from pulse.rooms import IMPURE, NUMPY, ROLES, ROOF
from tests.laws._reading import HOUSE, Module, copy_of_the_house, modules, plant

OUTSIDE = frozenset({"os", "time", "socket", "subprocess", "random", "threading", "logging", "sqlite3", "shutil"})
CLOCKS = frozenset({"now", "today", "utcnow"})
PURE_LIBRARIES = frozenset({"voprf", "cryptography", "snowballstemmer", "icalendar"})


def is_pure(module: Module) -> bool:
    """Say whether the law wants this module pure."""
    in_room = module.is_in_a_room and module.room not in {"base", "", *ROOF}
    named_for_the_field = module.role not in ROLES and module.path.name != "__init__.py"
    return in_room and named_for_the_field and module.name.removeprefix("pulse.") not in IMPURE


def impurities(house: Path) -> list[str]:
    """Return what pure modules import or call that they may not."""
    pure = {module.name for module in modules(house) if is_pure(module)}
    return [fault for module in modules(house) if is_pure(module) for fault in _faults(module, pure)]


def _faults(module: Module, pure: set[str]) -> list[str]:
    found = []
    for name, line, _ in module.imports():
        root = name.split(".")[0]
        known = root in sys.stdlib_module_names and root not in OUTSIDE
        own = root == "pulse" and _names_pure(name, pure)
        numbers = root == "numpy" and module.room in NUMPY
        randomness = name == "random.Random"  # a source that is handed in
        if not (known or own or numbers or randomness or root in PURE_LIBRARIES):
            found.append(f"{module.name}:{line} imports {name}")
    calls = (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))
    asks = (call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in CLOCKS)
    return found + [f"{module.name}:{call.lineno} asks the time" for call in asks]


def _names_pure(name: str, pure: set[str]) -> bool:
    parts = name.split(".")
    prefixes = {".".join(parts[:size]) for size in range(2, len(parts) + 1)}
    return bool(prefixes & (pure | {"pulse.base.csvfile", "pulse.base.alphabet", "pulse.base.tongues"}))


def test_modules_of_the_field_are_pure() -> None:
    assert impurities(HOUSE) == []


def test_numpy_stays_off_the_way_of_a_ballot() -> None:
    with_numbers = {m.room for m in modules(HOUSE) for name, _, _ in m.imports() if name.startswith("numpy")}
    assert with_numbers <= NUMPY | {"demo"}


def test_planted_violations_are_seen(tmp_path: Path) -> None:
    house = copy_of_the_house(tmp_path)
    plant(house, "pulse/tallies/cells.py", "\nimport flask\n")
    plant(house, "pulse/programmes/plan.py", "\nfrom datetime import date\nTODAY = date.today()\n")
    plant(house, "pulse/ballots/wire.py", "\nimport os\n")
    plant(house, "pulse/tallies/joint.py", "\nimport numpy\n")
    plant(house, "pulse/scores/items.py", "\nfrom pulse.scores.models import Mark\n")
    assert len(impurities(house)) == 5
