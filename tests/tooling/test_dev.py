"""`make` on machines that have less than ours: dev.py in a made-up tree, with stand-ins for every program it calls."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

import dev

NOBODY = "os.geteuid = lambda: 65534"
ROOT_USER = "os.geteuid = lambda: 0"
BARE = f"{NOBODY}; ctypes.util.find_library = lambda name: None"


@dataclass
class Machine:
    """A project tree and a PATH that holds only what a test put there; every call is written down."""

    tree: Path

    def program(self, name: str, script: str = "") -> None:
        path = self.tree / "bin" / name
        path.write_text(f'#!/bin/sh\necho "{name} $*" >> {self.tree}/calls\n{script}\n')
        path.chmod(0o755)

    def calls(self, containing: str = "") -> list[str]:
        log = self.tree / "calls"
        return [line for line in log.read_text().splitlines() if containing in line] if log.exists() else []

    def dev(self, *arguments: str, given: str = NOBODY, **environment: str) -> subprocess.CompletedProcess[str]:
        nowhere = {"PULSE_CHROMIUM": "/nowhere/chromium", "PULSE_PG_BIN": "/nowhere", "PULSE_NGINX": "/nowhere/nginx"}
        stand_ins = "import ctypes.util, importlib.util, os, sys\nctypes.util.find_library = lambda name: name"
        start = f"{stand_ins}\n{given}\nimport dev\nsys.exit(dev.main({list(arguments)}))"
        return subprocess.run(
            [sys.executable, "-c", start],
            cwd=self.tree,
            env={"PATH": str(self.tree / "bin"), **nowhere, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def installed(self) -> None:
        for lock in (dev.RUN_LOCK, dev.DEV_LOCK):
            (self.tree / ".venv" / f".{lock.stem}.stamp").write_text(dev.mark(lock))


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    for path in (dev.ROOT / "dev.py", dev.RUN_LOCK, dev.DEV_LOCK):
        shutil.copy(path, tmp_path)
    (tmp_path / "tools").mkdir()
    for name in ("__init__.py", "machine.py"):
        shutil.copy(dev.ROOT / "tools" / name, tmp_path / "tools")
    (tmp_path / "bin").mkdir()
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "bin").symlink_to(tmp_path / "bin")
    made = Machine(tmp_path)
    made.program("python")
    return made


@pytest.fixture
def ready(machine: Machine) -> Machine:
    machine.installed()
    return machine


def test_without_root_it_says_what_is_missing_and_runs_the_rest(ready):
    ready.program("apt-get")
    done = ready.dev("test")
    assert done.returncode == 0
    assert done.stdout.count("NOTE") == 1
    assert "As root: apt-get install chromium postgresql nginx." in done.stdout
    assert ready.calls("apt-get") == []
    assert ["--database=sqlite" in call for call in ready.calls("-m pytest")] == [True]


def test_a_bare_debian_lacks_what_the_driver_of_the_browser_needs(ready):
    for_pdf = "libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz0b, libfontconfig1"
    assert f"not here: chromium, libatomic1, postgresql, nginx, {for_pdf}." in ready.dev("test", given=BARE).stdout


def test_a_missing_tool_is_an_error_in_ci(ready):
    done = ready.dev("test", CI="true")
    assert done.returncode == 1
    assert "ERROR" in done.stdout
    assert ready.calls() == []


def test_sudo_that_asks_for_a_password_is_not_used(ready):
    ready.program("apt-get")
    ready.program("sudo", "exit 1")
    assert "NOTE" in ready.dev("test").stdout
    assert ready.calls() == ["sudo -n true", ready.calls("-m pytest")[0]]


def test_with_sudo_the_tools_are_installed_without_a_server_of_their_own(ready):
    ready.program("apt-get")
    here = ready.tree / "postgres"
    ready.program("sudo", f'case "$*" in *install*) mkdir {here}; touch {here}/initdb {here}/postgres;; esac')
    (ready.tree / "bin" / "mkdir").symlink_to("/bin/mkdir")
    (ready.tree / "bin" / "touch").symlink_to(shutil.which("touch") or "/bin/touch")
    chromium = ready.tree / "chromium"
    chromium.touch()
    done = ready.dev("test", PULSE_CHROMIUM=str(chromium), PULSE_PG_BIN=str(here), PULSE_NGINX=str(chromium))
    assert "NOTE" not in done.stdout
    order = [call.split()[2:] for call in ready.calls("sudo") if call.split()[-1] != "true"]
    assert [words[0] for words in order] == ["mkdir", "sh", "env", "env", "rm"]
    assert "create_main_cluster = false" in " ".join(order[1])
    assert order[3][-1] == "postgresql"
    assert len(ready.calls("-m pytest")) == 2


def test_nginx_is_installed_without_a_service_that_starts(ready):
    ready.program("apt-get")
    here = ready.tree / "nginx"
    ready.program("sudo", f'case "$*" in *install*) touch {here};; esac')
    (ready.tree / "bin" / "touch").symlink_to(shutil.which("touch") or "/bin/touch")
    shield = "tools.machine.SHIELDS['nginx'] = (tools.machine.Path('policy-rc.d'), 'exit 101')"
    done = ready.dev("test", given=f"{NOBODY}\nimport tools.machine\n{shield}", PULSE_NGINX=str(here))
    assert "not here: chromium, postgresql." in done.stdout
    order = [call.split()[2:] for call in ready.calls("sudo") if "policy-rc.d" in call or "install" in call]
    assert [words[0] for words in order] == ["sh", "env", "rm"]
    assert "exit 101" in " ".join(order[0])


def test_nothing_is_installed_on_macos(ready):
    ready.program("apt-get")
    done = ready.dev("test", given=f"{ROOT_USER}; sys.platform = 'darwin'")
    assert "this system's package manager" in done.stdout
    assert ready.calls("apt-get") == []


def test_a_client_without_a_server_is_not_a_postgresql(ready):
    place = str(ready.tree / "bin")
    for part in ("psql", "initdb"):
        ready.program(part)
        assert "not here: chromium, postgresql, nginx." in ready.dev("test", PULSE_PG_BIN=place).stdout
    ready.program("postgres")
    assert "not here: chromium, nginx." in ready.dev("test", PULSE_PG_BIN=place).stdout


@pytest.mark.parametrize("failing", ["sqlite", "postgresql"])
def test_one_failing_suite_fails_the_whole_and_both_run(ready, failing):
    ready.program("python", f'case "$*" in *--database={failing}*) exit 1;; esac')
    done = ready.dev("test", PULSE_TEST_PG_URL="postgresql://somewhere")
    assert done.returncode == 1
    assert len(ready.calls("-m pytest")) == 2
    assert f"{failing}: failed after" in done.stdout


def test_what_follows_the_command_goes_to_pytest(ready):
    ready.dev("test", "-k", "promise", "tests/people")
    assert ready.calls("-m pytest")[0].endswith("-k promise tests/people")


def test_the_slowest_tests_are_named_and_bytecode_is_kept(ready):
    ready.program("python", f'echo "kept: [$PYTHONDONTWRITEBYTECODE]" >> {ready.tree}/calls')
    ready.dev("test", PYTHONDONTWRITEBYTECODE="1")
    assert "--durations=30" in ready.calls("-m pytest")[0]
    assert ready.calls("kept") == ["kept: []"]


def test_temporary_files_of_tests_cost_no_disk_where_there_is_room(ready, tmp_path, monkeypatch):
    monkeypatch.delenv("TMPDIR", raising=False)
    assert dev.in_memory(tmp_path) == {"TMPDIR": str(tmp_path)}
    assert dev.in_memory(tmp_path / "nowhere") == {}
    monkeypatch.setattr(dev, "ROOM_IN_MEMORY", 1 << 60)
    assert dev.in_memory(tmp_path) == {}
    ready.program("python", f'echo "there: [$TMPDIR]" >> {ready.tree}/calls')
    ready.dev("test", TMPDIR="/chosen")
    assert set(ready.calls("there")) == {"there: [/chosen]"}


def test_quick_runs_on_sqlite_alone_and_leaves_out_what_is_long(ready):
    assert ready.dev("quick", "tests/people", PULSE_TEST_PG_URL="postgresql://somewhere").returncode == 0
    (call,) = ready.calls("-m pytest")
    assert "--database=sqlite" in call
    assert call.endswith("--quick tests/people")


def test_quick_of_what_was_changed_runs_the_folders_of_touched_rooms_and_the_laws(ready):
    for room in ("people", "rounds"):
        (ready.tree / "tests" / room).mkdir(parents=True)
    files = {"diff": "pulse/people/views.py", "ls-files": "templates/rounds/new.html"}
    lines = " ".join(f"*{word}*) echo {name};;" for word, name in files.items())
    ready.program("git", f'case "$*" in *merge-base*) echo abc;; {lines} esac')
    ready.dev("quick", "--changed")
    assert ready.calls("git diff") == ["git diff --name-only abc"]
    assert ready.calls("-m pytest")[0].endswith("--quick tests/laws tests/people tests/rounds")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["pulse/people/views.py", "README.md"], ["tests/laws", "tests/people"]),
        (["tests/test_demo.py"], ["tests/laws", "tests/test_demo.py"]),
        (["docs/manual.md"], ["tests/laws"]),
        (["pulse/people/views.py", "pulse/base/db.py"], []),
        (["pulse/scheduler.py"], []),
        (["tests/_ground/forms.py"], []),
        (["requirements.txt", "pulse/people/views.py"], []),
        ([], []),
    ],
)
def test_tests_that_belong_to_files(files, expected):
    assert dev.places(files) == expected


def test_the_second_time_nothing_is_installed(ready):
    ready.dev("run")
    assert ready.calls() == ["python -m pulse migrate", "python -m pulse demo --if-empty", "python -m pulse serve"]


def test_the_demo_is_told_on_which_port_it_will_be_served(ready):
    ready.dev("run", "--port", "18100")
    assert ready.calls("18100") == [
        "python -m pulse demo --if-empty --port 18100",
        "python -m pulse serve --port 18100",
    ]


def test_a_failed_migration_serves_nothing(ready):
    ready.program("python", 'case "$*" in *migrate*) exit 3;; esac')
    assert ready.dev("run").returncode == 3
    assert ready.calls("serve") == []


def test_a_changed_lock_is_installed_with_uv_and_hashes(ready):
    with (ready.tree / "requirements.txt").open("a") as lock:
        lock.write("# changed\n")
    ready.dev("run")
    installs = ready.calls("install")
    assert ["-m pip" in call for call in installs] == [True, False]
    assert all("--require-hashes" in call for call in installs)
    before = len(installs)
    ready.dev("run")
    assert len(ready.calls("install")) == before


def test_pip_steps_in_where_uv_does_not_manage(machine):
    machine.program("python", 'case "$*" in *"-m uv"*) exit 2;; esac')
    assert machine.dev("run").returncode == 0
    assert "pip install" in machine.calls("requirements.txt")[-1]
    assert "--require-hashes" in machine.calls("requirements.txt")[-1]


def test_packages_out_of_reach_end_with_a_sentence(machine):
    machine.program("python", 'case "$*" in *install*) exit 1;; esac')
    done = machine.dev("run")
    assert done.returncode == 1
    assert "could not be installed" in done.stdout
    assert machine.calls("pulse") == []


def test_without_ensurepip_and_root_it_names_the_debian_package(machine):
    machine.program("python", "exit 1")
    missing = "importlib.util.find_spec = lambda name: None"
    done = machine.dev("run", given=f"{NOBODY}\n{missing}")
    assert done.returncode == 1
    assert f"apt-get install python3.{sys.version_info.minor}-venv" in done.stdout


def test_an_old_python_is_refused_with_a_sentence(machine):
    done = machine.dev("test", given=f"{NOBODY}; sys.version_info = (3, 10, 2)")
    assert done.returncode == 1
    assert "Python 3.11" in done.stdout


@pytest.mark.parametrize("lock", [dev.RUN_LOCK, dev.DEV_LOCK], ids=lambda path: path.name)
def test_a_lock_holds_hashes_and_no_address(lock):
    text = lock.read_text()
    assert not re.search(r"://|--index|--find-links|--extra|^-", text, re.MULTILINE)
    pinned = re.findall(r"^(\S+==\S+)", text, re.MULTILINE)
    assert len(pinned) > 40
    for package in pinned:
        name = package.split("==")[0]
        assert "--hash=sha256:" in dev.entry(text, name), package


def test_the_lock_of_the_tests_holds_the_lock_of_pulse():
    pins = [set(re.findall(r"^(\S+==\S+)", lock.read_text(), re.MULTILINE)) for lock in (dev.RUN_LOCK, dev.DEV_LOCK)]
    assert pins[0] < pins[1]


@pytest.mark.parametrize("source", ["requirements.in", "requirements-dev.in"])
def test_everything_asked_for_is_locked(source):
    lines = (dev.ROOT / source).read_text().splitlines()
    asked = {re.split(r"[\[<>=]", line)[0] for line in lines if line and line[0].isalpha()}
    locked = set(re.findall(r"^([\w-]+)==", dev.DEV_LOCK.read_text(), re.MULTILINE))
    assert len(asked) > 10
    assert asked <= locked


def test_every_make_target_is_a_command():
    targets = re.findall(r"^\.PHONY: (.*)$", (dev.ROOT / "Makefile").read_text(), re.MULTILINE)[0].split()
    shown = subprocess.run([sys.executable, dev.ROOT / "dev.py", "--help"], capture_output=True, text=True, check=True)
    assert f"{{{','.join(targets)}}}" in shown.stdout


def test_ci_calls_make_check_and_takes_a_missing_tool_for_an_error():
    script = dev.ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().rstrip().endswith("exec make check")
    assert 'export CI="${CI:-true}"' in script.read_text()


def test_help_says_in_one_line_what_each_command_does(machine):
    told = machine.dev("help").stdout.splitlines()
    targets = re.findall(r"^\.PHONY: (.*)$", (dev.ROOT / "Makefile").read_text(), re.MULTILINE)[0].split()
    assert [line.split()[1] for line in told] == targets
    assert all(len(line.split()) > 3 for line in told)
    assert machine.calls() == []


def test_one_test_runs_by_itself_on_the_database_that_is_named(ready):
    assert ready.dev("one", "tests/a.py::test_b", "--database=postgresql").returncode == 0
    assert ready.calls() == ["python -m pytest tests/a.py::test_b --database=postgresql"]


def test_one_wants_to_know_which(ready):
    done = ready.dev("one", "--database=postgresql")
    assert done.returncode == 1
    assert "make one T=" in done.stdout
    assert ready.calls() == []


def test_make_hands_the_test_and_its_database_on(tmp_path):
    shutil.copy(dev.ROOT / "Makefile", tmp_path)
    words = ["make", "-n", "one", "T=tests/a.py::test_b", "DB=postgresql"]
    alone = {"PATH": os.environ["PATH"]}  # under `make test` a make would speak of its level, and inherit variables
    done = subprocess.run(words, cwd=tmp_path, env=alone, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["python3", "dev.py", "one", "tests/a.py::test_b", "--database=postgresql"]


@pytest.mark.parametrize(
    ("command", "tools"),
    [
        ("format", ["ruff check --select I --fix .", "ruff format ."]),
        ("lint", ["ruff check .", "tools.words --check", "tools.front"]),
        ("types", ["mypy"]),
    ],
)
def test_form_rules_and_types_are_commands_of_their_own(ready, command, tools):
    assert ready.dev(command).returncode == 0
    assert ready.calls() == [f"python -m {tool}" for tool in tools]


@pytest.mark.parametrize("failing", ["ruff format", "tools.front", "mypy"])
def test_what_fails_the_check_comes_before_the_tests(ready, failing):
    ready.program("python", f'case "$*" in *"{failing}"*) exit 1;; esac')
    assert ready.dev("check").returncode == 1
    assert ready.calls("pytest") == []


def test_hooks_fetch_nothing_and_run_what_is_installed():
    text = (dev.ROOT / ".pre-commit-config.yaml").read_text()
    assert re.findall(r"repo: (.*)", text) == ["local"]
    assert set(re.findall(r"language: (.*)", text)) == {"system"}
    assert "://" not in text
    assert all(entry.startswith(".venv/bin/") for entry in re.findall(r"entry: (.*)", text))
