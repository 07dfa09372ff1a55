"""Limits of one test must not hold up the next."""

import pytest

from pulse.base.limits import limiter


@pytest.fixture(autouse=True)
def fresh_limits(request):
    """Forget who asked how often."""
    if "app" in request.fixturenames:
        request.getfixturevalue("app")
        limiter.reset()
