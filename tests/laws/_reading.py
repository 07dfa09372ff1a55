"""Reads the house as text and syntax trees, so that laws about it can be tested, on planted violations too."""

import ast
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pulse.rooms import ROOF, role

HOUSE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Module:
    """One file of the package."""

    name: str  # pulse.rounds.jobs
    path: Path
    tree: ast.Module

    @property
    def room(self) -> str:
        """The folder it lives in, or its own name on the roof."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else ""

    @property
    def role(self) -> str:
        """What it is inside the room: a role, or its own name."""
        return role(self.name.split(".")[-1])

    @property
    def is_in_a_room(self) -> bool:
        """Whether it lives in a folder below the roof."""
        return self.room not in ROOF and (len(self.name.split(".")) > 2 or self.path.name == "__init__.py")

    def imports(self) -> tuple[tuple[str, int, bool], ...]:
        """Return (module, line, at the top) of everything it imports; `from a import b` is a.b."""
        return _imports(self.tree)


@lru_cache(maxsize=4096)
def _imports(tree: ast.Module) -> tuple[tuple[str, int, bool], ...]:
    """Return what a module imports, found once for the house and all its copies."""
    return tuple(_imported(tree))


def _imported(tree: ast.Module) -> Iterator[tuple[str, int, bool]]:
    top = set(map(id, tree.body))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno, id(node) in top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{node.module}.{alias.name}", node.lineno, id(node) in top) for alias in node.names)


def modules(house: Path) -> list[Module]:
    """Return every module of the package under `house`."""
    found = []
    for path in sorted((house / "pulse").rglob("*.py")):
        parts = path.relative_to(house).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found.append(Module(name, path, _tree(path.read_text("utf-8"))))
    return found


@lru_cache(maxsize=4096)
def _tree(text: str) -> ast.Module:
    """Return the syntax tree of a text: parsed once, wherever a copy of the house has it again."""
    return ast.parse(text)


def copy_of_the_house(target: Path) -> Path:
    """Copy what laws read, to plant a violation in."""
    for part in ("pulse", "templates", "docs"):
        shutil.copytree(HOUSE / part, target / part, ignore=shutil.ignore_patterns("__pycache__", "*.woff2"))
    for name in ("README.md", "SECURITY.md"):
        shutil.copy(HOUSE / name, target / name)
    return target


def plant(house: Path, where: str, text: str) -> Path:
    """Append text to a file of a copied house (or make the file); return the house."""
    path = house / where
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((path.read_text("utf-8") if path.exists() else "") + text, "utf-8")
    return house


def templates(house: Path) -> list[tuple[str, str]]:
    """Return (name, text) of every template."""
    place = house / "templates"
    return [(str(path.relative_to(place)), path.read_text("utf-8")) for path in sorted(place.rglob("*.*"))]


def without_jinja(text: str) -> str:
    """Return a template's own markup: comments, statements and expressions taken out, lines kept."""
    return re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", lambda found: "\n" * found[0].count("\n"), text, flags=re.DOTALL)
