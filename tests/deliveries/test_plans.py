"""How a file is read, kept and remembered for the next one."""

import json
from dataclasses import replace

from pulse.deliveries.plans import Plan, from_json

WHOLE = Plan(
    columns={"date": 1, "team": 0, "score": 2},
    header=("Gruppe", "Tag", "Note"),
    monthly=True,
    order="day",
    decimal=",",
    measure="m1",
    low=1.0,
    high=5.0,
    teams={"it": ""},
)


def test_a_plan_comes_back_from_json_as_it_was():
    assert from_json(json.loads(json.dumps(WHOLE.as_json()))) == WHOLE


def test_of_a_file_nobody_said_anything_about_all_is_as_usual():
    assert from_json({}) == Plan()


def test_what_an_older_version_kept_besides_is_left_out():
    kept = WHOLE.as_json() | {"colour": "red", "columns": {**WHOLE.columns, "agent": 7}}
    assert from_json(kept) == WHOLE


def test_a_file_can_be_read_when_columns_scale_and_measure_are_known():
    assert WHOLE.is_complete
    assert replace(WHOLE, measure="", name="Satisfaction").is_complete


def test_a_file_cannot_be_read_while_anything_is_missing():
    assert not Plan().is_complete
    assert not replace(WHOLE, columns={"date": 1, "team": 0}).is_complete
    assert not replace(WHOLE, low=5.0).is_complete
    assert not replace(WHOLE, measure="").is_complete


def test_a_column_is_called_as_the_file_spells_it():
    assert WHOLE.spelt("score") == "Note"


def test_a_column_the_file_does_not_have_is_called_by_its_meaning():
    assert WHOLE.spelt("ticket") == "ticket"
    assert replace(WHOLE, columns={"score": 3}).spelt("score") == "score"


def test_its_scale_holds_both_of_its_ends():
    assert WHOLE.scale.holds(1.0)
    assert WHOLE.scale.holds(5.0)
    assert not WHOLE.scale.holds(5.1)
