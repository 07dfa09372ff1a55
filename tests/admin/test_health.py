"""Whether the scheduler is alive."""

from datetime import UTC, datetime, timedelta

import pytest

from pulse.admin.health import Condition, ticking

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "every", "found"),
    [
        (None, 20, Condition.NEVER),
        (None, 0, Condition.OFF),
        (20, 20, Condition.OK),
        (300, 20, Condition.OK),
        (301, 20, Condition.LATE),
        (301, 120, Condition.OK),
        (721, 120, Condition.LATE),
        (99999, 0, Condition.OK),
    ],
)
def test_a_scheduler_is_late_after_five_minutes_or_six_ticks(ago, every, found):
    last = NOON - timedelta(seconds=ago) if ago is not None else None
    assert ticking(last, every, NOON) is found
