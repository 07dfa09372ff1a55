"""A list of terms and values leaves both of them room, however long the terms are."""

from pathlib import Path

import pytest

from tests._ground.looks import SQUEEZED, too_wide

STYLE = Path(__file__).parents[2] / "pulse" / "static" / "css" / "app.css"
BEFORE = ".pairs { grid-template-columns: minmax(0, auto) minmax(0, 1fr) !important; }"
PAGE = """<main class="wide stack"><section class="card"><dl class="pairs">
<dt>Hear from teams whether promises were kept, and of the rest</dt><dd class="number">Dec 1, 2026, 7:50 AM</dd>
</dl></section></main>"""


@pytest.fixture
def narrow(browser):
    """A page of one list, as wide as a small phone."""
    context = browser.new_context(viewport={"width": 320, "height": 900})
    page = context.new_page()
    page.set_content(PAGE)
    page.add_style_tag(content=STYLE.read_text("utf-8"))
    yield page
    context.close()


def test_a_long_term_leaves_its_value_room(narrow):
    assert (narrow.evaluate(SQUEEZED), too_wide(narrow, 320)) == ([], [])


def test_a_value_whose_letters_stand_below_one_another_is_seen(narrow):
    narrow.add_style_tag(content=BEFORE)
    assert len(narrow.evaluate(SQUEEZED)) == 1
