"""Law: whatever shape a request has, it is answered or refused, whoever asks, and never a crash; HEAD is as GET."""

import pytest
from flask import request
from sqlalchemy import select

from pulse.base.db import db
from pulse.base.limits import limiter
from pulse.base.may import May
from pulse.clients.models import Survey
from tests._ground.halls import make_hall
from tests.clients.asked import account, code_of, opened, unit
from tests.laws.test_routes import addresses, changed, company, everything, pages

__all__ = ["company"]

pytestmark = pytest.mark.timeout(1200)
WHO = ["nobody", "omar", "lea", "hana", "ada"]
# HR and leaders reach nearly every page that asks the database; whoever else asks, the second one has heard it.
ONCE = [who if who in {"lea", "hana"} else pytest.param(who, marks=pytest.mark.one_database) for who in WHO]
ENDS = {"access.sign_out", "access.sign_out_everywhere"}  # whoever is signed out reaches nothing more
FORM, MANY, JSON = "application/x-www-form-urlencoded", "multipart/form-data", "application/json"
BODIES = (
    *((JSON, body) for body in (b"[]", b"null", b'"x"', b'[["a", 1]]', b"{", b"", b"\xff\xfe", b"9" * 5000)),
    (
        JSON,
        b'{"email": 1, "password": [], "name": {}, "seen": NaN, "page": 1e999, "a": {"b": [{"c": null}]}}',
    ),
    (JSON, b'{"name": "\\u0000", "text": "\\ud800", "round": "\\udfff.\\u0000"}'),
    (JSON, b"[" * 3000 + b"]" * 3000),
    (f"{JSON}; charset=utf-99", b'{"a": 1}'),
    (MANY, b"no boundary"),
    (f"{MANY}; boundary=a", b"--a\r\n"),
    (f"{MANY}; boundary=a", b'--a\r\nContent-Disposition: form-data; name="name"\r\n\r\n\xff\0\r\n--a--\r\n'),
    (
        f"{MANY}; boundary=a",
        b'--a\r\nContent-Disposition: form-data; name="file"; filename="\xff\0.csv"\r\n\r\na\0\xff\r\n--a--\r\n',
    ),
    (f"{FORM}; charset=nope", b"%00=%00&name=%00&text=%ff%00&email=a%00b&reason=%00&words=%00&question=%00"),
    (FORM, b"&".join(b"a=%d" % n for n in range(2000))),
    (FORM, b"seen=99999999999999999999&revision=99999999999999999999&name=x&text=y&words=z&team=-1"),
    ("nonsense", b"\0"),
)
ASKED = (
    *(
        "q",
        "team",
        "round",
        "programme",
        "show",
        "standing",
        "cohort",
        "measure",
        "unit",
        "account",
        "about",
        "question",
    ),
    *("theme", "offer", "answer", "rename", "order", "next", "lang", "who", "size", "draw", "seen", "people", "code"),
)
QUERIES = (
    *(
        "page=-1",
        "page=99999999999999999999&size=99999999999999999999&draw=-99999999999999999999",
        "page=%D9%A1&page=2",
    ),
    *("&".join(f"{name}={value}" for name in ASKED) for value in ("%00", "%ff%fe", "x", "-1", "a.b", "%25%5F")),
    *("&".join(f"{name}[]=a&{name}=b&{name}=c" for name in ASKED), f"page={'9' * 5000}", "%", "=&&&"),
)


@pytest.fixture
def names(app, cast, company, monkeypatch):
    """Names under which things can be asked for: people, teams, rounds, a town hall, a customer, a survey."""
    monkeypatch.setattr(limiter, "enabled", False)
    whose = unit(cast)
    customer, wave, hall = account(whose), opened(), make_hall(cast.support)
    code = code_of(wave, "user1@northwind.example")
    made = (hall, customer, whose, db.session.scalars(select(Survey)).one())
    found = [code, *(db.session.merge(each).uid for each in made), *company]
    db.session.remove()
    return found


def reached(browser, rule, names, method):
    """Return an address of a rule, one behind which there is something if possible, and whether it is refused."""
    found = [rule.build({"uid": name, "point": 1})[1] for name in names] if "point" in rule.arguments else []
    found = found or addresses(rule, names if len(rule.arguments) < 2 else names[::4])
    for address in found:
        status = browser.open(address, method=method).status_code
        if status not in {401, 403, 404}:
            return address, False
    return found[0], True


def browser_of(who, client, signed_in, cast):
    return client if who == "nobody" else signed_in(getattr(cast, who))


def crashed_by_bodies(rules, browser, names):
    """Return which pages crash at which body."""
    return {
        (rule.rule, kind, body[:60]): status
        for rule in rules
        if "POST" in rule.methods and rule.endpoint not in ENDS
        for address, refused in [reached(browser, rule, names, "POST")]
        for kind, body in (BODIES[:2] if refused else BODIES)
        if (status := browser.post(address, data=body, content_type=kind).status_code) >= 500
    }


def crashed_by_queries(rules, browser, names):
    """Return which pages crash at which query."""
    return {
        (rule.rule, query[:60]): status
        for rule in rules
        if "GET" in rule.methods
        for address, refused in [reached(browser, rule, names, "GET")]
        for query in (QUERIES[:2] if refused else QUERIES)
        if (status := browser.get(f"{address}?{query}").status_code) >= 500
    }


@pytest.mark.parametrize("who", ONCE)
def test_no_body_makes_a_page_crash(app, names, client, signed_in, cast, who):
    assert crashed_by_bodies(pages(app), browser_of(who, client, signed_in, cast), names) == {}


@pytest.mark.parametrize("who", ONCE)
def test_no_query_makes_a_page_crash(app, names, client, signed_in, cast, who):
    assert crashed_by_queries(pages(app), browser_of(who, client, signed_in, cast), names) == {}


def test_pages_that_crash_at_a_body_or_a_query_are_seen(app, client):
    app.testing = False

    def careless():
        found = request.get_json(silent=True)["name"] if request.method == "POST" else ""
        return f"{found}{int(request.args.get('page', '1'))}"

    careless.may = May.ANYONE
    app.add_url_rule("/planted", view_func=careless, methods=["GET", "POST"])
    planted = [rule for rule in pages(app) if rule.endpoint == "careless"]
    assert {query[:10] for _, query in crashed_by_queries(planted, client, ())} == {"page=99999"}
    assert {body for _, _, body in crashed_by_bodies(planted, client, ())} >= {b"null", b"[]", b'"x"'}


@pytest.mark.one_database  # what HEAD answers, and that it writes nothing, is the same wherever it is kept
@pytest.mark.parametrize("who", WHO)
def test_head_is_answered_as_get_without_a_body_and_writes_nothing(app, names, client, signed_in, cast, who):
    browser = browser_of(who, client, signed_in, cast)
    asked = [reached(browser, rule, names, "GET")[0] for rule in pages(app) if "GET" in rule.methods]
    before = everything(but="")
    heads = {address: browser.head(address) for address in asked}
    assert changed(before, everything(but="")) == set()
    assert {address for address, told in heads.items() if told.data} == set()
    gets = {address: browser.get(address).status_code for address in asked}
    assert {address: told.status_code for address, told in heads.items()} == gets
    assert list(gets.values()).count(200) >= 4
