"""What the Makefile calls: install, run, test, check, measure. The standard library is all it needs."""

from __future__ import annotations  # an older Python must get as far as the sentence that refuses it

import argparse
import calendar
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tools.machine import apt_install, how_to_get, missing, say

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RUN_LOCK = ROOT / "requirements.txt"
DEV_LOCK = ROOT / "requirements-dev.txt"
OLDEST = (3, 11)
SLOWEST = ("--durations=30", "--durations-min=1")  # are named at the end
ROOM_IN_MEMORY = 3 << 30  # bytes; a run of the suite leaves about one behind until it ends
ROOMY = {"pulse", "templates", "tests"}  # where a folder is a room
DOORS: dict[str, Callable[[list[str]], int]] = {}  # filled with the commands, for `help`
EVERYWHERE = {"tests/base", "tests/_ground", "tests/conftest.py"}  # what all others stand on


class Stop(Exception):
    """Ends the command with a sentence that says what to do."""


def main(arguments: list[str]) -> int:
    """Do one command; return the exit status."""
    commands = {
        "help": tell,
        "run": run,
        "test": test,
        "one": one,
        "quick": quick,
        "check": check,
        "format": form,
        "lint": lint,
        "types": types,
        "dates": dates,
        "bench": bench,
        "truth": truth,
        "lock": lock,
    }
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__)
    parser.add_argument("command", choices=commands)
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="handed to the server, or to pytest")
    given = parser.parse_args(arguments)
    DOORS.update(commands)
    try:
        if sys.version_info < OLDEST:
            raise Stop("Pulse needs Python 3.11 or newer: make PYTHON=python3.11 " + given.command)
        return commands[given.command](given.rest)
    except Stop as reason:
        say(str(reason))
        return 1
    except KeyboardInterrupt:
        return 130


def tell(rest: list[str]) -> int:
    """Say what each command does."""
    for name, command in DOORS.items():
        say(f"make {name:7} {(command.__doc__ or '').splitlines()[0]}")
    return 0


def run(rest: list[str]) -> int:
    """Install, migrate, load the demo into an empty instance, serve; its mails lead to where it is served."""
    install(RUN_LOCK)
    for step in (["migrate"], ["demo", "--if-empty", *rest]):
        if status := pulse(*step):
            return status
    return pulse("serve", *rest)


def test(rest: list[str]) -> int:
    """Run the suite on SQLite, then what touches a database on PostgreSQL."""
    began = time.monotonic()
    install(DEV_LOCK)
    lacking = lacking_tools()
    say(f"Ready to test after {time.monotonic() - began:.0f} s.")
    failed = suite("sqlite", rest)
    if "postgresql" not in lacking:
        failed = suite("postgresql", rest) or failed
    say(f"All of it took {time.monotonic() - began:.0f} s.")
    return failed


def one(rest: list[str]) -> int:
    """Run some tests as they are named, at once and by themselves: make one T=tests/x.py::test_y DB=postgresql."""
    if not any(not word.startswith("-") for word in rest):
        raise Stop("Say which: make one T=tests/people/test_names.py::test_... DB=postgresql (sqlite without DB).")
    install(DEV_LOCK)
    return call(PYTHON, "-m", "pytest", *rest)


def check(rest: list[str]) -> int:
    """Check form, rules and types, then run the tests."""
    install(DEV_LOCK)
    return tools("ruff format --check .") or lint([]) or types([]) or test(rest)


def form(rest: list[str]) -> int:
    """Write all Python in its form, with imports in order."""
    install(DEV_LOCK)
    return tools("ruff check --select I --fix .", "ruff format .")


def lint(rest: list[str]) -> int:
    """Check the rules of Python, the catalogues, the length of lines in templates, CSS and JavaScript."""
    install(DEV_LOCK)
    return tools("ruff check .", "tools.words --check", "tools.front")


def types(rest: list[str]) -> int:
    """Check the types."""
    install(DEV_LOCK)
    return tools("mypy")


def tools(*wanted: str) -> int:
    """Run tools of the virtual environment until one fails."""
    for tool in wanted:
        say(f"{tool}:")
        if status := call(PYTHON, "-m", *tool.split()):
            return status
    return 0


def quick(rest: list[str]) -> int:
    """Run on SQLite what is not long; `--changed` takes what belongs to rooms touched since the last commit on main."""
    install(DEV_LOCK)
    wanted = [word for word in rest if word != "--changed"]
    if "--changed" in rest:
        found = places(touched())
        say(f"To what was touched belongs: {' '.join(found) or 'everything'}")
        wanted += found
    return suite("sqlite", ["--quick", *wanted])


def touched() -> list[str]:
    """Return the files that differ from the last commit on main, new ones too."""
    base = told("git", "merge-base", "HEAD", "main")[:1] or ["HEAD"]
    return [*told("git", "diff", "--name-only", *base), *told("git", "ls-files", "--others", "--exclude-standard")]


def told(*command: str) -> list[str]:
    """Return the lines that a program prints in the project's directory."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.splitlines()


def places(files: list[str]) -> list[str]:
    """Return the tests that belong to these files, and the laws; nothing, which is all, where one belongs to all."""
    code = [Path(file).parts for file in files if not file.endswith(".md")]
    wanted = {f"tests/{parts[1]}" for parts in code if parts[0] in ROOMY and len(parts) > 1}
    elsewhere = any(parts[0] not in ROOMY for parts in code)
    if not files or elsewhere or wanted & EVERYWHERE or not all((ROOT / place).exists() for place in wanted):
        return []
    return sorted(wanted | {"tests/laws"})


def dates(rest: list[str]) -> int:
    """Run on other days what waits for no browser and no other process, on SQLite."""
    install(DEV_LOCK)
    lacking_tools()
    if not (shutil.which("faketime") or apt_install(["faketime"])):
        raise Stop(f"The tests need faketime to run on another day. {how_to_get(['faketime'])}")
    failed = 0
    for moment, why in other_days(datetime.now(UTC).date()):
        say(f"\n{why}, {moment}:")
        # the monotonic clock stays real: what waits for a while must go on waiting as long
        pytest = ("faketime", "--exclude-monotonic", "-f", f"@{moment}", PYTHON, "-m", "pytest")
        given = ("-m", "not real_time", "-n", "2", "--dist", "worksteal", *rest)
        failed = call(*pytest, *given, TZ="Europe/Berlin", PYTHONDONTWRITEBYTECODE="", **in_memory()) or failed
    return failed


def other_days(today: date) -> list[tuple[str, str]]:
    """Return the moments at which calendars go wrong next, in Central European time, each with its name."""
    leap = next(year for year in range(today.year + 1, today.year + 9) if calendar.isleap(year))
    spring, autumn = (last_sunday(today.year + 1, month) for month in (3, 10))
    return [
        (f"{leap}-02-29 12:00:00", "A 29 February"),
        (f"{spring} 01:58:00", "The night in which an hour is missing"),
        (f"{autumn} 02:58:00", "The night in which an hour comes twice"),
        (f"{today.year}-12-31 23:58:00", "New Year's Eve"),
        (f"{today + timedelta(days=3 * 365 + 1)} 12:00:00", "Three years on"),
    ]


def last_sunday(year: int, month: int) -> date:
    """Return the day on which Europe changes its clocks."""
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def bench(rest: list[str]) -> int:
    """Run each benchmark as a program of its own; names choose some of them."""
    install(DEV_LOCK)
    lacking_tools()
    found = sorted(path.stem for path in (ROOT / "tests" / "benchmarks").glob("[!_]*.py"))
    found.remove("test_benchmarks")
    failed = 0
    for name in [name for name in found if name in rest] if rest else found:
        say(f"\n{name}")
        failed = call(PYTHON, "-m", f"tests.benchmarks.{name}") or failed
    return failed


def truth(rest: list[str]) -> int:
    """Repeat the statistical tests over many made companies; PULSE_TRUTH_SEEDS says how many."""
    install(DEV_LOCK)
    seeds = os.environ.get("PULSE_TRUTH_SEEDS", "300")
    return call(PYTHON, "-m", "pytest", "tests/truth", "-n", "2", "--timeout=0", *rest, PULSE_TRUTH_SEEDS=seeds)


def lock(rest: list[str]) -> int:
    """Write the locks anew from requirements*.in; `--upgrade` takes the newest releases."""
    install(DEV_LOCK)
    form = ("--generate-hashes", "--universal", "--python-version", "3.11", "--no-header", "--no-annotate")
    silent = ("--quiet", "--no-emit-index-url", "--no-emit-find-links")
    write = (PYTHON, "-m", "uv", "pip", "compile", *form, *silent, *rest)
    failed = call(*write, "requirements.in", "-o", RUN_LOCK.name)
    return failed or call(*write, "requirements-dev.in", "-c", RUN_LOCK.name, "-o", DEV_LOCK.name)


def pulse(*arguments: str) -> int:
    """Run one of Pulse's own commands."""
    return call(PYTHON, "-m", "pulse", *arguments)


def suite(database: str, rest: list[str]) -> int:
    """Run pytest on one kind of database."""
    began = time.monotonic()
    say(f"\nThe suite on {database}:")
    command = (PYTHON, "-m", "pytest", f"--database={database}", "-n", "2", "--dist", "worksteal", *SLOWEST, *rest)
    # Where nobody keeps bytecode, each worker and each process that a test starts would compile everything anew.
    failed = call(*command, PYTHONDONTWRITEBYTECODE="", **in_memory())
    say(f"{database}: {'failed' if failed else 'passed'} after {time.monotonic() - began:.0f} s.")
    return failed


def in_memory(place: Path = Path("/dev/shm")) -> dict[str, str]:
    """Return where temporary files cost no disk, if there is room: databases of tests live for a second each."""
    try:
        roomy = os.access(place, os.W_OK) and shutil.disk_usage(place).free >= ROOM_IN_MEMORY
    except OSError:
        roomy = False
    return {"TMPDIR": str(place)} if roomy and "TMPDIR" not in os.environ else {}


def call(*command: object, **environment: str) -> int:
    """Run a program in the project's directory and return its status."""
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=ROOT, env=os.environ | environment, check=False).returncode


def install(wanted: Path) -> None:
    """Bring the virtual environment to what the lock says; nothing to do when the stamp says so."""
    if PYTHON.exists() and stamp(wanted).exists() and stamp(wanted).read_text() == mark(wanted):
        return
    began = time.monotonic()
    make_venv()
    say(f"Installing what {wanted.name} names ...")
    if not (with_uv(wanted) or with_pip(wanted)):
        raise Stop("The packages could not be installed: see above. Is a package index within reach?")
    for done in {wanted, RUN_LOCK}:  # the other lock holds all of RUN_LOCK
        stamp(done).write_text(mark(done))
    say(f"Installed in {time.monotonic() - began:.0f} s.")


def stamp(wanted: Path) -> Path:
    """Return the file that says which lock is installed."""
    return VENV / f".{wanted.stem}.stamp"


def mark(wanted: Path) -> str:
    """Return what the stamp says when a lock is installed for this Python."""
    return hashlib.sha256(wanted.read_bytes() + sys.version.encode()).hexdigest()


def make_venv() -> None:
    """Make the virtual environment; Debian keeps a part of what it takes in a package of its own."""
    same = f"import pip, sys; sys.exit(sys.version_info[:3] != {sys.version_info[:3]})"
    if PYTHON.exists() and call(PYTHON, "-c", same) == 0:
        return
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python3.{sys.version_info.minor}-venv"
        if not apt_install([package]):
            raise Stop(
                f"Python lacks ensurepip, and only root can add it: apt-get install {package}\n"
                "Or use a Python that has it: make PYTHON=/path/to/python3.11"
            )
    if call(sys.executable, "-m", "venv", "--clear", VENV):
        raise Stop(f"{sys.executable} could not make the virtual environment in {VENV}.")


def with_uv(wanted: Path) -> bool:
    """Install with uv, which pip gets from the lock; say whether it went well."""
    only_uv = VENV / "uv.txt"
    only_uv.write_text(entry(DEV_LOCK.read_text(), "uv"))
    if not with_pip(only_uv):
        return False
    if call(PYTHON, "-m", "uv", "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", wanted) == 0:
        return True
    say("uv did not manage; trying pip, which takes a minute or three.")
    return False


def with_pip(wanted: Path) -> bool:
    """Install with pip; say whether it went well."""
    quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
    return call(PYTHON, "-m", "pip", "install", *quiet, "--require-hashes", "-r", wanted) == 0


def entry(locked: str, package: str) -> str:
    """Return a package's lines in a lock: its version and its hashes."""
    lines = locked.splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith(f"{package}=="))
    end = next((at for at in range(start, len(lines)) if not lines[at].endswith("\\")), len(lines) - 1)
    return "\n".join(lines[start : end + 1]) + "\n"


def lacking_tools() -> list[str]:
    """Find what the tests drive, install what is not there, and return what could not be had."""
    if lacking := missing():
        apt_install(lacking)
        lacking = missing()
    if lacking:
        note = f"some tests need what is not here: {', '.join(lacking)}. {how_to_get(lacking)}"
        if in_ci():
            raise Stop("ERROR: " + note)
        say("NOTE: " + note + " The others run.")
    return lacking


def in_ci() -> bool:
    """Whether a missing tool is an error rather than a reason to skip."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
