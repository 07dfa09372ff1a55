"""What a PDF says that the page it shows does not."""

import io
import re

from flask.testing import FlaskClient
from pypdf import PdfReader

from pulse.base import clock
from pulse.reports import jobs
from tests.attacks._pages import read

FOOTER = re.compile(r"Scores are shown from \d+ ballots, comments from \d+\.|\b\d+ / \d+$", re.MULTILINE)
MANY = 10  # numbers that a page with results says at least
NUMBER = re.compile(r"\d+")


def beyond_pages(browser: FlaskClient, addresses: list[str]) -> dict[str, set[str]]:
    """Have the pages at these addresses made into PDF by the job; return the numbers each says besides its page."""
    asked = {address: browser.post("/results/pdf", data={"team": _team(address)}) for address in addresses}
    jobs.make_papers(clock.now())
    found = {}
    for address, answer in asked.items():
        paper = browser.get(f"{answer.headers['Location']}/file")
        assert paper.status_code == 200, address
        shown = read(browser.get(address).get_data(as_text=True)).words()
        said = _text(paper.get_data())
        assert len(NUMBER.findall(said)) > MANY, address
        found[address] = set(NUMBER.findall(said)) - set(NUMBER.findall(shown))
    return found


def _team(address: str) -> str:
    return address.partition("/teams/")[2]


def _text(content: bytes) -> str:
    return "\n".join(FOOTER.sub("", page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages)
