"""The sealed company, built once for all who read its results or take them away."""

import pytest

from tests.reports.company import Readers, build


@pytest.fixture(scope="session")
def migrated(migrated, databases, tmp_path_factory):
    """The sealed company instead of empty databases."""
    return build(databases, migrated, tmp_path_factory.mktemp("sealed"))


@pytest.fixture
def company(app):
    return Readers()
