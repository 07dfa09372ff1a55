"""Look over what browsers get: `python -m tools.front` names long lines of templates, and faults in CSS and JavaScript.

Templates may have lines of 160 characters. Those that had longer ones stand in `tools/long_lines.txt` with their
number, which may only shrink. Style sheets are parsed here; scripts by ESLint, whose lock lies in `tools/scripts`.
Where there is no Node, or nothing to fetch ESLint from, that is said.
"""

import json
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
ESLINT = ROOT / "tools" / "scripts"
SKIPPED = "JavaScript was not looked at: there is no Node. Put node (20 or newer) and npm on the PATH, then make lint."
OFFLINE = "JavaScript was only parsed: npm could not fetch ESLint. Run make lint again where it can."


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
    for name, many in allowed.items():
        if (left := found.get(name, 0)) < many:
            yield f"{LISTED.name}: {name} has {left} long lines now, not {many}: write that, or take it out"


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


def eslint() -> Path | None:
    """Return ESLint as its lock says, fetched once; None where npm cannot fetch it."""
    lock, fetched = ESLINT / "package-lock.json", ESLINT / "node_modules" / "lock.json"
    if not fetched.exists() or fetched.read_bytes() != lock.read_bytes():
        words = [shutil.which("npm") or "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        try:
            subprocess.run(words, cwd=ESLINT, check=True, capture_output=True, timeout=300)
        except (OSError, subprocess.SubprocessError):
            return None
        shutil.copyfile(lock, fetched)
    return ESLINT / "node_modules" / "eslint" / "bin" / "eslint.js"


def scripts(place: Path, linter: Path | None) -> Iterator[str]:
    """Yield the faults of scripts; without a linter only what Node cannot read, without Node nothing."""
    node = shutil.which("node")
    if node and linter:
        kept = [word for name in (BUNDLED, "built") for word in ("--ignore-pattern", f"**/{name}/")]
        words = [node, linter, "--config", ESLINT / "eslint.config.js", *kept, "--format", "json", "."]
        done = subprocess.run(words, cwd=place, capture_output=True, text=True, check=False)
        if done.returncode > 1:
            yield f"ESLint could not run: {done.stderr.strip()}"
            return
        for found in json.loads(done.stdout):
            yield from (f"{found['filePath']}:{said['line']}: {said['message']}" for said in found["messages"])
        return
    for path in sorted(place.rglob("*.js")) if node else ():
        if BUNDLED not in path.parts:
            command = [node, "--check", "--input-type=module", "-"]
            done = subprocess.run(command, input=path.read_bytes(), capture_output=True, check=False)
            if done.returncode:
                yield f"{path}: {done.stderr.decode(errors='replace').strip()}"


def main() -> int:
    """Print what is wrong; return 1 if anything is."""
    static = ROOT / "pulse" / "static"
    linter = eslint() if shutil.which("node") else None
    wrong = [*too_long(ROOT / "templates"), *styles(static), *scripts(static, linter)]
    for line in wrong:
        print(line)
    if not linter:
        print(OFFLINE if shutil.which("node") else SKIPPED)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
