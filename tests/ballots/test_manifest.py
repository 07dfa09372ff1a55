"""The manifest: one fingerprint for everybody, and no cohort that was slipped in."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.ballots import manifest
from pulse.ballots.manifest import Cohort, LeafPlace, ManifestFault, Mistrusted, Round
from pulse.ballots.merkle import climb, leaf_hash, tree
from pulse.ballots.receipts import ChainLink

ABOUT = Round("r1", {"cohort": 7, "scores": 5}, b"s" * 32, ChainLink("aa", "bb", "cc"))


def cohorts(count):
    return [Cohort(f"c{n:03}", 7 + n, bytes([n]) * 32, ("T1", "R2")) for n in range(count)]


def made(count=5):
    listed = manifest.leaves(cohorts(count))
    return manifest.canonical(manifest.header(ABOUT, listed)), listed


def trust(header, listed, cohort="c002", *, pinned=None, round_uid="r1"):
    stands = manifest.place(listed, manifest.grow(listed), cohort)
    return manifest.trusted_cohort(header, round_uid, pinned, cohort, stands)


def fault_of(*args, **kwargs):
    with pytest.raises(Mistrusted) as caught:
        trust(*args, **kwargs)
    return caught.value.fault


@given(st.integers(1, 40), st.data())
def test_every_cohort_is_found_under_the_root(count, data):
    header, listed = made(count)
    cohort = data.draw(st.sampled_from(cohorts(count)))
    assert trust(header, listed, cohort.id, pinned=manifest.fingerprint(header)) == cohort


def test_a_header_says_who_is_asked_but_names_nobody():
    header, listed = made()
    said = json.loads(header)
    assert (said["cohorts"], said["members"]) == (5, 45)
    assert said["previous"] == {"manifest": "aa", "tables": "bb", "receipts": "cc"}
    assert set(listed[0]) == {"id", "size", "key", "questions"}


def test_a_first_round_has_nothing_before_it():
    assert manifest.header(replace(ABOUT, previous=None), [])["previous"] is None


def test_the_same_manifest_has_one_spelling_whatever_the_order():
    backwards = manifest.leaves(cohorts(5)[::-1])
    assert manifest.canonical(manifest.header(ABOUT, backwards)) == made()[0]


@pytest.mark.parametrize(
    "changed",
    [
        {"uid": "r2"},
        {"thresholds": {"cohort": 6, "scores": 5}},
        {"sealing_key": b"t" * 32},
        {"previous": None},
        {"previous": ChainLink("aa", "bb", "cd")},
    ],
)
def test_every_part_is_under_the_fingerprint(changed):
    other = manifest.canonical(manifest.header(replace(ABOUT, **changed), made()[1]))
    assert manifest.fingerprint(other) != manifest.fingerprint(made()[0])


@pytest.mark.parametrize("changed", [{"size": 99}, {"key": b"x" * 32}, {"questions": ("T1",)}, {"id": "zzz"}])
def test_every_part_of_a_cohort_is_under_the_fingerprint(changed):
    several = cohorts(5)
    several[3] = replace(several[3], **changed)
    other = manifest.canonical(manifest.header(ABOUT, manifest.leaves(several)))
    assert manifest.fingerprint(other) != manifest.fingerprint(made()[0])


def test_a_manifest_other_than_the_pinned_one_is_refused():
    header, listed = made()
    assert fault_of(header, listed, pinned="0" * 64) is ManifestFault.SWAPPED


def test_a_manifest_of_another_round_is_refused():
    header, listed = made()
    assert fault_of(header, listed, round_uid="r2") is ManifestFault.SWAPPED


def test_a_cohort_made_for_one_person_is_refused():
    header, listed = made()
    alone = [*listed, {"id": "zz", "key": listed[0]["key"], "questions": ["T1"], "size": 7}]
    assert fault_of(header, alone, "zz") is ManifestFault.FOREIGN


def test_another_cohort_than_named_is_refused():
    header, listed = made()
    stands = manifest.place(listed, manifest.grow(listed), "c001")
    with pytest.raises(Mistrusted):
        manifest.trusted_cohort(header, "r1", None, "c002", stands)


def test_a_leaf_that_was_touched_is_refused():
    header, listed = made()
    stands = manifest.place(listed, manifest.grow(listed), "c001")
    touched = LeafPlace(stands.leaf.replace('"size":8', '"size":9'), stands.path)
    with pytest.raises(Mistrusted):
        manifest.trusted_cohort(header, "r1", None, "c001", touched)


def test_a_cohort_below_the_minimum_is_refused():
    listed = manifest.leaves([replace(c, size=6) for c in cohorts(3)])
    header = manifest.canonical(manifest.header(ABOUT, listed))
    assert fault_of(header, listed, "c001") is ManifestFault.SMALL


def test_a_cohort_that_is_not_listed_has_no_place():
    _, listed = made()
    with pytest.raises(KeyError):
        manifest.place(listed, manifest.grow(listed), "nobody")


def test_a_sound_manifest_has_no_faults():
    header, listed = made()
    assert manifest.faults(json.loads(header), listed) == ()


def test_the_whole_list_shows_what_one_browser_cannot_see():
    doubled = [*cohorts(4), replace(cohorts(4)[0], id="c999", size=3)]
    listed = manifest.leaves(doubled)
    about = manifest.header(ABOUT, listed)
    assert manifest.faults(about, listed) == (ManifestFault.SMALL, ManifestFault.SHARED_KEY)
    assert manifest.faults(about | {"members": 1}, listed)[0] is ManifestFault.COUNT
    assert manifest.faults(about, listed[1:])[0] is ManifestFault.FOREIGN


def test_ids_are_fresh():
    assert len({manifest.fresh_id() for _ in range(100)}) == 100


@given(st.lists(st.binary(min_size=1, max_size=4), min_size=1, max_size=33), st.data())
def test_a_path_leads_from_its_entry_to_the_root_and_from_no_other(entries, data):
    hashes = [leaf_hash(entry) for entry in entries]
    grown = tree(hashes)
    index = data.draw(st.integers(0, len(entries) - 1))
    assert climb(hashes[index], grown.path(index)) == grown.root
    assert climb(leaf_hash(b"entry nobody has"), grown.path(index)) != grown.root


def test_an_inner_node_is_no_entry():
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != tree([left, right]).root


@pytest.mark.parametrize("step", ["", "X" + "A" * 43, "L" + "A" * 42, "L!"])
def test_a_malformed_path_is_refused(step):
    with pytest.raises(ValueError):  # noqa: PT011 -- any of several sentences
        climb(b"\0" * 32, [step])
