"""The key directory: made once, read by its owner only, emptied for ever."""

import os
import shutil
import tempfile
import threading
from pathlib import Path

import pytest

from pulse.ballots import keys
from pulse.ballots.keys import KeyFinding, KeyRing, KeysGone, KeysMissing, Trouble, file_system

ROUND = "r-1"
NOBODY = 65534


@pytest.fixture
def ring(tmp_path):
    return KeyRing(tmp_path / "keys")


def every_byte(folder):
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_keys_are_made_once_and_read_again(ring):
    public = ring.create(ROUND)
    before = ring.issue_keys(ROUND), ring.seal_key(ROUND)
    assert ring.create(ROUND) == public
    assert (ring.issue_keys(ROUND), ring.seal_key(ROUND)) == before
    assert (KeyRing(ring.directory).issue_keys(ROUND), ring.seal_key(ROUND)) == before


def test_keys_are_32_bytes_each_and_all_different(ring):
    ring.create(ROUND)
    held = ring.issue_keys(ROUND)
    several = {held.oprf_seed, held.box_key, held.invite_key, ring.seal_key(ROUND)}
    assert {len(key) for key in several} == {32}
    assert len(several) == 4


def test_only_the_owner_may_look(ring):
    before = os.umask(0)
    try:
        ring.create(ROUND)
    finally:
        os.umask(before)
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in (ring.directory, *ring.directory.rglob("*"))}
    assert modes == {"keys": "0o700", ROUND: "0o700", "issue.key": "0o600", "seal.key": "0o600"}
    assert ring.findings("") == ()


def test_a_creation_that_was_cut_short_is_completed(ring):
    ring.create(ROUND)
    seal = ring.seal_key(ROUND)
    (ring.directory / ROUND / keys.ISSUE).unlink()
    ring.create(ROUND)
    assert ring.seal_key(ROUND) == seal
    ring.issue_keys(ROUND)


def test_several_who_create_at_once_agree(ring):
    publics, start = [], threading.Barrier(6)

    def create():
        start.wait()
        publics.append(KeyRing(ring.directory).create(ROUND))

    threads = [threading.Thread(target=create) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(publics) == 6
    assert len(set(publics)) == 1
    assert sorted(path.name for path in (ring.directory / ROUND).iterdir()) == ["issue.key", "seal.key"]


def test_destroyed_keys_are_gone_from_disk_and_stay_gone(ring):
    ring.create(ROUND)
    held, seal = ring.issue_keys(ROUND), ring.seal_key(ROUND)
    ring.destroy(ROUND)
    left = every_byte(ring.directory)
    assert not any(key in left for key in (held.oprf_seed, held.box_key, held.invite_key, seal))
    assert [path.name for path in (ring.directory / ROUND).iterdir()] == ["sealed"]
    assert ring.is_sealed(ROUND)
    with pytest.raises(KeysGone):
        ring.create(ROUND)


def test_keys_are_overwritten_before_they_are_removed(ring, tmp_path):
    ring.create(ROUND)
    os.link(ring.directory / ROUND / keys.ISSUE, tmp_path / "same blocks")
    os.link(ring.directory / ROUND / keys.SEAL, tmp_path / "same blocks too")
    ring.destroy(ROUND)
    assert (tmp_path / "same blocks").read_bytes() == bytes(96)
    assert (tmp_path / "same blocks too").read_bytes() == bytes(32)


def test_a_process_that_held_the_keys_notices_their_destruction(ring):
    ring.create(ROUND)
    other = KeyRing(ring.directory)
    other.issue_keys(ROUND)
    other.key_pair(ROUND, "c1")
    ring.destroy(ROUND)
    for ask in (other.issue_keys, other.seal_key, lambda uid: other.key_pair(uid, "c1")):
        with pytest.raises(KeysGone):
            ask(ROUND)
    assert other._held == {}


def test_a_process_that_held_the_keys_notices_that_the_file_is_lost(ring):
    ring.create(ROUND)
    ring.issue_keys(ROUND)
    (ring.directory / ROUND / keys.ISSUE).unlink()
    with pytest.raises(KeysMissing):
        ring.issue_keys(ROUND)


def test_a_process_that_held_the_keys_notices_other_keys_in_their_place(ring):
    ring.create(ROUND)
    before = ring.key_pair(ROUND, "c1").public_key
    (ring.directory / ROUND / keys.ISSUE).unlink()
    ring.create(ROUND)
    assert ring.key_pair(ROUND, "c1").public_key != before


@pytest.mark.parametrize("step", range(1, 6))
def test_a_destruction_that_was_cut_short_lets_nobody_in_and_can_be_repeated(ring, monkeypatch, step):
    """Die at each write that must reach the disk, then look with fresh eyes and repeat."""
    ring.create(ROUND)
    held = ring.issue_keys(ROUND)
    done = []

    def dying(handle):
        done.append(handle)
        if len(done) == step:
            raise KeyboardInterrupt

    monkeypatch.setattr(keys.os, "fsync", dying)
    with pytest.raises(KeyboardInterrupt):
        ring.destroy(ROUND)
    monkeypatch.undo()
    fresh = KeyRing(ring.directory)
    if fresh.is_sealed(ROUND):
        with pytest.raises(KeysGone):
            fresh.issue_keys(ROUND)
    else:
        assert fresh.issue_keys(ROUND) == held  # nothing was lost before the marker stood
    fresh.destroy(ROUND)
    assert [path.name for path in (ring.directory / ROUND).iterdir()] == ["sealed"]


def test_a_round_is_marked_sealed_where_its_keys_never_were(ring):
    ring.destroy(ROUND)
    with pytest.raises(KeysGone):
        ring.create(ROUND)


def test_a_round_nobody_opened_has_no_keys(ring):
    assert not ring.is_sealed(ROUND)
    for ask in (ring.issue_keys, ring.seal_key):
        with pytest.raises(KeysMissing):
            ask(ROUND)


def test_a_key_of_the_wrong_length_is_no_key(ring):
    ring.create(ROUND)
    (ring.directory / ROUND / keys.ISSUE).write_bytes(b"short")
    with pytest.raises(KeysMissing):
        ring.issue_keys(ROUND)


@pytest.mark.parametrize("uid", ["", ".", "..", "a/b", "a\0b", "../../etc"])
def test_a_name_that_leads_elsewhere_is_refused(ring, uid):
    for ask in (ring.create, ring.issue_keys, ring.seal_key, ring.destroy, ring.is_sealed):
        with pytest.raises(ValueError, match="name"):
            ask(uid)


def test_other_rounds_keep_their_keys(ring):
    ring.create("a")
    ring.create("b")
    held = ring.issue_keys("b")
    ring.destroy("a")
    assert ring.issue_keys("b") == held


def test_cohort_keys_are_derived_once(ring, monkeypatch):
    ring.create(ROUND)
    first = ring.key_pair(ROUND, "c1")
    monkeypatch.setattr(keys, "derive", None)
    assert ring.key_pair(ROUND, "c1") is first


def test_keys_do_not_print_themselves(ring):
    ring.create(ROUND)
    held = ring.issue_keys(ROUND)
    assert repr(held) == "IssueKeys()"


def test_doctor_names_what_is_open_to_others(ring):
    ring.create(ROUND)
    path = ring.directory / ROUND / keys.SEAL
    path.chmod(0o640)
    ring.directory.chmod(0o755)
    assert ring.findings("") == (
        KeyFinding(Trouble.READABLE_BY_OTHERS, ring.directory),
        KeyFinding(Trouble.READABLE_BY_OTHERS, path),
    )


def test_doctor_names_keys_that_survived_a_seal(ring):
    ring.create(ROUND)
    (ring.directory / ROUND / keys.MARKER).touch(mode=0o600)
    assert {finding.trouble for finding in ring.findings("")} == {Trouble.NOT_DESTROYED}


def test_doctor_names_another_owner(ring, monkeypatch):
    ring.create(ROUND)
    monkeypatch.setattr(keys.os, "geteuid", lambda: 4711)
    assert {finding.trouble for finding in ring.findings("")} == {Trouble.OWNED_BY_ANOTHER}


def test_doctor_names_a_directory_that_is_not_there(ring):
    assert ring.findings() == (KeyFinding(Trouble.MISSING, ring.directory),)


def test_doctor_names_a_file_system_that_keeps_what_was_overwritten(ring):
    ring.create(ROUND)
    mounts = f"/dev/a / ext4 rw 0 0\n/dev/b {ring.directory.resolve()} btrfs rw 0 0\n"
    assert ring.findings(mounts) == (KeyFinding(Trouble.KEEPS_OLD_BLOCKS, ring.directory),)


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/srv/keys", "ext4"), ("/srv/a b/keys", "zfs"), ("/", "overlay"), ("/srvx", "overlay")],
)
def test_the_deepest_mount_counts(path, kind, tmp_path):
    mounts = "o / overlay rw 0 0\nd /srv ext4 rw 0 0\nz /srv/a\\040b zfs rw 0 0\n"
    assert file_system(tmp_path.__class__(path), mounts) == kind


def test_without_mounts_nothing_is_claimed(tmp_path):
    assert file_system(tmp_path, "") is None


@pytest.fixture
def closed_key():
    """A ring whose issuing key nobody may read, used by somebody who is not root: root may read everything."""
    home = Path(tempfile.mkdtemp(dir="/tmp"))
    ring = KeyRing(home / "keys")
    ring.create(ROUND)
    (ring.directory / ROUND / keys.ISSUE).chmod(0)
    root = os.geteuid() == 0
    if root:
        for path in (home, ring.directory, *ring.directory.rglob("*")):
            os.chown(path, NOBODY, -1)
        os.seteuid(NOBODY)
    yield ring
    if root:
        os.seteuid(0)
    shutil.rmtree(home)


def test_a_key_that_cannot_be_read_is_missing_to_voters_and_named_by_doctor(closed_key):
    with pytest.raises(KeysMissing):
        closed_key.issue_keys(ROUND)
    assert closed_key.findings("") == (KeyFinding(Trouble.UNREADABLE, closed_key.directory / ROUND / keys.ISSUE),)


def test_a_folder_that_cannot_be_entered_is_named_too(closed_key):
    (closed_key.directory / ROUND).chmod(0)
    with pytest.raises(KeysMissing):
        closed_key.issue_keys(ROUND)
    assert closed_key.findings("") == (KeyFinding(Trouble.UNREADABLE, closed_key.directory / ROUND),)
    (closed_key.directory / ROUND).chmod(0o700)
