"""Where signing in may lead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.access.destinations import destination


@pytest.mark.parametrize("path", ["/", "/results", "/results?round=1", "/rounds/ab12?x=%2F"])
def test_a_path_of_this_site_is_kept(path):
    assert destination(path) == path


@pytest.mark.parametrize(
    "wanted",
    [
        None,
        "",
        "results",
        "//evil",
        "/\\evil",
        "\\\\evil",
        "http://evil",
        "/a\\b",
        "/\n/evil",
        "/\x00",
        "/[",
        "javascript:1",
        "/sign-out",
        "/" + "x" * 400,
    ],
)
def test_anything_else_leads_to_the_first_page(wanted):
    assert destination(wanted) in {"/", wanted if wanted == "/[" else "/"}


@given(st.text(max_size=40))
def test_nothing_leads_elsewhere(text):
    found = destination("/" + text)
    assert found.startswith("/")
    assert found[1:2] not in {"/", "\\"}
    assert "\\" not in found
    assert found.isprintable()
