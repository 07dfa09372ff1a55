"""A machine on which Pulse is installed: commands run as processes of their own, on databases of their own."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests._ground.databases import Urls

HOUSE = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 150  # seconds, on a busy machine


@dataclass
class Host:
    """Types commands, as whoever hosts Pulse does."""

    instance: Path
    urls: Urls
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a process: this instance's databases, cheap hashes, whatever a test adds."""
        own = {"PULSE_PEOPLE_URL": self.urls.people, "PULSE_BALLOTS_URL": self.urls.ballots}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PULSE_")}
        return kept | own | {"PULSE_ARGON2_MEMORY": "64"} | self.more

    def command(self, *words: str) -> list[str]:
        """Return the words of a command."""
        return [sys.executable, "-m", "pulse", "--instance", str(self.instance), *words]

    def run(self, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command to its end, with `given` as its standard input."""
        return subprocess.run(
            self.command(*words),
            cwd=HOUSE,
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )

    def does(self, *words: str, given: str = "") -> str:
        """Run a command that must succeed, and return what it prints."""
        done = self.run(*words, given=given)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def refuses(self, *words: str, given: str = "") -> str:
        """Run a command that must fail in a sentence, and return the sentence."""
        done = self.run(*words, given=given)
        assert done.returncode in {1, 2}, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr

    @contextmanager
    def serving(self, port: int, *words: str) -> Iterator["Serving"]:
        """Run the server until the block ends; its log is in `log` of the instance."""
        log = self.instance / "log"
        with log.open("w") as out:
            process = subprocess.Popen(
                self.command("serve", "--port", str(port), *words),
                cwd=HOUSE,
                env=self.environment,
                stdout=out,
                stderr=out,
            )
        found = Serving(f"http://127.0.0.1:{port}", process, log)
        try:
            found.wait()
            yield found
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(STARTS_WITHIN)


@dataclass
class Serving:
    """A running server."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def wait(self) -> None:
        """Wait until it answers."""
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/sign-in", timeout=5):
                    return
            except (OSError, urllib.error.URLError):
                time.sleep(0.1)
        raise AssertionError(f"no answer: {self.log.read_text()}")


@pytest.fixture
def bare_host(fresh_urls: Urls, tmp_path: Path) -> Host:
    """A machine on which nothing was done yet."""
    return Host(tmp_path / "instance", fresh_urls)


@pytest.fixture
def host(databases: object, migrated: Urls, tmp_path: Path) -> Iterator[Host]:
    """A machine with migrated databases, and nobody in them."""
    urls = databases.copy_of(migrated)  # type: ignore[attr-defined]
    (tmp_path / "instance").mkdir(mode=0o700)
    yield Host(tmp_path / "instance", urls)
    databases.drop(urls)  # type: ignore[attr-defined]
