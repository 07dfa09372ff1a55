"""What the tests drive besides Python: where it is on this machine, how to get it; by the standard library alone."""

from __future__ import annotations  # as in dev.py, which must start under an older Python

import ctypes.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
CHROMIUM_PLACES = (
    "/usr/bin/chromium",
    "/snap/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
NGINX_PLACE = Path("/usr/sbin/nginx")  # on nobody's PATH but root's
POSTGRES_PLACE = Path("/usr/lib/postgresql")
# Debian would start servers of its own with the packages; the tests make theirs and throw them away.
SHIELDS = {
    "postgresql": (Path("/etc/postgresql-common/createcluster.d/pulse-tests.conf"), "create_main_cluster = false"),
    "nginx": (Path("/usr/sbin/policy-rc.d"), "exit 101"),  # asked before a service is started: 101 is no
}
# Debian package -> library, as WeasyPrint opens them
FOR_PDF = {
    "libpango-1.0-0": "pango-1.0",
    "libpangoft2-1.0-0": "pangoft2-1.0",
    "libharfbuzz0b": "harfbuzz",
    "libfontconfig1": "fontconfig",
}


def say(sentence: str) -> None:
    """Print at once, in the right order with what the programs print."""
    print(sentence, flush=True)


def missing() -> list[str]:
    """Return the Debian packages of what is not here."""
    wanted = {"chromium": find_chromium, "libatomic1": find_libatomic, "postgresql": find_postgres, "nginx": find_nginx}
    wanted |= {package: partial(ctypes.util.find_library, name) for package, name in FOR_PDF.items()}
    return [package for package, find in wanted.items() if not find()]


def find_chromium() -> Path | None:
    """Return a Chromium's path: PULSE_CHROMIUM, the PATH, the usual places."""
    if named := os.environ.get("PULSE_CHROMIUM"):
        return Path(named) if Path(named).exists() else None
    places = [shutil.which(name) for name in CHROMIUM_NAMES] + list(CHROMIUM_PLACES)
    return next((Path(place) for place in places if place and Path(place).exists()), None)


def find_libatomic() -> str | None:
    """Return the name of the library that the driver of Chromium needs on Linux; a bare Debian lacks it."""
    return ctypes.util.find_library("atomic") if sys.platform == "linux" else "none needed"


def find_nginx() -> Path | None:
    """Return the path of nginx: PULSE_NGINX, the PATH, Debian's place."""
    if named := os.environ.get("PULSE_NGINX"):
        return Path(named) if Path(named).exists() else None
    places = [shutil.which("nginx"), NGINX_PLACE]
    return next((Path(place) for place in places if place and Path(place).exists()), None)


def find_postgres() -> str | None:
    """Return PULSE_TEST_PG_URL, or the directory of initdb and postgres: a lone psql is only a client."""
    return os.environ.get("PULSE_TEST_PG_URL") or next(map(str, postgres_places()), None)


def postgres_places() -> list[Path]:
    """Return the directories of a server: PULSE_PG_BIN alone if set, else Debian's, newest first, and the PATH."""
    named = os.environ.get("PULSE_PG_BIN")
    newest_first = sorted(POSTGRES_PLACE.glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    places = [Path(named)] if named else [*newest_first, *map(Path, os.get_exec_path())]
    return [place for place in places if (place / "initdb").exists() and (place / "postgres").exists()]


def how_to_get(packages: list[str]) -> str:
    """Say what a person can do about missing tools on this kind of machine."""
    if sys.platform == "linux" and shutil.which("apt-get"):
        return f"As root: apt-get install {' '.join(packages)}."
    return "Install with this system's package manager, or set PULSE_CHROMIUM, PULSE_PG_BIN and PULSE_NGINX."


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages as root or by sudo without a password; never elsewhere. Say whether it went well."""
    before = privileged()
    if before is None or sys.platform != "linux" or not shutil.which("apt-get"):
        return False
    say(f"Installing {' and '.join(packages)} ...")
    began = time.monotonic()
    apt = [*before, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    shields = [shield for package, shield in SHIELDS.items() if package in packages and not shield[0].exists()]
    for path, words in shields:
        _call(*before, "mkdir", "-p", path.parent)
        _call(*before, "sh", "-c", f"echo '#!/bin/sh' > {path}; echo {words} >> {path}; chmod 755 {path}")
    with tempfile.TemporaryFile() as output:
        for step in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
            status = subprocess.run([*apt, *step], stdout=output, stderr=output, check=False).returncode
        if status:
            output.seek(0)
            say(output.read().decode(errors="replace")[-3000:])
    for path, _words in shields:
        _call(*before, "rm", "-f", path)
    say(f"{'Failed' if status else 'Done'} after {time.monotonic() - began:.0f} s.")
    return status == 0


def privileged() -> list[str] | None:
    """Return what to put before a command to be root: nothing, or sudo; None when there is no way."""
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def _call(*command: object) -> None:
    subprocess.run([str(word) for word in command], check=False)
