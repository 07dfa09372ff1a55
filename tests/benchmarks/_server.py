"""The production server as a host starts it, in processes of its own, and what it costs."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks._client import Address, Line, get
from tests.benchmarks._company import Place

TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A running server: where it listens, what its processes have spent."""

    def __init__(self, process: subprocess.Popen[bytes], address: Address) -> None:
        self.process, self.address = process, address

    def cpu(self) -> float:
        """Return the CPU seconds of the server and its workers so far."""
        return sum(_spent(pid) for pid in _family(self.process.pid))

    def memory(self) -> float:
        """Return the resident MiB of the server and its workers; what they share is counted in each."""
        return sum(_resident(pid) for pid in _family(self.process.pid))


@contextmanager
def serving(place: Place) -> Iterator[Server]:
    """Run `python -m pulse serve` on an instance until the block ends."""
    address = ("127.0.0.1", _free_port())
    environment = os.environ | {"PULSE_PEOPLE_URL": place.urls.people, "PULSE_BALLOTS_URL": place.urls.ballots}
    command = [sys.executable, "-m", "pulse", "--instance", str(place.folder), "serve", "--port", str(address[1])]
    with (place.folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait(process, address)
        yield Server(process, address)
    finally:
        process.terminate()
        process.wait(30)


def durable_commits(folder: Path, seconds: float = 1.0) -> float:
    """Return how often a second this disk makes one written page durable."""
    path, done = folder / "disk", 0
    handle = os.open(path, os.O_RDWR | os.O_CREAT)
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        os.pwrite(handle, os.urandom(4096), 4096 * (done % 100))
        os.fsync(handle)
        done += 1
    os.close(handle)
    path.unlink()
    return done / seconds


def tidy(folder: Path) -> None:
    """Remove what a benchmark made."""
    shutil.rmtree(folder, ignore_errors=True)


def _wait(process: subprocess.Popen[bytes], address: Address) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            line = Line(address)
        except OSError:
            time.sleep(0.1)
            continue
        status = line.ask(get("/p"))[0]
        line.close()
        if status == 200:
            return
    raise RuntimeError("the server did not start; see server.log")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(member for child in children for member in _family(int(child)))]


def _spent(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _resident(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
