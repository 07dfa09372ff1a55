"""Where fewer than three of a group took part, can somebody who reads everything work out how many?

The total is public. Whoever subtracts from it all that is shown of the other groups, on the round's page and on the
pages of teams, must be left with none, one and two.
"""

import re
from itertools import product

import pytest

from pulse.rounds import participation
from pulse.rounds.participation import GroupPart
from tests.attacks._copies import Asked, Site, ask, few
from tests.attacks._pages import read

# What pages say is the same on both databases; a busy machine may take its time.
pytestmark = [pytest.mark.one_database, pytest.mark.timeout(300)]

SAID = re.compile(r"(?:(?:(\d+) to )?(\d+)|fewer than 3) of \d+ took part")


@pytest.fixture(scope="module")
def company(databases, migrated, tmp_path_factory):
    return ask(databases, migrated, tmp_path_factory.mktemp("few") / "instance", 52, 6)


def possible(company: Asked, site: Site) -> set[int]:
    """Return how many of the groups that read "fewer than 3" may have taken part, all pages taken together."""
    total, lines = _round_page(company, site)
    cohorts = {company.names[cohort.home]: cohort for cohort in company.layout.cohorts}
    ranges = {name: _range(said, cohorts[name].members) for name, said in lines.items()}
    sums = [({name for name in lines if cohorts[name].labels <= below}, told) for below, told in _teams(company, site)]
    found = set()
    for counts in product(*ranges.values()):
        world = dict(zip(ranges, counts, strict=True))
        if sum(counts) == total and all(sum(world[name] for name in held) in told for held, told in sums):
            found |= {world[name] for name, said in lines.items() if said == "fewer than 3"}
    return found


def _range(said: str, members: int) -> range:
    if said == "fewer than 3":
        return range(3)
    return range(3, members + 1) if said == "not shown" else range(int(said), int(said) + 1)


def _round_page(company: Asked, site: Site) -> tuple[int, dict[str, str]]:
    """Return the public total, and what HR reads of each group."""
    page = site["hr", f"/rounds/{company.uid}"]
    rows = read(page).first("tbody").every("tr")
    total = re.search(r"<dt>Took part</dt><dd>(\d+) of", page)
    return int(total[1]), {_first_words(row): list(row.every("td"))[1].words() for row in rows}


def _first_words(row) -> str:
    return next(child for child in row.first("th").children if isinstance(child, str)).strip()


def _teams(company: Asked, site: Site):
    """Return, for each team whose page says it, the teams below it and how many may have taken part."""
    parent = company.layout.parent
    for (_, url), body in site.items():
        team = url.removeprefix("/results/teams/")
        said = SAID.search(read(body).first("main").words()) if team in parent and body.startswith("200") else None
        if said:
            most = int(said[2] or 2)
            least = int(said[1] or (most if said[2] else 0))
            yield frozenset(node for node in parent if _is_below(parent, node, team)), range(least, most + 1)


def _is_below(parent, node: str | None, team: str) -> bool:
    return node == team or (node is not None and _is_below(parent, parent[node], team))


@pytest.mark.parametrize("count", [0, 1, 2])
def test_from_all_pages_together_it_may_have_been_none_one_or_two(company, count):
    assert possible(company, company.sealed(few(company, count))) == {0, 1, 2}


def test_if_pages_of_teams_said_what_the_round_withholds_it_would_be_known(company, monkeypatch):
    kept, page = participation.parts, []

    def withhold_on_one_page_only(took_part, collected) -> tuple[GroupPart, ...]:
        page.append(took_part)
        return kept(took_part, collected) if len(page) > 2 else ()  # first the seal asks, of both rounds, then the page

    monkeypatch.setattr(participation, "parts", withhold_on_one_page_only)
    assert possible(company, company.sealed(few(company, 1))) == {1}
