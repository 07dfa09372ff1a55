"""A room imports only rooms that stand before it, through their doors."""

import ast
from pathlib import Path

from pulse.rooms import DOORS, IMPURE, OPEN, ROLES, ROOF, ROOMS, WALLED
from tests.laws._reading import HOUSE, Module, copy_of_the_house, modules, plant
from tests.laws.test_purity import is_pure

NO_ROOM = ("utils", "helpers", "common", "services", "managers")


def out_of_order(house: Path) -> list[str]:
    """Return imports of rooms that stand later, of the roof, or through a wall."""
    found = []
    for module in modules(house):
        if not module.is_in_a_room or module.name == "pulse":
            continue
        for name, line, _ in module.imports():
            to = _room(name)
            if to is None or to == module.room:
                continue
            later = to in ROOF or ROOMS.index(to) > ROOMS.index(module.room)
            walled = module.room in WALLED and to not in WALLED[module.room]
            if later or walled:
                found.append(f"{module.name}:{line} imports {name}")
    return found


def beside_the_door(house: Path) -> list[str]:
    """Return imports of what another room keeps to itself: impure modules that are no door."""
    known = {module.name: module for module in modules(house)}
    return [
        f"{module.name}:{line} imports {name}"
        for module in modules(house)
        if module.is_in_a_room and module.name != "pulse"
        for name, line, _ in module.imports()
        if _room(name) not in (None, "base", module.room)
        if (entered := known.get(".".join(name.split(".")[:3]))) and not _is_open(entered)
    ]


def _is_open(module: Module) -> bool:
    return module.role in DOORS or is_pure(module) or module.name.removeprefix("pulse.") in OPEN


def needless(house: Path) -> list[str]:
    """Return exceptions that nothing needs any more."""
    known = {module.name.removeprefix("pulse."): module for module in modules(house)}
    gone = [name for name in (*IMPURE, *OPEN) if name not in known or known[name].role in ROLES - {"pages"}]
    entered = {
        ".".join(name.split(".")[1:3])
        for module in modules(house)
        for name, _, _ in module.imports()
        if module.is_in_a_room and module.name != "pulse" and _room(name) != module.room
    }
    return gone + sorted(OPEN.keys() - entered)


def inside_functions(house: Path) -> list[str]:
    """Return imports that do not stand at the top."""
    return [
        f"{module.name}:{line} imports {name}"
        for module in modules(house)
        for name, line, top in module.imports()
        if not top and not name.startswith("typing")
    ]


def homonyms(house: Path) -> dict[str, list[str]]:
    """Return public classes whose name stands in more than two modules: a reader cannot know which is meant."""
    found: dict[str, list[str]] = {}
    for module in modules(house):
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found.setdefault(node.name, []).append(module.name)
    return {name: where for name, where in found.items() if len(where) > 2}


def nameless(house: Path) -> list[str]:
    """Return files whose names say nothing, and rooms that are not in the order."""
    rooms = {module.room for module in modules(house) if module.is_in_a_room and module.name != "pulse"}
    unknown = sorted(rooms - set(ROOMS) - {"static", ""})
    return unknown + [module.name for module in modules(house) if module.role in NO_ROOM]


def _room(name: str) -> str | None:
    parts = name.split(".")
    if parts[0] != "pulse" or len(parts) < 2:
        return None
    return parts[1] if parts[1] in ROOMS or parts[1] in ROOF else None


def test_a_room_imports_only_rooms_before_it() -> None:
    assert out_of_order(HOUSE) == []


def test_another_room_is_entered_through_its_doors() -> None:
    assert beside_the_door(HOUSE) == []


def test_every_exception_is_needed() -> None:
    assert needless(HOUSE) == []


def test_imports_stand_at_the_top() -> None:
    assert inside_functions(HOUSE) == []


def test_a_class_name_stands_in_two_modules_at_most() -> None:
    assert homonyms(HOUSE) == {}
    assert len(IMPURE.keys() | OPEN.keys()) <= 10


def test_every_file_has_a_name_that_says_something() -> None:
    assert nameless(HOUSE) == []


def test_planted_violations_are_seen(tmp_path: Path) -> None:
    house = copy_of_the_house(tmp_path)
    plant(house, "pulse/people/queries.py", "\nfrom pulse.rounds.queries import rounds\n")
    plant(house, "pulse/ballots/wire.py", "\nfrom pulse.people.models import Person\n")
    plant(house, "pulse/home/views.py", "\nfrom pulse.rounds.views import room as other\n")
    plant(house, "pulse/recognition/terms.py", "\nfrom pulse.access.sessions import begin\n")
    plant(house, "pulse/audit/actions.py", "\ndef late():\n    from pulse.base import clock\n    return clock\n")
    plant(house, "pulse/scores/utils.py", '"""Things."""\n')
    assert len(out_of_order(house)) == 2
    found = [fault.split(" imports ")[1] for fault in beside_the_door(house)]
    assert found == ["pulse.rounds.views.room", "pulse.access.sessions.begin"]
    assert len(inside_functions(house)) == 1
    assert nameless(house) == ["pulse.scores.utils"]


def test_a_third_class_of_one_name_is_seen(tmp_path: Path) -> None:
    house = copy_of_the_house(tmp_path)
    plant(house, "pulse/scores/level.py", '\n\nclass Team:\n    """A third."""\n')
    assert homonyms(house).keys() == {"Team"}


def test_an_exception_that_is_needed_no_more_is_seen(tmp_path: Path) -> None:
    house = copy_of_the_house(tmp_path)
    (house / "pulse" / "ballots" / "keys.py").rename(house / "pulse" / "ballots" / "key_actions.py")
    assert needless(house) == ["ballots.keys", "ballots.keys"]


def test_modules_are_read_at_all() -> None:
    assert any(isinstance(module, Module) and module.name == "pulse.rounds.jobs" for module in modules(HOUSE))
