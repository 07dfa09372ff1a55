"""The directory of an installation stands in the tree, closed to others, and its page names what lies in it."""

import re
import stat
from pathlib import Path

import pytest

from pulse.admin.queries import PRIVATE
from pulse.base.settings import load
from pulse.commands import close_own
from tests.laws._reading import HOUSE

pytestmark = pytest.mark.one_database
PAGE = HOUSE / "instance" / "README.md"


def test_the_page_names_every_private_file_and_the_keys():
    named = set(re.findall(r"^\| `([\w./-]+)` ", PAGE.read_text("utf-8"), re.MULTILINE))
    assert named >= {*PRIVATE, "keys/"}


def test_git_keeps_the_page_and_nothing_else_of_it():
    assert (HOUSE / ".gitignore").read_text().splitlines()[1:3] == ["instance/*", "!instance/README.md"]


def test_a_directory_that_came_with_the_program_is_closed_to_others(tmp_path: Path):
    own, hosts = tmp_path / "own", tmp_path / "hosts"
    for path in (own, hosts):
        path.mkdir(mode=0o755)
        close_own(path, own)
    close_own(tmp_path / "absent", tmp_path / "absent")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (own, hosts)] == [0o700, 0o755]


def test_with_the_page_in_it_an_instance_is_as_empty_as_without(tmp_path: Path):
    (tmp_path / "README.md").write_bytes(PAGE.read_bytes())
    given = load(tmp_path, {})
    assert given.secret_key
    assert sorted(path.name for path in tmp_path.iterdir()) == ["README.md", "secret.key"]
