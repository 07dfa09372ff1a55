"""A throw-away PostgreSQL cluster: up in seconds, on a socket of its own, gone afterwards."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
DURABLE = ("fsync=on", "synchronous_commit=on")
QUIET = ("listen_addresses=", "max_connections=200", "shared_buffers=128MB", "autovacuum=off", "log_min_messages=fatal")
KEPT = ("wal_keep_size=1GB",)  # tests read the log, which the neighbour's checkpoints would recycle under their eyes
STARTS_WITHIN = 30  # seconds


@contextmanager
def cluster(bin_directory: Path, *, durable: bool = False) -> Iterator[str]:
    """Run a cluster and give the URL of its superuser; durable for benchmarks, which must pay for the disk."""
    short = "/tmp" if durable or len(tempfile.gettempdir()) > 40 else None  # a socket's path may hold 107 bytes only
    place = Path(tempfile.mkdtemp(prefix="pulse-pg-", dir=short))
    server: subprocess.Popen[bytes] | None = None
    try:
        _initialise(bin_directory, place)
        settings = (*QUIET, *KEPT, *(DURABLE if durable else QUICK), f"unix_socket_directories={place}")
        arguments = [argument for setting in settings for argument in ("-c", setting)]
        with (place / "log").open("wb") as log:
            server = subprocess.Popen(
                [bin_directory / "postgres", "-D", place / "data", *arguments],
                **_unprivileged(place),
                cwd=place,
                stdout=log,
                stderr=log,
            )
        url = f"postgresql://postgres@/postgres?host={quote(str(place), safe='/')}"
        _wait(url, server, place / "log")
        yield url
    finally:
        if server is not None:
            server.send_signal(signal.SIGINT if durable else signal.SIGQUIT)  # the second leaves no shutdown work
            server.wait(STARTS_WITHIN)
        shutil.rmtree(place, ignore_errors=True)


def _initialise(bin_directory: Path, place: Path) -> None:
    options = ("--no-sync", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
    command: list[Path | str] = [bin_directory / "initdb", "-D", place / "data", *options]
    made = subprocess.run(command, **_unprivileged(place), cwd=place, capture_output=True, text=True, check=False)
    if made.returncode:
        raise RuntimeError(f"initdb failed: {made.stderr}")


def _unprivileged(place: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: give the directory, and the process, to somebody else."""
    if os.geteuid() != 0:
        return {}
    names = {user.pw_name: user for user in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    os.chown(place, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}") from None
            time.sleep(0.02)
        else:
            return
