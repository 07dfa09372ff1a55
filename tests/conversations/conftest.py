"""A round in which some wrote, sealed once for all tests."""

import pytest

from tests._ground.replying import Scene, build


@pytest.fixture(scope="session")
def migrated(migrated, databases, tmp_path_factory):
    """The sealed company instead of empty databases."""
    return build(databases, migrated, tmp_path_factory.mktemp("replying"))


@pytest.fixture
def scene(app):
    return Scene()
