"""Which preview somebody saw."""

from dataclasses import replace

import pytest

from pulse.base.csvfile import Fault
from pulse.people.difference import Change, Difference, Known
from pulse.people.preview import fingerprint, read_renames, shown, written
from pulse.people.roster import Row

ROW = Row(2, "N1", "Lea Diaz", "lea@acme.example", ("Acme", "Support"))
LEA = Known(1, "N1", "Lea Diaz", "lea@acme.example", ("Acme", "Field"))
NOTHING = Difference(active=1)


@pytest.mark.parametrize(
    "other",
    [
        {"added": (ROW,)},
        {"left": (LEA,)},
        {"moved": (Change(LEA, ROW, ("team",)),)},
        {"changed": (Change(LEA, ROW, ("team",)),)},
        {"rejoined": (Change(LEA, ROW, ()),)},
        {"faults": (Fault(2, "team", "missing"),)},
        {"teams_added": (("Acme", "Care"),)},
        {"teams_closed": (("Acme", "Care"),)},
        {"renamed": ((("Acme",), ("Group",)),)},
    ],
)
def test_another_change_is_another_preview(other):
    assert fingerprint(replace(NOTHING, **other)) != fingerprint(NOTHING)
    assert fingerprint(replace(NOTHING, **other)) == fingerprint(replace(NOTHING, **other))


def test_each_list_has_a_place_of_its_own():
    moved = Change(LEA, ROW, ("team",))
    found = {fingerprint(replace(NOTHING, **{name: (moved,)})) for name in ("moved", "changed", "rejoined")}
    assert len(found) == 3


def test_what_somebody_was_before_counts():
    one, other = (replace(NOTHING, moved=(Change(who, ROW, ("team",)),)) for who in (LEA, replace(LEA, team=("Acme",))))
    assert fingerprint(one) != fingerprint(other)


def test_whoever_is_unchanged_does_not_count():
    assert fingerprint(replace(NOTHING, unchanged=(LEA,))) == fingerprint(NOTHING)


def test_a_rename_is_read_as_it_was_written():
    rename = (("Acme", "Sales & Care"), ("Acme", "Growth"))
    assert read_renames([written(rename)]) == dict([rename])


@pytest.mark.parametrize("text", ["", "\t", "a", "a\t", "\tb", "a\tb\tc"])
def test_what_is_no_rename_is_left_out(text):
    assert read_renames([text]) == {}


def test_a_page_lists_two_hundred():
    assert len(shown(range(500))) == 200
