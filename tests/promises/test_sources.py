"""A promise says what it came from, and links there only for who may open it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Person, Role, Team
from pulse.promises import actions
from pulse.promises.terms import PromiseTerms
from tests.promises.promising import NOON
from tests.reports.filling import fill


def lead_of(uid, name):
    with transaction():
        team = db.session.scalars(select(Team).where(Team.uid == uid)).one()
        lead = Person(name=name, email=f"{name.lower()}@filled.example", team=team, is_lead=True, locale="en")
        lead.role = Role.EMPLOYEE.value
        db.session.add(lead)
    return lead


@pytest.mark.parametrize("round_uid", ["newest", "gone"])
def test_a_source_is_a_link_for_its_readers_and_words_for_others(app, signed_in, time_machine, round_uid):
    time_machine.move_to(NOON)
    filled = fill(8, rounds=2)
    own, other = lead_of(filled.teams[1], "Lea"), lead_of(filled.teams[2], "Nils")
    about = filled.rounds[-1] if round_uid == "newest" else "none000000000000"
    with transaction():
        made = actions.draft(
            own.team, text="A second van", by=own, source=f"result:{about}/{own.team.uid}/trust", now=NOON
        )
        terms = PromiseTerms(
            own.team.uid, "A second van", "", "It stands there.", own.uid, NOON.date() + timedelta(days=30)
        )
        actions.redraft(made, terms, revision=0)
        actions.make(made, by=own, revision=made.revision, now=NOON)
        address = f"/promises/{made.uid}"
    for reader, links in ((filled.hana, True), (own, True), (other, False)):
        client = signed_in(reader)
        page = client.get(address).get_data(as_text=True)
        (because,) = re.findall(r"Because of</dt><dd>(.*?)</dd>", page)
        assert "a result" in because
        assert ("href" in because) is (links and round_uid == "newest")
        for link in re.findall(r'href="([^"]*)"', because):
            assert client.get(link.replace("&amp;", "&")).status_code == 200
