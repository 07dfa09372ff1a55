"""Lists of people and teams stand in their reader's order on every page, and are searched without accents."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, select, update

from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people import actions, queries
from pulse.people.actions import Wishes
from pulse.people.guards import Guard
from pulse.people.models import Person, Team

ROSTER = "name,email,team\nEda Sen,omar@acme.example,Acme/Finance\nNeşe,ne@acme.example,Acme\n"
FIRST = ("Åsa", "Émile", "Łukasz", "Özlem", "Zacharias")


@pytest.fixture
def named(app, cast):
    """Some people more, whom an ordinary alphabet puts behind Z."""
    with transaction():
        for n, name in enumerate([*reversed(FIRST), "Sean O’Brien", "Pat O'Brien"]):
            db.session.add(Person(name=name, email=f"n{n}@acme.example", team=cast.finance))
        for name in ("Ärzte", "Zentrale", "Büro"):
            db.session.add(Team(name=name, parent=cast.company))
    return cast


def names(words="", **more):
    return [each.name for each in queries.search(words, **more).people]


def test_people_stand_in_the_readers_order_on_every_page(named, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 7)
    pages = [name for page in range(1, queries.search().pages + 1) for name in names(page=page)]
    assert [name for name in pages if name in FIRST] == list(FIRST)
    assert pages[0] == "Ada Root"
    assert pages[-1] == "Zacharias"
    assert len(pages) == db.session.scalar(select(func.count()).select_from(Person))


def test_teams_do_too(named):
    found = [team.name for team in queries.open_teams()]
    assert [name for name in found if name in {"Ärzte", "Büro", "Zentrale"}] == ["Ärzte", "Büro", "Zentrale"]


@pytest.mark.parametrize("words", ["O'Brien", "o’brien", "OBRIEN"])
def test_whichever_apostrophe_is_typed_both_are_found(named, words):
    assert names(words) == ["Pat O'Brien", "Sean O’Brien"]


@pytest.mark.parametrize(("words", "name"), list(zip(("asa", "emile", "LUKASZ", "özlem"), FIRST, strict=False)))
def test_accents_are_ignored(named, words, name):
    assert names(words) == [name]


@pytest.mark.parametrize("words", ["%", "_", "’", "…"])
def test_signs_alone_find_nobody_by_name(named, words):
    assert [name for name in names(words) if "O" in name] == []


def test_who_is_renamed_by_hand_or_by_a_file_is_filed_anew(named):
    with transaction():
        db.session.get_one(Person, named.omar.id).name = "Ümit Öz"
    assert names("umit oz") == ["Ümit Öz"]
    with transaction():
        actions.import_roster(ROSTER.encode(), by=None, now=clock.now(), wishes=Wishes(accepted=tuple(Guard)))
    assert (names("eda"), names("nese")) == (["Eda Sen"], ["Neşe"])
    assert names("umit") == []


def test_names_that_were_there_before_are_filed(named):
    with transaction():
        db.session.execute(update(Person).values(filed_as="?"))
    db.session.remove()
    downgrade(revision="0025")
    upgrade()
    assert names("emile") == ["Émile"]
