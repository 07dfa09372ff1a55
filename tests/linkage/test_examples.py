"""The examples are what the product's own code says of them, and each shows another state."""

import json

import pytest

from pulse.linkage.examples import FILE, examples
from pulse.linkage.verdict import VerdictState
from tools.examples import MAKINGS, example


def test_there_is_one_of_each_state_in_their_order() -> None:
    assert [each.outcome.state for each in examples()] == list(VerdictState)


@pytest.mark.parametrize("number", range(len(MAKINGS)), ids=[making.state.value for making in MAKINGS])
def test_what_is_stored_is_what_would_be_computed(number: int) -> None:
    known = json.loads(FILE.read_text("utf-8"))[number]
    assert json.loads(json.dumps(example(MAKINGS[number]))) == known
