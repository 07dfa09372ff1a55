"""Where workers that run side by side share the companies they made."""

import pytest

from tests.truth import gate


@pytest.fixture(scope="session", autouse=True)
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Name the directory that all workers of one run have in common."""
    if hasattr(request.config, "workerinput"):
        gate.SHARED.append(tmp_path_factory.getbasetemp().parent)
