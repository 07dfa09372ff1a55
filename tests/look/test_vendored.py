"""What others made is here unchanged, with its licence."""

import base64
import hashlib
from pathlib import Path

import pytest

from tests.look.gallery import HOUSE

LOCKS = (HOUSE / "pulse" / "static" / "fonts" / "LOCK", HOUSE / "tests" / "vendor_axe" / "LOCK")


def locked(lock: Path) -> list[tuple[Path, str]]:
    lines = [line.split() for line in lock.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [(lock.parent / name, integrity) for name, _package, _licence, integrity in lines]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.parent.name)
def test_vendored_files_are_those_that_were_locked(lock):
    files = locked(lock)
    assert files
    for file, integrity in files:
        digest = hashlib.sha384(file.read_bytes()).digest()
        assert integrity == "sha384-" + base64.b64encode(digest).decode()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.parent.name)
def test_no_vendored_file_is_without_a_lock_or_a_licence(lock):
    known = {file.name for file, _ in locked(lock)} | {"LOCK"}
    others = {file.name for file in lock.parent.iterdir()} - known
    assert others
    assert all(name.startswith("LICENSE") for name in others)
