"""How long results pages take at 1,000 and at 100,000 people, with 52 rounds: they must cost the same.

`python -m tests.benchmarks.results_pages`; rows are written straight into the stored tables, requests go through the
whole application (sign-in, permission, templates, compression, look-log), one after the other.
"""

import sys
import tempfile
from contextlib import ExitStack
from contextvars import Context
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from flask import Flask, session
from flask.testing import FlaskClient
from flask_migrate import upgrade

from pulse import create_app
from pulse.access import sessions
from pulse.people.models import Person
from tests._ground.application import settings_for
from tests._ground.databases import Urls
from tests.reports.filling import Filled, fill

SIZES = ((1_000, 20), (100_000, 2_000))  # people, teams
ROUNDS = 52
WARM, TIMES = 5, 40
MOST_MS, MOST_RATIO = 100.0, 1.5


@dataclass(frozen=True)
class Cost:
    """What one page cost: time on the clock and of the processor, and what was sent."""

    ms: float
    cpu: float
    kilobytes: float


@dataclass(frozen=True)
class Company:
    """One size of company, served."""

    client: FlaskClient
    pages: dict[str, str]


def main() -> int:
    """Measure, print a table, and say whether the pages keep their promise."""
    with ExitStack() as stack:
        companies = [_company(people, teams, Path(stack.enter_context(_folder()))) for people, teams in SIZES]
        found = {page: _costs(companies, page) for page in companies[0].pages}
    print(f"{'page':24}" + "".join(f"{f'{people:,} people':>36}" for people, _ in SIZES) + "   ratio")
    kept = True
    for page, costs in found.items():
        ratio = costs[-1].ms / costs[0].ms
        kept = kept and ratio <= MOST_RATIO and all(cost.ms < MOST_MS for cost in costs)
        cells = "".join(f"{c.ms:9.1f} ms ({c.cpu:5.1f} CPU, {c.kilobytes:4.1f} KB)" for c in costs)
        print(f"{page:24}{cells}   {ratio:5.2f}")
    print("kept" if kept else f"NOT KEPT: below {MOST_MS:.0f} ms and within {MOST_RATIO} times")
    return 0 if kept else 1


def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()


def _company(people: int, teams: int, folder: Path) -> Company:
    urls = Urls(*(f"sqlite:///{folder / name}.sqlite" for name in Urls._fields))
    app = create_app(settings_for(folder, urls))
    with app.app_context():
        upgrade()
        filled = fill(teams, ROUNDS, people)
    return Company(_signed_in(app, filled.hana), _pages(filled))


def _pages(filled: Filled) -> dict[str, str]:
    leaf = filled.teams[-1]
    return {
        "overview with heat map": "/results",
        "the same, by trust": "/results?order=trust",
        "team page": f"/results/teams/{leaf}",
        "page of a branch": f"/results/teams/{filled.teams[1]}",
        "page of the company": f"/results/teams/{filled.teams[0]}",
    }


def _signed_in(app: Flask, person: Person) -> FlaskClient:
    client = app.test_client()

    def hold() -> dict[str, object]:
        with app.test_request_context():
            sessions.begin(person)
            return dict(session)

    with client.session_transaction() as stored:
        stored.update(Context().run(hold))
    return client


def _costs(companies: list[Company], page: str) -> list[Cost]:
    """Ask each company in turn, so that whatever else the machine does is shared."""
    found: list[list[Cost]] = [[] for _ in companies]
    for _ in range(WARM + TIMES):
        for company, costs in zip(companies, found, strict=True):
            costs.append(_cost(company.client, company.pages[page]))
    return [
        Cost(*(median(getattr(cost, name) for cost in costs[WARM:]) for name in ("ms", "cpu", "kilobytes")))
        for costs in found
    ]


def _cost(client: FlaskClient, address: str) -> Cost:
    clock, cpu = perf_counter(), process_time()
    answer = client.get(address, headers={"Accept-Encoding": "br"})
    spent = 1000 * (perf_counter() - clock), 1000 * (process_time() - cpu)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    return Cost(*spent, len(answer.data) / 1024)


if __name__ == "__main__":
    sys.exit(main())
