"""What draws a PDF: libpango, which a machine may lack."""

import pytest

from pulse.reports import pdf_libraries
from tests._ground.options import missing


@pytest.fixture(scope="session")
def pango() -> None:
    """Ask for the libraries that draw text; without them the test is skipped, in CI it fails."""
    if not pdf_libraries.is_possible():
        missing("no libpango here, which draws PDF: install libpango-1.0-0 and libpangoft2-1.0-0")
