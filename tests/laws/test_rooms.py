"""A room imports only rooms that stand before it, through their doors."""

from pathlib import Path

from pulse.rooms import DOORS, ROLES, ROOF, ROOMS, WALLED
from tests.laws._reading import HOUSE, Module, copy_of_the_house, modules, plant

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
    """Return imports of another room's pages, jobs, forms or messages."""
    known = {module.name for module in modules(house)}
    found = []
    for module in modules(house):
        for name, line, _ in module.imports():
            to, part = _room(name), _part(name, known)
            foreign = module.is_in_a_room and module.name != "pulse" and to not in (None, "base", module.room)
            if foreign and part in ROLES - DOORS - {"faults"}:
                found.append(f"{module.name}:{line} imports {name}")
    return found


def inside_functions(house: Path) -> list[str]:
    """Return imports that do not stand at the top."""
    return [
        f"{module.name}:{line} imports {name}"
        for module in modules(house)
        for name, line, top in module.imports()
        if not top and not name.startswith("typing")
    ]


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


def _part(name: str, known: set[str]) -> str:
    parts = name.split(".")
    return parts[2] if len(parts) > 2 and ".".join(parts[:3]) in known else ""


def test_a_room_imports_only_rooms_before_it() -> None:
    assert out_of_order(HOUSE) == []


def test_another_room_is_entered_through_its_doors() -> None:
    assert beside_the_door(HOUSE) == []


def test_imports_stand_at_the_top() -> None:
    assert inside_functions(HOUSE) == []


def test_every_file_has_a_name_that_says_something() -> None:
    assert nameless(HOUSE) == []


def test_planted_violations_are_seen(tmp_path: Path) -> None:
    house = copy_of_the_house(tmp_path)
    plant(house, "pulse/people/queries.py", "\nfrom pulse.rounds.queries import rounds\n")
    plant(house, "pulse/ballots/wire.py", "\nfrom pulse.people.models import Person\n")
    plant(house, "pulse/home/views.py", "\nfrom pulse.rounds.views import room as other\n")
    plant(house, "pulse/audit/actions.py", "\ndef late():\n    from pulse.base import clock\n    return clock\n")
    plant(house, "pulse/scores/utils.py", '"""Things."""\n')
    assert len(out_of_order(house)) == 2
    assert len(beside_the_door(house)) == 1
    assert len(inside_functions(house)) == 1
    assert nameless(house) == ["pulse.scores.utils"]


def test_modules_are_read_at_all() -> None:
    assert any(isinstance(module, Module) and module.name == "pulse.rounds.jobs" for module in modules(HOUSE))
