"""Tests share a process: how it logs is given back after each, and what else one leaves changed is refused."""

import io
import logging
import subprocess
import sys
from pathlib import Path

import pytest
import structlog

from pulse.base import logs

ROOT = Path(__file__).resolve().parents[2]
HERE = "from pathlib import Path\nimport os, sys\n"
LEFT = {
    "environment": "os.environ['PULSE_PLANTED'] = 'here'",
    "directory": "os.chdir('/')",
    "path": "sys.path.append('/planted')",
}


@pytest.fixture
def run_alone(tmp_path):
    """Run a test of these lines in a process of its own, on this ground; return what was printed."""

    def run(lines: str) -> str:
        (tmp_path / "test_planted.py").write_text(f"{HERE}\ndef test_planted():\n    {lines}\n")
        words = [sys.executable, "-m", "pytest", "-q", "-p", "tests._ground.process", "-p", "no:cacheprovider"]
        more = ["--rootdir", str(tmp_path), "-c", "/dev/null", str(tmp_path)]
        return subprocess.run([*words, *more], check=False, cwd=ROOT, capture_output=True, text=True).stdout

    return run


@pytest.mark.parametrize("kind", LEFT)
def test_what_a_test_leaves_changed_is_refused(kind, run_alone):
    assert f"other tests run: {kind}" in run_alone(LEFT[kind])


def test_what_leaves_nothing_passes(run_alone):
    assert "1 passed" in run_alone("pass")


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_test_that_turns_the_logs_leaves_the_next_as_it_was(turn):
    assert (logging.getLogger().level, sys.excepthook) == (logging.WARNING, sys.__excepthook__)
    assert not structlog.is_configured() or "WriteLogger" not in str(structlog.get_config()["logger_factory"])
    logs.configure(stream=io.StringIO())
    assert sys.excepthook is not sys.__excepthook__
