"""Look over what browsers get: `python -m tools.front` names long lines of templates, and faults in CSS and JavaScript.

Templates may have lines of 160 characters. Those that had longer ones stand in `tools/long_lines.txt` with their
number, which may only shrink. Style sheets are parsed here; scripts by Node, and where there is none that is said.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import tinycss2

ROOT = Path(__file__).resolve().parent.parent
LISTED = ROOT / "tools" / "long_lines.txt"
LONGEST = 160
BUNDLED = "vendor"  # a folder of what others wrote
SKIPPED = "JavaScript was not looked at: there is no Node. Put node (18 or newer) on the PATH and run make lint again."


def long_lines(templates: Path) -> dict[str, int]:
    """Return how many lines of each template are longer than they may be."""
    found = {}
    for path in sorted(templates.rglob("*.*")):
        many = sum(len(line) > LONGEST for line in path.read_text("utf-8").splitlines())
        if many:
            found[str(path.relative_to(templates))] = many
    return found


def listed() -> dict[str, int]:
    """Return how many each template may have, for now."""
    pairs = (line.split() for line in LISTED.read_text("utf-8").splitlines())
    return {name: int(many) for many, name in pairs}


def too_long(templates: Path) -> Iterator[str]:
    """Yield the templates with more long lines than the list says, and entries that nothing needs any more."""
    found, allowed = long_lines(templates), listed()
    for name, many in found.items():
        if many > allowed.get(name, 0):
            yield f"templates/{name}: {many} lines over {LONGEST} characters, {allowed.get(name, 0)} are allowed"
    for name in sorted(allowed.keys() - found.keys()):
        yield f"{LISTED.name}: take out {name}, which has no long line any more"


def styles(place: Path) -> Iterator[str]:
    """Yield what browsers would pass over in style sheets without a word."""
    for path in sorted(place.rglob("*.css")):
        if BUNDLED not in path.parts:
            rules = tinycss2.parse_stylesheet(path.read_text("utf-8"), skip_comments=True, skip_whitespace=True)
            yield from (f"{path}:{line}: {said}" for line, said in _faults(rules))


def _faults(rules: list[tinycss2.ast.Node]) -> Iterator[tuple[int, str]]:
    for rule in rules:
        if rule.type == "error":
            yield rule.source_line, rule.message
        elif getattr(rule, "content", None) is not None:
            inner = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
            yield from _faults(inner)
        elif rule.type == "declaration":
            yield from ((part.source_line, part.message) for part in rule.value if part.type == "error")


def scripts(place: Path) -> Iterator[str]:
    """Yield the scripts that Node cannot read; without Node none is looked at."""
    node = shutil.which("node")
    for path in sorted(place.rglob("*.js")) if node else ():
        if BUNDLED not in path.parts:
            command = [str(node), "--check", "--input-type=module", "-"]
            done = subprocess.run(command, input=path.read_bytes(), capture_output=True, check=False)
            if done.returncode:
                yield f"{path}: {done.stderr.decode(errors='replace').strip()}"


def main() -> int:
    """Print what is wrong; return 1 if anything is."""
    static = ROOT / "pulse" / "static"
    wrong = [*too_long(ROOT / "templates"), *styles(static), *scripts(static)]
    for line in wrong:
        print(line)
    if not shutil.which("node"):
        print(SKIPPED)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
