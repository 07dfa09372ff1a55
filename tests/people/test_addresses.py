"""Mail addresses as they are compared and kept."""

import idna
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.people.addresses import ascii_domain, folded
from pulse.people.readings import clean, mail

HIDDEN = (
    "\u200e",
    "\u200f",
    "\u200b",
    "\u200c",
    "\u200d",
    "\ufeff",
    "\u00a0",
    "\u2060",
    "\u202a",
    "\u2069",
    "\u00ad",
    " ",
)


@pytest.mark.parametrize("sign", HIDDEN)
def test_signs_that_nobody_sees_are_no_part_of_an_address(sign):
    for text in (f"b@harrow.example{sign}", f"{sign}b@harrow.example", f"{sign}B@Harrow.Example{sign}{sign}"):
        assert folded(text) == mail(clean(text)) == "b@harrow.example"


@pytest.mark.parametrize(
    "domain", ["müller.example", "straße.example", "bücher.münchen.example", "例え.テスト", "παράδειγμα.example"]
)
def test_a_domain_is_written_as_browsers_write_it(domain):
    assert ascii_domain(domain) == idna.encode(domain, uts46=True).decode()
    assert mail(f"ann@{domain.upper() if 'ß' not in domain else domain}") == f"ann@{ascii_domain(domain)}"


@pytest.mark.parametrize("sign", HIDDEN)
def test_a_cell_of_unseen_signs_is_empty_and_edges_are_trimmed(sign):
    assert clean(f"{sign}Lea{sign} {sign}Diaz{sign}") == "Lea Diaz"
    assert clean(sign * 3) == ""


def test_joiners_inside_a_word_stay():
    assert clean("علی\u200cرضا") == "علی\u200cرضا"
    assert clean("👩\u200d🚒 Fire") == "👩\u200d🚒 Fire"


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text):
    assert folded(folded(text)) == folded(text)
