"""Law: the page on how the house is built has the rooms, roles, doors and exceptions of `pulse/rooms.py`."""

import re

import pytest

from pulse.rooms import DOORS, IMPURE, NUMPY, OPEN, ROLES, ROOF, ROOMS, WALLED
from tests.laws._reading import HOUSE

CODE = re.compile(r"`([\w./]+)`")


def page() -> str:
    return (HOUSE / "docs" / "architecture.md").read_text("utf-8")


def rows(text: str, head: str) -> list[list[str]]:
    """Return the cells of the table with such a first heading."""
    table = text.partition(f"| {head} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def said(text: str, begin: str, end: str) -> set[str]:
    """Return the words in code between two phrases."""
    return set(CODE.findall(text.partition(begin)[2].partition(end)[0]))


def differing(text: str) -> set[str]:
    """Return which parts of the page are not what the code says."""
    rooms = rows(text, "room")
    exceptions = {cells[0].strip("`"): (cells[1], cells[2]) for cells in rows(text, "module")}
    roof = {
        name.removesuffix(".py").removesuffix("/") for name in said(text, "imported by nobody below: ", "of\n`make")
    }
    parts = {
        "rooms": [CODE.findall(cells[0])[0] for cells in rooms] == list(ROOMS),
        "described": all(cells[1] for cells in rooms),
        "wall": {CODE.findall(cells[0])[0] for cells in rooms if "▓" in cells[0]} == set(WALLED),
        "roof": roof == set(ROOF),
        "roles": said(text, "Roles are", ". `wording` words") == set(ROLES),
        "doors": said(text, "through its doors:", "or a pure module") == set(DOORS),
        "numpy": said(text, "numpy only in", "and the demo") == set(NUMPY),
        "exceptions": exceptions == {n: (IMPURE.get(n, ""), OPEN.get(n, "")) for n in IMPURE.keys() | OPEN.keys()},
        "files": lost(text) == [],
    }
    return {name for name, same in parts.items() if not same}


def lost(text: str) -> list[str]:
    """Return the files that the page names and that are not there, and functions or tables of rooms by their module."""
    files = {name for name in CODE.findall(text) if "/" in name and name.endswith((".py", ".js", ".csv"))}
    dotted = {name for name in CODE.findall(text) if name.count(".") == 2 and name.split(".")[0] in ROOMS}
    places = {name: (name, f"pulse/{name}") for name in files}
    gone = [name for name, where in places.items() if not any((HOUSE / place).exists() for place in where)]
    for name in dotted:
        room, module, what = name.split(".")
        path = HOUSE / "pulse" / room / f"{module}.py"
        if not path.exists() or not re.search(rf"\b{what}\b", path.read_text("utf-8")):
            gone.append(name)
    return sorted(gone)


def test_the_page_is_what_the_code_says() -> None:
    assert differing(page()) == set()
    assert lost(page()) == []


@pytest.mark.parametrize(
    ("before", "after", "part"),
    [
        ("| `audit` |", "| `trail` |", "rooms"),
        ("| `ballots` ▓ |", "| `ballots` |", "wall"),
        ("`scheduler.py`, ", "", "roof"),
        ("`schemas`, ", "", "roles"),
        ("`wording`, `faults`, or", "`faults`, or", "doors"),
        ("`linkage` and the demo", "`linkage`, `rounds` and the demo", "numpy"),
        ("| `clients.codes` |", "| `clients.cards` |", "exceptions"),
        ("`promises/chain.py`", "`promises/links.py`", "files"),
        ("`linkage.jobs.compute`", "`linkage.jobs.nothing`", "files"),
    ],
)
def test_a_page_that_says_something_else_is_seen(before: str, after: str, part: str) -> None:
    assert before in page()
    assert differing(page().replace(before, after)) == {part}


def test_rooms_in_another_order_are_seen() -> None:
    first, second = (line for line in page().splitlines() if line.startswith(("| `people` |", "| `audit` |")))
    changed = page().replace(first, "@").replace(second, first).replace("@", second)
    assert differing(changed) == {"rooms"}
