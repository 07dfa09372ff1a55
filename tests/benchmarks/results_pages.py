"""How long results pages and files take at 1,000, 10,000 and 100,000 people, with 52 rounds: pages must cost the same.

`python -m tests.benchmarks.results_pages`; rows are written straight into the stored tables, requests go through the
whole application (sign-in, permission, templates, compression, look-log), one after the other. Files hold every team,
so they grow with the company: the largest must be written within its seconds of processor time.
"""

import gc
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from pulse import create_app
from pulse.people.models import Person
from tests._ground.application import settings_for, sign_in
from tests._ground.databases import Urls
from tests.reports.filling import Filled, fill

SIZES = ((1_000, 20), (10_000, 200), (100_000, 2_000))  # people, teams
ROUNDS = 52
WARM, TIMES = 5, 40
MOST_MS, MOST_RATIO = 100.0, 1.5
FILES = {"CSV of one round": "/results/export.csv", "CSV of all rounds": "/results/export.csv?round=all"}
FILE_TIMES, MOST_FILE_MS = 3, 2000.0


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
        gc.collect()
        gc.freeze()  # as the server does
        found = {page: _costs(companies, page) for page in companies[0].pages}
    print(f"{'page':24}" + "".join(f"{f'{people:,} people':>38}" for people, _ in SIZES) + "   ratio")
    kept = True
    for page, costs in found.items():
        ratio = costs[-1].ms / costs[0].ms
        kept = kept and _kept(page, costs, ratio)
        cells = "".join(f"{c.ms:8.1f} ms ({c.cpu:6.1f} CPU, {c.kilobytes:7.1f} KB)" for c in costs)
        print(f"{page:24}{cells}   {ratio:5.2f}")
    promise = f"pages below {MOST_MS:.0f} ms and within {MOST_RATIO} times, files within {MOST_FILE_MS:.0f} ms"
    print("kept" if kept else f"NOT KEPT: {promise}")
    return 0 if kept else 1


def _kept(page: str, costs: list[Cost], ratio: float) -> bool:
    if page in FILES:
        return costs[-1].cpu < MOST_FILE_MS
    return ratio <= MOST_RATIO and all(cost.ms < MOST_MS for cost in costs)


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
        "overview": "/results",
        "heat map": "/results?order=trust&view=numbers",
        "team page": f"/results/teams/{leaf}",
        "page of a branch": f"/results/teams/{filled.teams[1]}",
        "page of the company": f"/results/teams/{filled.teams[0]}",
        **FILES,
    }


def _signed_in(app: Flask, person: Person) -> FlaskClient:
    client = app.test_client()
    sign_in(app, client, person)
    return client


def _costs(companies: list[Company], page: str) -> list[Cost]:
    """Ask each company in turn, so that whatever else the machine does is shared."""
    found: list[list[Cost]] = [[] for _ in companies]
    warm, times = (0, FILE_TIMES) if page in FILES else (WARM, TIMES)
    for _ in range(warm + times):
        for company, costs in zip(companies, found, strict=True):
            costs.append(_cost(company.client, company.pages[page]))
    return [
        Cost(*(median(getattr(cost, name) for cost in costs[warm:]) for name in ("ms", "cpu", "kilobytes")))
        for costs in found
    ]


def _cost(client: FlaskClient, address: str) -> Cost:
    clock, cpu = perf_counter(), process_time()
    answer = client.get(address, headers={"Accept-Encoding": "br"})
    sent = len(answer.data)  # a file is written while it is read
    spent = 1000 * (perf_counter() - clock), 1000 * (process_time() - cpu)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    return Cost(*spent, sent / 1024)


if __name__ == "__main__":
    sys.exit(main())
