"""Files as HR systems export them, over HTTP: each lands right, or says why not; nobody is changed silently."""

import html
import re

import pytest
from sqlalchemy import select

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people import queries
from pulse.people.models import Person
from tests.people.imported import bring
from tests.people.rosters import accepted, confirm, import_all, seen, uploaded

BASE = """\
Employee ID,Name,Email,Team,Lead
11,Runa Dahl,runa@fjord.example,Fjord,yes
12,Emil Roth,emil@fjord.example,Fjord/Service,yes
13,Sofia Lund,sofia@fjord.example,Fjord/Service/Desk,yes
14,Noor Aziz,noor@fjord.example,Fjord/Service/Desk,no
15,Pia Holm,pia@fjord.example,Fjord/Service/Desk,no
16,Ivo Marek,ivo@fjord.example,Fjord/Money,yes
17,Lin Park,lin@fjord.example,Fjord/Money,no
18,Tom Berg,tom@fjord.example,Fjord/Money,no
"""


@pytest.fixture
def hana(app, signed_in):
    """Hana of HR, made by hand, in a company that has nobody else yet."""
    with transaction():
        made = Person(name="Hana Ivanova", email="hana@fjord.example", role="hr", locale="en")
        db.session.add(made)
    return signed_in(made)


@pytest.fixture
def fjord(hana):
    bring(BASE)
    return hana


def people() -> dict[str, tuple[str, str, bool, str]]:
    """Return who works here but for Hana: name, team, lead and role by what stands before the @."""
    db.session.remove()
    paths = queries.every_path()
    some = db.session.scalars(select(Person).where(Person.left_on.is_(None), Person.name != "Hana Ivanova"))
    return {p.email.split("@")[0]: (p.name, "/".join(paths.get(p.team_id, ())), p.is_lead, p.role) for p in some}


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def preview(client, raw: str) -> str:
    return words(client.get(uploaded(client, raw)).text)


NAMES = {"greta": "Greta Lindholm", "ana": "Ana de la Cruz", "mary": "Mary O'Neil", "thomas": "Thomas Thomas"}
PAIRS = [("Lindholm", "Greta"), ("de la Cruz", "Ana"), ("O'Neil", "Mary"), ("Thomas", "Thomas")]
HALVES = [
    ("Name", "Vorname"),
    ("Nachname", "Vorname"),
    ("Last name", "First name"),
    ("Surname", "Given name"),
    ("Apellidos", "Nombre"),
    ("Nom", "Prénom"),
    ("Cognome", "Nome"),
    ("Achternaam", "Voornaam"),
    ("Efternamn", "Förnamn"),
    ("Soyad", "Ad"),
]


@pytest.mark.parametrize("family", HALVES)
@pytest.mark.parametrize("turned", [False, True])
def test_first_and_last_names_are_joined_in_either_order(hana, family, turned):
    head = [*reversed(family)] if turned else [*family]
    rows = [
        [*(reversed(pair) if turned else pair), f"{mail}@a.example", "Fjord"]
        for pair, mail in zip(PAIRS, NAMES, strict=True)
    ]
    import_all(hana, "\n".join(";".join(row) for row in [[*head, "E-Mail", "Team"], *rows]))
    assert {mail: told[0] for mail, told in people().items()} == NAMES


def test_a_whole_name_beside_a_first_name_is_left_as_it_is(hana):
    raw = "Name,First name,Mail,Team\nGreta Lindholm,Greta,g@a.example,Fjord\nAna de la Cruz,Annie,a@a.example,Fjord"
    import_all(hana, raw)
    assert {told[0] for told in people().values()} == {"Greta Lindholm", "Ana de la Cruz"}


def test_last_name_comma_first_name_is_turned_and_said(hana):
    head = 'Employee #,"Last Name, First Name",Work Email,Department'
    raw = f'{head}\n1,"Lindholm, Greta",g@a.example,A\n2,"Roth, Emil",e@a.example,B'
    assert "“Lindholm, Greta” was read as “Greta Lindholm”" in preview(hana, raw)
    import_all(hana, raw)
    assert {told[0] for told in people().values()} == {"Greta Lindholm", "Emil Roth"}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("Vorname,Mail,Team\nGreta,g@a.example,Fjord", "“Vorname” is only half of the names"),
        ("Nachname,Mail,Team\nRoth,g@a.example,Fjord", "“Nachname” is only half of the names"),
        ("Name,Vorname,Mail,Team\nde la Cruz,Ana,a@a.example,Fjord", "“de la Cruz” may be half of a name"),
        ("PK\x03\x04", "This is a spreadsheet or an archive. Save the sheet as CSV"),
        ("Name,Mail,Department,Division\nA,a@a.example,B,C", "The columns “Department” and “Division” mean the same"),
    ],
)
def test_what_cannot_be_told_is_refused_in_a_sentence_and_nobody_lands(hana, raw, said):
    place = uploaded(hana, raw)
    page = hana.get(place).text
    assert said in words(page)
    assert "works here is named in a row" not in words(page)  # of a file nobody could read, no row names anybody
    assert hana.post(place, data={"seen": "0" * 32}).status_code in {409, 422}
    assert people() == {}


RIGHTS = ("hr", "HR", "admin", "Administrator", "Personalabteilung", "superuser", "Recruiter", "employee", "Überlord")


@pytest.mark.parametrize("heading", ["Role", "Rolle", "Pulse role", "access_role", "Berechtigung", "Rôle"])
def test_no_cell_of_a_file_gives_or_takes_a_right(fjord, cast_admin, heading):
    some = [line.split(",") for line in BASE.splitlines()]
    said = [[*some[0], heading], *([*row, RIGHTS[n % len(RIGHTS)]] for n, row in enumerate(some[1:]))]
    raw = "\n".join(",".join(row) for row in said)
    before = people()
    assert "Rights never come from a file. Name HR on the page People or by a command." in preview(fjord, raw)
    import_all(fjord, raw + "\n19,New One,new@fjord.example,Fjord,no,hr")
    assert {mail: told[3] for mail, told in people().items()} == {m: t[3] for m, t in before.items()} | {
        "new": "employee"
    }


@pytest.fixture
def cast_admin(fjord):
    """Ivo runs the server, Lin is in HR; both are in the file."""
    with transaction():
        queries.person_by_email("ivo@fjord.example").role = "admin"
        queries.person_by_email("lin@fjord.example").role = "hr"


def test_whoever_comes_back_by_a_file_comes_without_a_role(fjord, cast_admin):
    with transaction():
        lin = queries.person_by_email("lin@fjord.example")
        lin.left_on = lin.started_on = None
    import_all(fjord, BASE.replace("17,Lin Park,lin@fjord.example,Fjord/Money,no\n", ""))
    assert "lin" not in people()
    assert "role: HR → becomes Employee" in preview(fjord, BASE)
    import_all(fjord, BASE)
    assert people()["lin"][3] == "employee"


def test_hr_lets_no_administrator_go_by_a_file_nor_themselves(fjord, cast_admin):
    raw = BASE.replace("16,Ivo Marek,ivo@fjord.example,Fjord/Money,yes\n", "")
    assert "1 person is not in the list and stays." in preview(fjord, raw)
    import_all(fjord, raw)
    assert people()["ivo"][3] == "admin"


DEPARTMENTS = ("Board", "Service", "Desk", "Money")


def departments(**other: str) -> str:
    plain = {"runa": "Board", "emil": "Service", "sofia": "Desk", "noor": "Desk", "pia": "Desk"}
    plain |= {"ivo": "Money", "lin": "Money", "tom": "Money"} | other
    names = {line.split(",")[2]: line.split(",")[1] for line in BASE.splitlines()[1:]}
    rows = (f"{name},{mail},{plain[mail.split('@')[0]]}" for mail, name in names.items())
    return "\n".join(("Name,Email,Department", *rows))


def test_plain_departments_rename_no_company_and_make_no_leads(fjord):
    raw = departments()
    said = preview(fjord, raw)
    assert "Its teams were put below “Fjord”" in said
    import_all(fjord, raw)
    assert queries.root().name == "Fjord"
    after = people()
    assert after["sofia"] == ("Sofia Lund", "Fjord/Service/Desk", True, "employee")
    assert after["runa"] == ("Runa Dahl", "Fjord/Board", False, "employee")
    assert [mail for mail, told in after.items() if told[2] and told[1] == "Fjord"] == []


def test_plain_departments_of_a_new_company_stand_below_it(hana):
    import_all(hana, departments())
    assert queries.root().name == "Our company"
    assert {told[1] for told in people().values()} == {
        f"Our company/{d}" for d in ("Board", "Service", "Desk", "Money")
    }
    assert not any(told[2] for told in people().values())


def test_two_teams_of_one_name_are_asked_about_and_not_guessed(fjord):
    bring(BASE + "19,Una Rey,una@fjord.example,Fjord/Money/Desk,no\n")
    said = preview(fjord, departments() + "\nUna Rey,una@fjord.example,Desk")
    assert "“Desk” may be either of two teams: “Fjord/Service/Desk” / “Fjord/Money/Desk”" in said


def test_the_company_keeps_its_name_unless_that_is_ticked(fjord):
    raw = BASE.replace(",Fjord", ",Fjord Group")
    said = preview(fjord, raw)
    assert "The file calls the company “Fjord Group”. It stays “Fjord”." in said
    place = uploaded(fjord, raw)
    assert 'name="rename_company" value="y">' in fjord.get(place).text  # not ticked
    assert "This list changes nothing" in said
    ticked = fjord.get(place, query_string={"rename_company": "y"}).text
    assert fjord.post(place, data={"seen": seen(ticked)}).status_code == 409
    assert fjord.post(place, data={"seen": seen(ticked), "rename_company": "y"}).status_code == 303
    assert queries.root().name == "Fjord Group"


def test_a_top_above_the_company_is_left_out_and_said(fjord):
    raw = BASE.replace(",Fjord", ",Holding/Fjord")
    assert "That was not read: the company stays on top." in preview(fjord, raw)
    assert "This list changes nothing" in preview(fjord, raw)


def test_paths_that_begin_below_the_company_stand_below_it(fjord):
    raw = BASE.replace(",Fjord/", ",").replace(",Fjord,yes", ",Fjord,yes")
    rest = "\n".join(line for line in raw.splitlines() if "runa@" not in line)
    assert "Its teams were put below “Fjord”" in preview(fjord, rest)
    import_all(fjord, rest)
    assert people()["sofia"][1] == "Fjord/Service/Desk"


def test_a_lead_who_moves_leads_the_new_team_only_where_the_file_says_so(fjord):
    moved = BASE.replace("sofia@fjord.example,Fjord/Service/Desk", "sofia@fjord.example,Fjord/Money")
    silent = "\n".join(line.rpartition(",")[0] for line in moved.splitlines())
    said = preview(fjord, silent)
    assert "No longer lead 1" in said
    assert "leads the team: yes → becomes no" in said
    import_all(fjord, silent)
    assert people()["sofia"] == ("Sofia Lund", "Fjord/Money", False, "employee")
    bring(BASE)
    assert "Lead from now on 1" in preview(fjord, moved)
    import_all(fjord, moved)
    assert people()["sofia"] == ("Sofia Lund", "Fjord/Money", True, "employee")


def test_a_new_domain_without_numbers_is_the_same_people(fjord):
    uid = queries.person_by_email("noor@fjord.example").uid
    raw = "\n".join(line.partition(",")[2] for line in BASE.replace("fjord.example", "group.example").splitlines())
    place = uploaded(fjord, raw)
    page = fjord.get(place).text
    assert accepted(page) == ["leads-identity", "many-addresses"]
    assert "8 of the 9 people here get other addresses" in words(page)
    assert import_all(fjord, raw).status_code == 303
    assert queries.person_by_email("noor@group.example").uid == uid
    assert queries.headcount(gone=True) == 0


def test_a_list_of_some_people_lets_nobody_go_when_that_is_said(fjord):
    raw = "Employee ID,Name,Email,Team,Lead\n19,Nils Ek,nils@fjord.example,Fjord/Money,no"
    place = uploaded(fjord, raw)
    page = fjord.get(place).text
    assert accepted(page) == ["leads-change", "many-leavers", "few-rows"]
    assert confirm(fjord, place).status_code == 422
    assert import_all(fjord, raw, partial="y").status_code == 303
    assert (len(people()), queries.headcount(gone=True), len(queries.open_teams())) == (9, 0, 4)


def test_whoever_has_left_by_the_files_own_word_does_not_land(hana):
    head, *rows = BASE.splitlines()
    states = ["Active", "active", "On Leave", "ACTIVE", "Terminated", "", "Full-time", "Leaver"]
    raw = "\n".join([f"{head},Status", *(f"{row},{state}" for row, state in zip(rows, states, strict=True))])
    said = preview(hana, raw)
    assert "“Terminated” means that somebody does not work here" in said
    assert "“On Leave” was read. Whoever is away is asked all the same." in said
    import_all(hana, raw)
    assert sorted({"runa", "emil", "sofia", "noor", "pia", "ivo", "lin", "tom"} - people().keys()) == ["pia", "tom"]


def test_accounts_that_are_off_and_guests_do_not_land(hana):
    rows = ("A B,a@a.example,X,True,Member", "C D,c@a.example,Y,False,Member", "E F,e@a.example,Y,True,Guest")
    raw = "\n".join(("displayName,mail,department,accountEnabled,userType", *rows, "G H,g@a.example,Y,True,"))
    import_all(hana, raw)
    assert sorted(people()) == ["a", "g"]


OPTIONAL = [
    ("Language", "Norsk"),
    ("Time zone", "Middle Earth"),
    ("Start date", "42097"),
    ("Start date", "03/04/2015"),
    ("Lead", "Emil Roth"),
]


@pytest.mark.parametrize(("heading", "cell"), OPTIONAL)
def test_an_optional_cell_that_cannot_be_read_loses_nobody_and_is_said_once(fjord, heading, cell):
    some = [line.split(",")[:4] for line in BASE.splitlines()]
    before = people()
    raw = "\n".join(",".join([*row, cell if n else heading]) for n, row in enumerate(some))
    page = fjord.get(uploaded(fjord, raw)).text
    assert words(page).count(f"“{cell}”") == 1
    assert f"8 rows, column “{heading}”" in words(page)
    assert "Nobody is left out for it" in words(page)
    assert re.search(r'<details class="card more" id="notices" open>', page)
    assert re.search(r'<button class="button" form="confirm">', page) or "This list changes nothing" in page
    import_all(fjord, raw)
    assert people() == before


def test_rows_that_are_lost_are_counted_in_the_open_and_the_button_says_so(fjord):
    many = "".join(f"{n},New {n},n{n}@fjord.example,Fjord/Money,no\n" for n in range(100, 140))
    bad = "".join(f"{n},New {n},nonsense,Fjord/Money,no\n" for n in range(200, 230))
    page = fjord.get(uploaded(fjord, BASE + many + bad)).text
    assert re.search(r'<details class="card more" id="faults" open>', page)
    assert "30 of 78 rows are left out." in words(page)
    assert "Import without 30 rows" in words(page)
    assert not re.search(r'<button class="button" form="confirm">', page)
    assert accepted(page) == ["many-unread"]


def test_signs_that_nobody_sees_change_nobody(fjord):
    hidden = ["\u200e", "\u200f", "\u200b", "\ufeff", "\u00a0", "\u2060", "\u202a", "\u00ad", "\u3164"]
    head, *rows = BASE.splitlines()
    said = [",".join(f"{hidden[n]}{cell}{hidden[-n]}" for cell in row.split(",")) for n, row in enumerate(rows)]
    assert "This list changes nothing" in preview(fjord, "\n".join((head, *said)))


def test_a_domain_with_an_umlaut_is_kept_in_its_ascii_form(hana):
    import_all(hana, "Name,Mail,Team\nAnn Berg,Ann@Müller.example,Fjord\nBo Li,bo@straße.example,Fjord")
    assert queries.person_by_email("ann@xn--mller-kva.example").name == "Ann Berg"
    assert queries.person_by_email("ANN@MÜLLER.example\u200e").name == "Ann Berg"
    assert queries.person_by_email("bo@xn--strae-oqa.example").name == "Bo Li"
