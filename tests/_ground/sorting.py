"""Which tests run where: what says nothing new about a second database runs once, what is long begins first."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice

import pytest

PAGES = "pages: tests/test_same_bytes.py compares what both databases make of each"
WORDS = "words and arithmetic, after the database was asked"
SHAPES = "what a form or a file refuses, before the database is asked"
# Folders and modules whose tests run on SQLite alone, each with what they are about instead of a database.
ONCE = {
    "tests/access/test_profile.py": SHAPES,
    "tests/clients/test_survey_pages.py": PAGES,
    "tests/clients/test_views.py": PAGES,
    "tests/admin/test_checkup.py": WORDS,
    "tests/admin/test_wording.py": WORDS,
    "tests/base/test_assets.py": "files that no database knows",
    "tests/base/test_edge.py": "headers and pages of errors",
    "tests/base/test_locale.py": WORDS,
    "tests/base/test_logs.py": WORDS,
    "tests/base/test_routes.py": "permissions, which are asked for before the database",
    "tests/base/test_larger_uploads.py": SHAPES,
    "tests/linkage/test_pages.py": PAGES,
    "tests/linkage/test_wording.py": WORDS,
    "tests/customers/test_views.py": PAGES,
    "tests/home": PAGES,
    "tests/service_ratings/test_views.py": PAGES,
    "tests/journeys": "a browser, which sees pages",
    "tests/laws/test_forms.py": "marks of forms",
    "tests/laws/test_senders.py": "where a request comes from, which is asked before the database",
    "tests/outbox/test_channel_pages.py": PAGES,
    "tests/people/test_exports.py": SHAPES,
    "tests/people/test_guards.py": WORDS,
    "tests/people/test_views.py": PAGES,
    "tests/programmes/test_forms.py": SHAPES,
    "tests/programmes/test_help_lines.py": PAGES,
    "tests/programmes/test_inside.py": PAGES,
    "tests/programmes/test_views.py": PAGES,
    "tests/promises/test_before_after_pages.py": PAGES,
    "tests/promises/test_home.py": PAGES,
    "tests/promises/test_sources.py": PAGES,
    "tests/promises/test_team_word.py": WORDS,
    "tests/reports/sealed/test_comment_pages.py": PAGES,
    "tests/reports/sealed/test_comment_readers.py": PAGES,
    "tests/reports/sealed/test_pdf_pages.py": PAGES,
    "tests/reports/sealed/test_views.py": PAGES,
    "tests/reports/test_first_months.py": PAGES,
    "tests/reports/test_health_pages.py": PAGES,
    "tests/reports/test_heatmap_pages.py": PAGES,
    "tests/reports/test_timeline.py": PAGES,
    "tests/rounds/test_lines.py": WORDS,
    "tests/rounds/test_mails.py": WORDS,
    "tests/rounds/test_views.py": PAGES,
    "tests/rounds/test_zones.py": WORDS,
    "tests/townhalls/test_calendars.py": WORDS,
}
# And the journey that goes the whole way on the second database too.
TWICE = frozenset({"tests/journeys/test_first_round.py"})

# Modules that take long, in seconds, about: each worker begins with its share of them, so that none ends alone.
LONG = {
    "tests/attacks/test_crawler.py": 70,
    "tests/attacks/test_metamorphic.py": 65,
    "tests/test_demo.py": 60,
    "tests/laws/test_shapes.py": 90,
    "tests/host/test_commands.py": 60,
    "tests/truth/test_planted_link.py": 45,
    "tests/attacks/test_few_who_took_part.py": 25,
    "tests/attacks/test_sensitive.py": 20,
    "tests/attacks/test_algebra_of_pages.py": 20,
    "tests/attacks/test_floor_storage.py": 20,
    "tests/laws/test_routes.py": 25,
    "tests/journeys/test_first_round.py": 30,
    "tests/journeys/test_follow_through.py": 20,
    "tests/journeys/test_long_names.py": 20,
    "tests/journeys/test_reading_results.py": 20,
    "tests/reports/test_long_exports.py": 15,
    "tests/promises/test_ledger_actions.py": 10,
    "tests/test_same_bytes.py": 20,
}
# What `make quick` leaves out besides.
SLOW = ("tests/attacks", "tests/host", "tests/journeys", "tests/truth", "tests/look")


def module(item: pytest.Item) -> str:
    """Return the file that a test stands in, as the tables name it."""
    return item.nodeid.split("::")[0]


def within(name: str, places: Iterable[str]) -> bool:
    """Tell whether a module is one of these, or lies in one of these folders."""
    return any(name == place or name.startswith(f"{place}/") for place in places)


def marks(name: str) -> Iterator[str]:
    """Yield what the tables say of a module's tests."""
    if within(name, ONCE) and name not in TWICE:
        yield "one_database"
    if name in LONG or within(name, SLOW):
        yield "long"


def long_first(items: Sequence[pytest.Item], workers: int) -> list[pytest.Item]:
    """Order tests for workers that begin with equal stretches: each stretch begins with its share of long ones."""
    modules = {name: list(found) for name, found in groupby(items, module) if name in LONG}
    shares: list[list[str]] = [[] for _ in range(workers)]
    for name in sorted(modules, key=lambda each: -LONG[each]):
        min(shares, key=lambda share: sum(LONG[each] for each in share)).append(name)
    others = iter([item for item in items if module(item) not in modules])
    ordered: list[pytest.Item] = []
    for number, share in enumerate(shares, start=1):
        ordered += [item for name in share for item in modules[name]]
        ordered += islice(others, max(0, len(items) * number // workers - len(ordered)))
    return [*ordered, *others]
