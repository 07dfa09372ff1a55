"""Of two people who change one thing at once the second is refused, and sees both versions side by side."""

from concurrent.futures import ThreadPoolExecutor
from html import unescape
from threading import Barrier

import pytest

from pulse.base.db import db
from pulse.people import queries as people
from pulse.programmes import queries as programmes
from tests._ground.forms import filled, shown, typed_on

# What two of HR change: the page, the address that takes it, and what each of them types.
EDITED: list[tuple[str, str, dict[str, object], dict[str, object]]] = [
    ("/programmes/{programme}", "", {"name": "First name", "reminders": "2"}, {"open_days": "3"}),
    ("/programmes/help-lines", "", {"en": "First words"}, {"de": "Zweite Worte"}),
    ("/questions/{question}", "", {"en": "First words today."}, {"de": "Zweite Worte heute."}),
    ("/people/{omar}/edit", "", {"name": "Omar First"}, {"locale": "de"}),
    ("/people/teams/{team}", "", {"name": "First Team"}, {"parent": "{company}"}),
    ("/programmes/named-teams", "", {"teams": ["{team}"]}, {"teams": ["{finance}"]}),
    ("/customers/accounts/{account}/edit", "", {"name": "First Name"}, {"owner": "lea@acme.example"}),
    ("/customers/accounts/{account}", "/customers/accounts/{account}/stage", {"stage": "friend"}, {"stage": "regular"}),
    ("/customers/contacts/{contact}", "", {"name": "First Name"}, {"level": "decider"}),
    ("/customers/surveys/{survey}/edit", "", {"name": "First Name"}, {"open_days": "10"}),
    ("/customers/units/{unit}/teams", "", {"name": "First Name"}, {"teams": ["{finance}"]}),
    ("/halls/{draft}/edit", "", {"title": "First Title"}, {"place": "Room 9"}),
    ("/promises/{promise}/edit", "", {"text": "First words"}, {"proof": "Second proof"}),
    ("/halls/{draft}/agenda", "/halls/{draft}/agenda/{point}", {"words": "First words"}, {"words": "Second words"}),
]


@pytest.fixture
def names(cast, company, signed_in):
    """Return the uids of everything, a point of an agenda too."""
    browser, page = signed_in(cast.hana), f"/halls/{company['draft']}/agenda"
    place = browser.post(page, data={"words": "What comes next"}).location
    more = {"company": str(cast.company.id), "finance": cast.finance.uid, "point": place.partition("#p-")[2]}
    return company | more


def named(typed, names):
    return {n: [x.format(**names) for x in v] if isinstance(v, list) else v.format(**names) for n, v in typed.items()}


@pytest.fixture
def two(cast, signed_in):
    """Two browsers of HR."""
    return signed_in(cast.hana), signed_in(cast.hana)


@pytest.mark.parametrize(("page", "action", "first", "second"), EDITED)
def test_the_second_is_refused_and_sees_both_versions(names, two, page, action, first, second):
    page, action = page.format(**names), action.format(**names)
    one, other = (
        shown(each, page, action, **named(typed, names)) for each, typed in zip(two, (first, second), strict=True)
    )
    assert two[0].post(action or page, data=one).status_code == 303
    late = two[1].post(action or page, data=other)
    assert late.status_code == 409
    words = next(iter(first.values()))
    if isinstance(words, str) and words.startswith("First"):
        assert words in unescape(late.text)
    for field, value in named(second, names).items():
        kept = typed_on(late.text, page, action)[field]
        assert kept == (value[-1] if isinstance(value, list) else value)
    again = two[1].post(action or page, data=filled(late.text, page, action))
    assert again.status_code == 303  # whoever has seen both may go on


def test_nothing_of_the_first_is_lost_when_the_second_is_refused(names, two):
    page = f"/programmes/{names['programme']}"
    one = shown(two[0], page, name="First name", reminders="2")
    other = shown(two[1], page, open_days="3")
    two[0].post(page, data=one)
    late = unescape(two[1].post(page, data=other).text)
    assert "Somebody else changed this meanwhile" in late
    assert late.count("First name") >= 1
    db.session.remove()
    found = programmes.programme(names["programme"])
    assert (found.name, found.reminders, found.open_days) == ("First name", 2, 4)


def test_a_preview_says_nothing_of_it(names, two):
    page = f"/programmes/{names['programme']}"
    other = shown(two[1], page, open_days="3", action="preview")
    two[0].post(page, data=shown(two[0], page, name="First name"))
    assert two[1].post(page, data=other).status_code == 200


def test_who_typed_the_same_is_not_refused(names, two):
    page = f"/people/{names['omar']}/edit"
    one, other = (shown(each, page, name="Omar First") for each in two)
    assert [each.post(page, data=data).status_code for each, data in zip(two, (one, other), strict=True)] == [303, 303]


def test_of_two_in_the_same_moment_one_is_refused(names, two):
    page, both = f"/people/{names['omar']}/edit", Barrier(2)
    typed = {"Omar First": {"name": "Omar First"}, "lead": {"is_lead": "y"}}
    forms = [shown(each, page, **given) for each, given in zip(two, typed.values(), strict=True)]
    db.session.remove()

    def send(turn: int) -> int:
        both.wait()
        return two[turn].post(page, data=forms[turn]).status_code

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(send, range(2))) == [303, 409]
    found = people.person_by_uid(names["omar"])
    assert (found.name == "Omar First") != found.is_lead
