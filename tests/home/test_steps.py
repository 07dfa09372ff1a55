"""What a new installation needs."""

import pytest

from pulse.home.steps import Step, steps


@pytest.mark.parametrize(
    ("state", "now"),
    [
        ((False, False, False), Step.PEOPLE),
        ((True, False, False), Step.PROGRAMME),
        ((True, True, False), Step.ROUND),
        ((True, True, True), Step.RESULTS),
        ((False, True, False), Step.PEOPLE),
        ((False, False, True), Step.RESULTS),
    ],
)
def test_the_first_step_that_is_missing_is_the_next(state, now):
    people, programme, opened = state
    found = steps(people=people, programme=programme, opened=opened, sealed=False)
    assert [each.step for each in found if each.now] == [now]


def test_nothing_is_left_after_the_first_seal():
    assert steps(people=True, programme=True, opened=True, sealed=True) == ()
