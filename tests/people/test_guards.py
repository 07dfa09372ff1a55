"""What a roster does only after somebody said that it is meant, in a company of any size, by page and by command."""

import pytest
from click.testing import CliRunner
from pytest import raises

from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.base.transactions import transaction
from pulse.people import queries
from pulse.people.commands import give_role, import_roster
from pulse.people.guards import Guard
from pulse.people.models import Person
from tests.people.imported import bring, everybody, look, person, row, rows
from tests.people.rosters import accepted, seen, uploaded

SIZES = (5, 20, 60)


def company(size: int, **other: str) -> list[str]:
    return [row(n, f"Acme/Team {n % 2}", lead="yes" if n < 4 else "no", **other) for n in range(size)]


def much(size: int, what: Guard) -> str:
    """Return the list of a company in which a good fourth is otherwise than it was."""
    some, all_of_them = -(-size * 3 // 10), company(size)
    changed = {
        Guard.LEAVERS: [],
        Guard.FEW: [],
        Guard.ADDRESSES: [line.replace("p", "q", 1) for line in all_of_them[:some]],
        Guard.NAMES: [line.replace("Person", "Somebody") for line in all_of_them[:some]],
        Guard.MOVES: [
            line.replace("Acme/Team 0", "Acme/Team 1").replace("Acme/Team 1", "Acme/New") for line in all_of_them[:some]
        ],
        Guard.LEADS: [line.replace(",yes,", ",no,") for line in all_of_them[:some]],
        Guard.UNREAD: [line.replace("@acme.example", "") for line in all_of_them[:some]] + [row(999, "Acme/Team 1")],
    }[what]
    if what is Guard.FEW:
        some = size * 3 // 5
    return rows(*changed, *all_of_them[some:])


CASES = [*(guard for guard in Guard if guard.startswith(("many-", "few-"))), Guard.LEADS]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("guard", CASES)
def test_much_at_once_is_confirmed_with_its_numbers(app, cast_hana, signed_in, size, guard):
    bring(rows(*company(size)))
    before, raw, browser = everybody(), much(size, guard), signed_in(cast_hana)
    place = uploaded(browser, raw)
    page = browser.get(place).text
    assert guard.value in accepted(page)
    for missing in accepted(page):
        others = [each for each in accepted(page) if each != missing]
        assert browser.post(place, data={"seen": seen(page), "accept": others}).status_code == 422
    assert everybody() == before
    assert browser.post(place, data={"seen": seen(page), "accept": accepted(page)}).status_code == 303
    assert everybody() != before


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("guard", CASES)
def test_the_command_ends_with_1_until_a_flag_says_that_it_is_meant(app, tmp_path, size, guard):
    bring(rows(*company(size)))
    before, file = everybody(), tmp_path / "roster.csv"
    file.write_text(much(size, guard))
    for more in ((), ("--dry-run",)):
        refused = CliRunner().invoke(import_roster, [str(file), *more])
        assert refused.exit_code == 1
        assert f"--{guard}" in refused.output
    assert everybody() == before
    flags = [f"--{each}" for each in Guard]
    without = [flag for flag in flags if flag != f"--{guard}"]
    assert CliRunner().invoke(import_roster, [str(file), *without]).exit_code == 1
    assert everybody() == before
    assert CliRunner().invoke(import_roster, [str(file), *flags]).exit_code == 0


@pytest.mark.parametrize("size", SIZES)
def test_a_few_changes_are_not_asked_about(app, size):
    bring(rows(*company(size)))
    later = company(size)
    later[4] = later[4].replace("Person", "Somebody")
    assert bring(rows(*later), accepted=()).faults == ()


def test_rights_that_leave_with_people_are_named(app, cast_hana, signed_in):
    bring(rows(*company(20)))
    CliRunner().invoke(give_role, ["p7@acme.example", "hr"])
    browser = signed_in(cast_hana)
    place = uploaded(browser, rows(*[line for line in company(20) if not line.startswith("P7,")]))
    page = browser.get(place).text
    assert accepted(page) == ["rights-leave"]
    assert "Yes, 1 person with the rights of HR or administration leaves: Person Number 7." in page
    with raises(Refusal, match="has to be confirmed"):
        bring(rows(*[line for line in company(20) if not line.startswith("P7,")]), accepted=())


def test_the_command_names_every_rename_move_lead_and_leaver(app, tmp_path):
    bring(rows(row(1, "Acme/A", lead="yes"), row(2, "Acme/A"), row(3, "Acme/B"), row(4, "Acme/B")))
    file = tmp_path / "roster.csv"
    file.write_text(
        rows(row(1, "Acme/B"), row(2, "Acme/A", name="Other Name", lead="yes"), row(3, "Acme/B") + "2024-05-01")
    )
    said = CliRunner().invoke(import_roster, [str(file), *[f"--{each}" for each in Guard]]).output
    for line in (
        "other name: p2@acme.example: Person Number 2 -> Other Name",
        "other team: p1@acme.example: Acme/A -> Acme/B",
        "leads from now on: p2@acme.example: Acme/A",
        "no longer leads: p1@acme.example: Acme/A",
        "other start date: p3@acme.example: None -> 2024-05-01",
        "leaves: p4@acme.example: Person Number 4",
    ):
        assert line in said


@pytest.fixture
def cast_hana(app):
    """Hana of HR, made by hand."""
    with transaction():
        made = Person(name="Hana", email="hana@acme.example", role="hr", locale="en")
        db.session.add(made)
    return made


def test_the_company_is_renamed_by_a_flag_only(app, tmp_path):
    bring(rows(row(1, "Acme/A"), row(2, "Acme/B")))
    file = tmp_path / "roster.csv"
    file.write_text(rows(row(1, "Group/A"), row(2, "Group/B")))
    said = CliRunner().invoke(import_roster, [str(file)]).output
    assert "The file calls the company “Group”. It stays “Acme”." in said
    assert queries.root().name == "Acme"
    assert CliRunner().invoke(import_roster, [str(file), "--rename-company"]).exit_code == 0
    assert queries.root().name == "Group"


def test_a_partial_list_lets_nobody_go(app):
    bring(rows(*company(20)))
    _roster, found = look(rows(row(99, "Acme/Team 1")), partial=True)
    assert (found.left, found.teams_closed, len(found.kept)) == ((), (), 20)
    assert bring(rows(row(99, "Acme/Team 1")), partial=True, accepted=()).left == ()
    assert person("p99@acme.example").team.name == "Team 1"
