"""The same form sent twice makes one thing, one after the other and both at once, and leads to what was made."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from pulse.access.models import Token
from pulse.base.db import db
from pulse.base.models import Done
from pulse.clients.models import Account, Contact, Survey
from pulse.customers.models import Unit
from pulse.outbox.models import Channel
from pulse.people.models import Person
from pulse.programmes.models import Programme
from pulse.promises.models import Promise
from pulse.questions.models import Question
from pulse.recognition.models import Thanks, Value
from pulse.reports.models import Event
from pulse.townhalls.models import Hall, NamedQuestion, Point
from tests._ground.forms import filled, shown
from tests.people.rosters import acme, uploaded

# Who makes what, on which page and by which address, and with what typed.
MADE: list[tuple[type, str, str, str, dict[str, object]]] = [
    (Programme, "hana", "/programmes/new", "", {"name": "Twice", "action": "save"}),
    (Question, "hana", "/questions/new", "", {"en": "I have what I need today.", "scale": "agree5"}),
    (Person, "hana", "/people/new", "", {"name": "Nia New", "email": "nia@acme.example", "team": "{root}"}),
    (Account, "hana", "/customers/accounts/new", "", {"name": "Southwind"}),
    (
        Contact,
        "hana",
        "/customers/accounts/{account}/contacts/new",
        "",
        {"name": "Ida", "email": "ida@southwind.example", "level": "user"},
    ),
    (Survey, "hana", "/customers/surveys/new", "", {"name": "Twice", "starts_on": "2026-05-04"}),
    (Unit, "hana", "/customers/units/new", "", {"name": "Twice", "teams": ["{finance}"]}),
    (Value, "hana", "/thanks/values", "", {"name": "Patience", "words": "We wait."}),
    (
        Channel,
        "hana",
        "/channels",
        "",
        {"name": "All", "kind": "slack", "address": "https://hooks.slack.com/services/T0/B0/abc"},
    ),
    (Token, "hana", "/me/tokens", "", {"name": "A report"}),
    (Event, "lea", "/results/teams/{team}/events", "", {"words": "We moved", "day": "2026-04-01"}),
    (Promise, "lea", "/promises/teams/{team}", "/promises/teams/{team}/new", {}),
    (Hall, "lea", "/halls/teams/{team}/new", "", {"title": "Twice"}),
    (Point, "lea", "/halls/{draft}/agenda", "", {"words": "What comes next"}),
    (NamedQuestion, "omar", "/halls/{hall}", "/halls/{hall}/named", {"text": "When does it come?"}),
    (Thanks, "omar", "/thanks/new/team/{team}", "", {"words": "For staying late", "customer": "inside"}),
]


@pytest.fixture
def ready(cast, company, signed_in) -> Callable[..., tuple]:
    """Open a form and type into it: `browser, address, data = ready(who, page, action, typed)`."""

    def make(who: str, page: str, action: str, typed: dict[str, object]):
        names = company | {"finance": cast.finance.uid, "root": str(cast.company.id)}
        browser, page, action = signed_in(getattr(cast, who)), page.format(**names), action.format(**names)
        given = {
            n: [each.format(**names) for each in v] if isinstance(v, list) else str(v).format(**names)
            for n, v in typed.items()
        }
        return browser, action or page, shown(browser, page, action, **given)

    return make


def count(model: type) -> int:
    db.session.remove()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize(("model", "who", "page", "action", "typed"), MADE)
def test_what_is_sent_twice_is_made_once(ready, model, who, page, action, typed):
    browser, address, data = ready(who, page, action, typed)
    before = count(model)
    first, second = browser.post(address, data=data), browser.post(address, data=data)
    assert first.status_code in {200, 303}
    assert (second.status_code, second.location) == (303, first.location or address)
    assert count(model) == before + 1
    assert "was done already" in browser.get(second.location, follow_redirects=True).text


@pytest.mark.parametrize("which", [0, 11, 13, 14, 15])
def test_of_two_at_once_one_is_made_and_both_lead_there(ready, which):
    model, who, page, action, typed = MADE[which]
    browser, address, data = ready(who, page, action, typed)
    cookie = browser.get_cookie("pulse")
    before, both = count(model), Barrier(2)
    db.session.remove()

    def send(_turn: int) -> tuple[int, str]:
        other = browser.application.test_client()
        other.set_cookie("pulse", cookie.value)
        both.wait()
        answer = other.post(address, data=data)
        return answer.status_code, answer.location

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(send, range(2)))
    assert count(model) == before + 1
    assert answers[0] == answers[1]
    assert answers[0][0] == 303


def test_what_was_refused_may_be_sent_again(ready):
    browser, address, data = ready("lea", "/halls/teams/{team}/new", "", {"day": "2026-04-01"})  # a day that is over
    assert [browser.post(address, data=data).status_code for _try in range(2)] == [422, 422]
    assert count(Done) == 0


def test_another_text_is_another_thing(ready):
    browser, address, data = ready(
        "omar", "/thanks/new/team/{team}", "", {"words": "For staying late", "customer": "inside"}
    )
    before = count(Thanks)
    browser.post(address, data=data)
    browser.post(address, data={**data, "words": "For coming early"})
    assert count(Thanks) == before + 2


def test_a_roster_that_is_imported_twice_leads_to_what_was_done(cast, company, signed_in):
    browser = signed_in(cast.hana)
    place = uploaded(browser, acme(",Nia New,nia@acme.example,Acme/Finance,no,"))
    data, address = filled(browser.get(place).text, place, many_leavers="y"), place.partition("?")[0]
    first, second = browser.post(address, data=data), browser.post(address, data=data)
    assert (first.status_code, second.status_code, second.location) == (303, 303, first.location)
    assert "was done already" in browser.get(second.location).text


def test_a_roster_that_another_tab_imported_is_not_a_page_that_is_not_there(cast, company, signed_in):
    browser = signed_in(cast.hana)
    place = uploaded(browser, acme(",Nia New,nia@acme.example,Acme/Finance,no,"))
    address = place.partition("?")[0]
    first, second = (filled(browser.get(place).text, place, many_leavers="y") for _tab in range(2))
    assert browser.post(address, data=first).status_code == 303
    late = browser.post(address, data=second)
    assert (late.status_code, bool(re.search(r"/people|/heirs", late.location or ""))) == (303, True)
    assert "was done already" in browser.get(late.location, follow_redirects=True).text
