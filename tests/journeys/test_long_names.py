"""Names that are one long word wrap on every kind of page: nothing is wider than a phone but what scrolls by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pulse.base import clock
from pulse.base.db import db
from pulse.base.locale import local_day
from pulse.base.transactions import transaction
from pulse.clients.models import Account
from pulse.customers.models import Unit
from pulse.people.models import Person, Team
from pulse.programmes.models import Programme
from pulse.promises import actions as promises
from pulse.promises.terms import PromiseTerms
from pulse.recognition import actions as recognition
from pulse.recognition.terms import Customer
from pulse.townhalls.models import Hall, HallState
from tests._ground.following import kind_of, links_of
from tests.reports.company import Readers, build

LONG = "Rechtsschutzversicherungsgesellschaftenabteilung"
WIDTHS = (320, 390)
MOST = 90  # pages a reader

pytestmark = [pytest.mark.one_database, pytest.mark.timeout(900)]

# What sticks out to the right, or to the left where that is the end, and does not stand in what scrolls by itself.
WIDER = """() => {
  const root = document.documentElement
  if (root.scrollWidth <= root.clientWidth) return []
  const scrolls = element => element &&
    (element.matches('.scroll, .heat-box, svg, [role=region]') || scrolls(element.parentElement))
  const found = [...document.body.querySelectorAll('*')].filter(element =>
    element.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(element))
  return [`${root.scrollWidth} px`, ...found.slice(-3).map(element => element.outerHTML.slice(0, 160))]
}"""


@pytest.fixture(scope="module")
def migrated(migrated, databases, tmp_path_factory):
    return build(databases, migrated, tmp_path_factory.mktemp("long"))


@pytest.fixture
def company(app):
    """The sealed company with one long word in the name of everything."""
    readers = Readers()
    now = clock.now()
    with transaction():
        for number, team in enumerate(db.session.scalars(select(Team))):
            team.name = f"{LONG}{'' if team.parent_id is None else chr(97 + number)}"
        for person in db.session.scalars(select(Person)):
            person.name = f"{LONG} {LONG}"
        for programme in db.session.scalars(select(Programme)):
            programme.name = LONG
        unit = Unit(name=LONG, uid="unit0000000000000")
        db.session.add(unit)
        db.session.flush()
        db.session.add(Account(name=LONG, unit_id=unit.id, owner_id=readers.lea.id))
        support = readers.team["Support"]
        db.session.add(_hall(support, now))
        recognition.thank(support, f"{LONG}!", Customer.INSIDE, None, by=readers.sam, now=now)
        _promise(support, readers, now)
    return readers


def _hall(team, now):
    given = {"title": LONG, "timezone": "UTC", "state": HallState.ANNOUNCED.value}
    return Hall(team_id=team.id, starts_at=now, made_at=now, revised_at=now, **given)


def _promise(team, readers, now):
    """Promise one long word because of a result."""
    source = f"result:{readers.round.uid}/{team.uid}/trust"
    made = promises.draft(team, text=LONG, by=readers.lea, source=source, now=now)
    terms = PromiseTerms(team.uid, LONG, LONG, LONG, readers.lea.uid, local_day(now) + timedelta(days=30))
    promises.redraft(made, terms, revision=0)
    promises.make(made, by=readers.lea, revision=made.revision, now=now)


def test_nothing_is_wider_than_a_phone(app, company, browser, serving, signed_in):
    wide, seen = {}, set()
    address = serving(app)
    for who in (company.hana, company.lea, company.omar, company.ada):
        client = signed_in(who)
        pages = _pages(client)
        cookie = client.get_cookie("pulse")
        db.session.remove()
        context = browser.new_context(base_url=address)
        context.add_cookies([{"name": "pulse", "value": cookie.value, "url": address}])
        page = context.new_page()
        for path in pages:
            seen.add(kind_of(path))
            page.goto(path, wait_until="load")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 844})
                if found := page.evaluate(WIDER):
                    wide[width, path] = found
        context.close()
    assert len(seen) > 30
    assert wide == {}


def _pages(client):
    """Return one page of each kind that this reader's links lead to."""
    waiting, kinds, found = ["/", "/results", "/me"], set(), []
    while waiting and len(found) < MOST:
        path = waiting.pop(0)
        if kind_of(path) in kinds:
            continue
        kinds.add(kind_of(path))
        answer = client.get(path)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            found.append(path)
            waiting += links_of(answer.get_data(as_text=True), path)
        elif answer.status_code in (302, 303):
            waiting += links_of(f'<a href="{answer.headers["Location"]}">', path)
    return found
