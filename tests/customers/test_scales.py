"""Values of different scales are told from 0 to 100."""

import pytest

from pulse.customers.scales import SCALES


@pytest.mark.parametrize(
    ("name", "value", "points"),
    [("1-5", 4, 75.0), ("0-10", 8, 80.0), ("recommend", -20, 40.0), ("percent", 77.1, 77.1)],
)
def test_a_value_is_told_from_0_to_100_and_back(name: str, value: float, points: float) -> None:
    scale = SCALES[name]
    assert scale.rescaled(value) == pytest.approx(points)
    assert scale.told(points) == pytest.approx(value)


def test_a_value_beyond_its_scale_is_not_on_it() -> None:
    assert SCALES["1-5"].holds(5)
    assert not SCALES["1-5"].holds(0)
