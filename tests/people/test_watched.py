"""Whatever touches somebody with a role or a lead, or makes one person another, is confirmed even when it is one."""

from datetime import date

import pytest
from click.testing import CliRunner
from pytest import raises

from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.base.transactions import transaction
from pulse.people import commands
from pulse.people.guards import WATCHED, Guard, doubts
from pulse.people.models import Person
from tests.people.imported import bring, everybody, look, person, row, rows
from tests.people.rosters import accepted, seen, uploaded

TEAMS = {1: "Acme", 2: "Acme/A", 3: "Acme/A", 4: "Acme/B", 5: "Acme/B", 8: "Acme/Solo", 9: "Acme/A/X"}
LEADS, HR, ADMIN, GONE_HR, GONE = (1, 2, 4, 8), 6, 7, 40, 41
HERE = (*range(1, 10), *range(10, 31))
FORMER = (GONE_HR, GONE)


def plain(number: int, **other: str) -> str:
    team = other.pop("team", TEAMS.get(number, "Acme/Rest"))
    return row(number, team, **{"lead": "yes" if number in LEADS else "no"} | other)


def mail(number: int) -> str:
    return f"p{number}@acme.example"


def who(number: int) -> dict[str, str]:
    return {"name": f"Person Number {number}", "email": mail(number)}


def renumbered(number: int) -> str:
    return plain(number).replace(f"P{number},", f"P{number}00,", 1)


def later(changed: dict[int, str]) -> str:
    """Return the company's list with other rows for some; an empty one leaves somebody out."""
    lines = [changed.get(number, plain(number)) for number in HERE]
    return rows(*[line for line in lines if line], *[line for number, line in changed.items() if number not in HERE])


OTHER = {"name": "Somebody Else", "email": "else@acme.example"}
ROLES, LEAD, WHO = {Guard.RIGHTS_CHANGE}, {Guard.LEADS}, {Guard.LEAD_IDENTITY}
# What a file says otherwise, and what has to be confirmed for it: one person or team each, of thirty people.
KINDS = {
    "HR gets another address": ({HR: plain(HR, email="thief@acme.example")}, ROLES),
    "HR gets another name": ({HR: plain(HR, name="Somebody Else")}, ROLES),
    "HR gets another number": ({HR: renumbered(HR)}, ROLES),
    "HR changes team": ({HR: plain(HR, team="Acme/B")}, ROLES),
    "HR begins to lead": ({HR: plain(HR, lead="yes")}, ROLES | LEAD),
    "HR leads the top": ({HR: plain(HR, team="Acme", lead="yes")}, ROLES | LEAD),
    "HR becomes somebody else": ({HR: plain(HR, **OTHER)}, ROLES | {Guard.PEOPLE}),
    "HR leaves": ({HR: ""}, {Guard.RIGHTS}),
    "an administrator gets another address": ({ADMIN: plain(ADMIN, email="thief@acme.example")}, ROLES),
    "an administrator gets another name": ({ADMIN: plain(ADMIN, name="Somebody Else")}, ROLES),
    "an administrator leaves": ({ADMIN: ""}, {Guard.RIGHTS}),
    "HR comes back without the role": ({GONE_HR: plain(GONE_HR)}, ROLES),
    "numbers of HR and another are exchanged": (
        {HR: plain(HR, **who(10)), 10: plain(10, **who(HR))},
        ROLES | {Guard.SWAP},
    ),
    "numbers of two people are exchanged": ({10: plain(10, **who(11)), 11: plain(11, **who(10))}, {Guard.SWAP}),
    "numbers of three people are shifted": (
        {10: plain(10, **who(11)), 11: plain(11, **who(12)), 12: plain(12, **who(10))},
        {Guard.SWAP},
    ),
    "addresses of two are exchanged": (
        {10: plain(10, email=mail(11)), 11: plain(11, email=mail(10))},
        {Guard.SWAP},
    ),
    "names of two are exchanged": (
        {10: plain(10, name=who(11)["name"]), 11: plain(11, name=who(10)["name"])},
        {Guard.SWAP},
    ),
    "an address is handed on": ({10: plain(10, email=mail(11)), 11: plain(11, email="new@acme.example")}, {Guard.SWAP}),
    "somebody becomes another": ({10: plain(10, **OTHER)}, {Guard.PEOPLE}),
    "the number of a former person is another's": ({GONE: plain(GONE, **OTHER)}, {Guard.PEOPLE}),
    "the number of former HR is another's": ({GONE_HR: plain(GONE_HR, **OTHER)}, ROLES | {Guard.PEOPLE}),
    "a lead moves and leads the new team": ({2: plain(2, team="Acme/B")}, LEAD),
    "a lead moves, and the list is silent": ({2: plain(2, team="Acme/B", lead="")}, LEAD),
    "somebody begins to lead": ({3: plain(3, lead="yes")}, LEAD),
    "somebody begins to lead the top": ({3: plain(3, team="Acme", lead="yes")}, LEAD),
    "a newcomer leads": ({50: plain(50, team="Acme/B", lead="yes")}, LEAD),
    "a newcomer leads a team that is new": ({50: plain(50, team="Acme/New", lead="yes")}, LEAD),
    "somebody comes back and leads": ({GONE: plain(GONE, lead="yes")}, LEAD),
    "a lead ceases to lead": ({2: plain(2, lead="no")}, LEAD),
    "a lead leaves": ({2: ""}, LEAD),
    "the lead of the top leaves": ({1: ""}, LEAD),
    "a team closes with its only person, who led it": ({8: ""}, LEAD),
    "a lead gets another address": ({2: plain(2, email="thief@acme.example")}, WHO),
    "a lead gets another name": ({2: plain(2, name="Somebody Else")}, WHO),
    "a lead gets another number": ({2: renumbered(2)}, WHO),
    "a lead becomes somebody else": ({2: plain(2, **OTHER)}, WHO | {Guard.PEOPLE}),
    "a team is merged into one with other leads": ({9: plain(9, team="Acme/B")}, {Guard.ABOVE}),
    "a team moves below another lead": ({9: plain(9, team="Acme/B/Y")}, {Guard.ABOVE}),
    "a team moves away from its lead": ({9: plain(9, team="Acme/Y")}, {Guard.ABOVE}),
}
# And what is nobody's business but the many's: one person without role or lead.
HARMLESS = {
    "another address": {10: plain(10, email="new@acme.example")},
    "another name": {10: plain(10, name="Somebody Else")},
    "another number": {10: renumbered(10)},
    "another team": {10: plain(10, team="Acme/B")},
    "a newcomer": {50: plain(50)},
    "a leaver": {10: ""},
    "somebody comes back": {GONE: plain(GONE)},
    "the language of HR": {HR: plain(HR)[:-2] + "de,,"},
}
MOVES = {"a team moves below another lead": "Acme/B/Y", "a team moves away from its lead": "Acme/Y"}


@pytest.fixture
def acme(app):
    """Thirty people who are here, one in HR and one who runs the server, and two who have left."""
    bring(rows(*map(plain, HERE), *map(plain, FORMER)))
    with transaction():
        for number, role in ((HR, "hr"), (ADMIN, "admin"), (GONE_HR, "hr")):
            person(mail(number)).role = role
        for number in FORMER:
            person(mail(number)).left_on = date(2026, 1, 1)


def guards(raw: str, **wishes) -> set[Guard]:
    roster, found = look(raw, **wishes)
    return {doubt.guard for doubt in doubts(roster, found)}


@pytest.mark.parametrize("kind", KINDS)
def test_one_is_enough_to_be_confirmed(acme, kind):
    changed, expected = KINDS[kind]
    raw, before = later(changed), everybody()
    assert guards(raw) == expected
    for guard in expected:
        with raises(Refusal, match="has to be confirmed"):
            bring(raw, accepted=set(Guard) - {guard})
        assert everybody() == before
    bring(raw, accepted=expected)
    assert everybody() != before
    assert guards(raw) == set()


@pytest.mark.parametrize("kind", MOVES)
def test_a_team_that_keeps_its_past_under_other_leads_is_confirmed(acme, kind):
    raw, before = later(KINDS[kind][0]), everybody()
    renames = {("Acme", "A", "X"): tuple(MOVES[kind].split("/"))}
    assert guards(raw, renames=renames) == {Guard.ABOVE}
    with raises(Refusal, match="has to be confirmed"):
        bring(raw, renames=renames, accepted=set(Guard) - {Guard.ABOVE})
    assert everybody() == before
    assert bring(raw, renames=renames, accepted={Guard.ABOVE}).renamed == tuple(renames.items())


@pytest.mark.parametrize("other", [{}, {"name": "Somebody Else"}, {"email": "p6@evil.example"}])
def test_hr_made_by_hand_is_given_no_number_team_or_mailbox_unasked(acme, other):
    with transaction():
        person(mail(HR)).employee_id = None
    line = plain(HR, **other) if "email" not in other else plain(HR, **other).replace("P6,", ",", 1)
    assert guards(later({HR: line})) == ROLES
    with raises(Refusal, match="has to be confirmed"):
        bring(later({HR: line}), accepted=set(Guard) - ROLES)


@pytest.mark.parametrize("kind", HARMLESS)
def test_one_without_role_or_lead_is_not_asked_about(acme, kind):
    before = everybody()
    bring(later(HARMLESS[kind]), accepted=())
    assert everybody() != before


def test_a_team_that_is_renamed_where_it_stands_is_not_asked_about(acme):
    raw = later({9: plain(9, team="Acme/A/Y")})
    assert guards(raw) == guards(raw, renames={("Acme", "A", "X"): ("Acme", "A", "Y")}) == set()


def test_the_leads_of_a_company_that_begins_are_not_asked_about(app):
    assert bring(rows(*map(plain, HERE)), accepted=()).faults == ()
    assert person(mail(1)).is_lead


def test_every_guard_has_its_reason_its_kind_and_its_flag():
    of_one = {watch.guard for watch in WATCHED}
    assert of_one == set().union(*(expected for _, expected in KINDS.values()))
    assert all(watch.why for watch in WATCHED)
    assert set(commands.ACCEPTED) == set(Guard)
    assert {guard for guard in Guard if not guard.startswith(("many-", "few-"))} == of_one


EXCHANGED = later(KINDS["numbers of HR and another are exchanged"][0])
THIEF = later(KINDS["HR gets another address"][0])


@pytest.mark.parametrize(
    ("raw", "flags", "said"),
    [
        (EXCHANGED, ("--rights-change", "--numbers-swapped"), "probably exchanged with Person Number 10"),
        (THIEF, ("--rights-change",), "holds HR rights; changes: e-mail"),
        (later({8: ""}), ("--leads-change",), "team closes: Acme/Solo"),
        (
            later({9: plain(9, team="Acme/B")}),
            ("--other-leads-above",),
            "Acme › A › X: other leads above: Person Number",
        ),
    ],
)
def test_the_command_names_them_and_ends_with_1_without_the_flags(acme, tmp_path, raw, flags, said):
    file, before = tmp_path / "roster.csv", everybody()
    file.write_text(raw)
    for given in ((), *[[flag for flag in flags if flag != missing] for missing in flags]):
        refused = CliRunner().invoke(commands.import_roster, [str(file), *given])
        assert refused.exit_code == 1
        assert said in refused.output
        assert all(flag in refused.output for flag in flags if flag not in given)
        assert everybody() == before
    assert CliRunner().invoke(commands.import_roster, [str(file), *flags]).exit_code == 0
    assert everybody() != before


@pytest.fixture
def hana(acme, signed_in):
    """Hana of HR, made by hand, who imports."""
    with transaction():
        made = Person(name="Hana", email="hana@acme.example", role="hr", locale="en")
        db.session.add(made)
    return signed_in(made)


@pytest.mark.parametrize(
    ("raw", "ticks", "said"),
    [
        (EXCHANGED, ["rights-change", "numbers-swapped"], "holds HR rights; changes: name, e-mail"),
        (THIEF, ["rights-change"], "Yes, 1 person with the rights of HR or administration changes: Person Number 6."),
        (later({3: plain(3, lead="yes")}), ["leads-change"], "Yes, 1 person begins or ceases to lead a team: Person"),
    ],
)
def test_the_preview_names_them_and_has_a_tick_for_each(hana, raw, ticks, said):
    place, before = uploaded(hana, raw), everybody()
    page = hana.get(place).text
    assert accepted(page) == ticks
    assert said in page
    for missing in ticks:
        given = {"seen": seen(page), "accept": [tick for tick in ticks if tick != missing]}
        assert hana.post(place, data=given).status_code == 422
    assert everybody() == before
    assert hana.post(place, data={"seen": seen(page), "accept": ticks}).status_code == 303
    assert everybody() != before


def test_who_got_a_role_since_the_preview_is_shown_anew_and_not_changed_by_an_old_tick(hana):
    place = uploaded(hana, later({HR: plain(HR, name="Somebody Else"), 10: plain(10, email="thief@acme.example")}))
    page = hana.get(place).text
    with transaction():
        person(mail(10)).role = "hr"
    assert hana.post(place, data={"seen": seen(page), "accept": accepted(page)}).status_code == 409
    assert person(mail(10)).role == "hr"
