"""Law: every page declares who may open it, takes checked arguments, and writes nothing when it is only read."""

import hashlib
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import inspect, select
from werkzeug.routing import Rule

from pulse.access.permissions import TABLE
from pulse.base.db import WALLED, db
from pulse.base.may import May
from pulse.people import queries as people
from pulse.rounds import jobs, queries
from tests._ground.voting import MONDAY, make_programme, open_round, vote

OPENING = MONDAY + timedelta(hours=1, minutes=1)
TYPED = frozenset({"Numbers", "UUIDConverter"})
NAMES = frozenset({"uid", "code"})  # texts that a query looks up, or answers with NotFound
HOSTILE = ("..", "%00", "' OR 1=1 --", "ü" * 200, "x" * 500, "<script>", "-1", "None")
LOOKED = "look"  # the one table that opening a page may add to


def pages(app) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def content(side: str | None, but: str = LOOKED) -> dict[str, str]:
    """Return a hash of each table's rows, of one table aside."""
    engine = db.engines[side]
    hashes = {}
    with engine.connect() as connection:
        for name in inspect(connection).get_table_names():
            table = db.metadatas[side].tables.get(name)
            if table is not None and name != but:
                rows = sorted(map(repr, connection.execute(select(table)).all()))
                hashes[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return hashes


def everything(but: str = LOOKED) -> dict[str, str]:
    db.session.remove()
    return content(None, but) | {f"walled {name}": rows for name, rows in content(WALLED).items()}


def changed(before, after) -> set[str]:
    return {name for name in before if before[name] != after[name]}


@pytest.fixture
def company(app, cast, client, time_machine):
    """A company with a sealed round and an open one; the names under which its things can be asked for."""
    app.testing = False  # a crash is an answer with a status here, so that all of them are listed
    time_machine.move_to(OPENING)
    programme = make_programme()
    first = open_round(OPENING)
    for person in people.members():
        vote(client, first, person, 4)
    jobs.advance(first.closes_at)
    time_machine.move_to(OPENING + timedelta(days=7))
    jobs.advance(OPENING + timedelta(days=7))
    uids = [found.uid for found in queries.rounds()]
    return [*uids, cast.support.uid, cast.company.uid, programme.uid, cast.omar.uid, "T1"]


def addresses(rule: Rule, names) -> list[str]:
    filled = product(names, repeat=len(rule.arguments))
    given = [dict(zip(sorted(rule.arguments), values, strict=True)) for values in filled]
    return [built[1] for values in given if (built := rule.build(values))]


def undeclared(app) -> list[str]:
    """Return the pages that do not say who may open them."""
    return [
        rule.rule for rule in pages(app) if not isinstance(getattr(app.view_functions[rule.endpoint], "may", None), May)
    ]


def unlisted(app) -> set[object]:
    """Return the permissions that pages declare and the table does not grant to anybody."""
    declared = {getattr(app.view_functions[rule.endpoint], "may", None) for rule in pages(app)}
    return declared - {May.ANYONE} - TABLE.keys()


def loose(app) -> list[str]:
    """Return the pages with an argument that is neither typed nor a name to look up."""
    return [
        rule.rule
        for rule in pages(app)
        for name, converter in rule._converters.items()
        if type(converter).__name__ not in TYPED and name not in NAMES
    ]


def test_every_page_declares_a_permission(app):
    assert undeclared(app) == []
    assert len(pages(app)) > 20


def test_every_permission_that_is_declared_is_in_the_table(app):
    assert unlisted(app) == set()


def test_every_argument_is_typed_or_a_name_that_is_looked_up(app):
    assert loose(app) == []


def test_a_page_without_its_declarations_is_seen(app):
    def bare():
        return ""

    def odd():
        return ""

    odd.may = "whoever"
    app.add_url_rule("/planted/<path:place>", view_func=bare)
    app.add_url_rule("/planted", view_func=odd)
    assert undeclared(app) == ["/planted/<path:place>", "/planted"]
    assert unlisted(app) == {None, "whoever"}
    assert loose(app) == ["/planted/<path:place>"]


def unfit(rules, browser) -> dict[tuple[str, str], int]:
    """Return what is answered to names that nothing has, other than that it is not there."""
    codes = {
        (rule.rule, hostile): browser.get(address).status_code
        for rule in rules
        for hostile in HOSTILE
        for address in addresses(rule, [hostile])
    }
    assert codes
    return {asked: code for asked, code in codes.items() if code not in {403, 404, 308, 400}}


def test_a_name_that_is_not_there_is_not_found_and_never_a_crash(app, company, signed_in, cast):
    asked = [rule for rule in pages(app) if rule.arguments and "GET" in rule.methods]
    assert unfit(asked, signed_in(cast.hana)) == {}


def test_a_name_that_makes_a_page_crash_is_seen(app, signed_in, cast):
    app.testing = False

    def careless(uid):
        return str(int(uid))

    careless.may = May.ANYONE
    app.add_url_rule("/planted/<uid>", view_func=careless)
    rules = [rule for rule in pages(app) if rule.endpoint == "careless"]
    assert set(unfit(rules, signed_in(cast.hana)).values()) == {200, 500}


@pytest.mark.one_database  # what a page writes is the same wherever it is kept
@pytest.mark.parametrize("who", ["nobody", "omar", "lea", "hana", "ada"])
def test_reading_every_page_writes_nothing(app, company, client, signed_in, cast, who):
    browser = client if who == "nobody" else signed_in(getattr(cast, who))
    before = everything()
    codes = {
        address: browser.get(address).status_code
        for rule in pages(app)
        if "GET" in rule.methods and rule.rule != "/health"
        for address in addresses(rule, company)
    }
    assert changed(before, everything()) == set()
    assert {address: code for address, code in codes.items() if code >= 500} == {}
    assert list(codes.values()).count(200) >= 4


def test_a_page_that_wrote_would_be_seen(app, company, cast):
    before = everything()
    db.session.merge(cast.omar).name = "Somebody else"
    db.session.commit()
    assert changed(before, everything()) == {"person"}
