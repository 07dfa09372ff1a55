"""HR brings a list of contacts in: it is shown before it happens, and every row lands or is named."""

import re
from io import BytesIO

import pytest
from sqlalchemy import select

from pulse.base.csvfile import read
from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.base.transactions import transaction
from pulse.clients import actions
from pulse.clients.contact_lists import MOST_ROWS, Known, Wrong, compare
from pulse.clients.models import Account, Contact, ContactFile
from tests.clients.asked import account, unit

LIST = """account;contact name;e-mail;level;language;team;owner
Northwind;Ida Berg;IDA@northwind.example;decides;de;Support;lea@acme.example
Northwind;Tom Park;tom@northwind.example;;en;;
Southwind;Zoë Żak;zoe@southwind.example;user;;Support;
"""
KNOWN = Known(
    {"support": 1, "field": 2}, {"lea@acme.example": 7}, {"Old": (1, None)}, {"o@old.example": ("Old", "O", "user", "")}
)


def found(rows, known=KNOWN):
    """What a list of these rows would change."""
    return compare(read(("account,name,mail,level,language,unit,owner\n" + rows).encode()), known)


WRONG = [
    ("Northwind,,a@b.example,,,Support,", (2, "name", Wrong.MISSING)),
    ("Northwind,A,a@b,,,Support,", (2, "mail", Wrong.MAIL)),
    ("Northwind,A,a@b.example,boss,,Support,", (2, "level", Wrong.LEVEL)),
    ("Northwind,A,a@b.example,,xx-klingon,Support,", (2, "language", Wrong.LANGUAGE)),
    ("Northwind,A,a@b.example,,,Nowhere,", (2, "unit", Wrong.UNIT)),
    ("Northwind,A,a@b.example,,,,", (2, "unit", Wrong.NO_UNIT)),
    ("Northwind,A,a@b.example,,,Support,x@y.example", (2, "owner", Wrong.OWNER)),
    ("Old,A,a@b.example\nOld,B,A@B.example", (3, "mail", Wrong.TWICE)),
    ("New,A,a@b.example,,,Support\nNew,B,b@b.example,,,Field", (3, "unit", Wrong.UNITS_DIFFER)),
    (f"{'x' * 121},A,a@b.example,,,Support,", (2, "account", Wrong.TOO_LONG)),
]


@pytest.mark.parametrize(("rows", "named"), WRONG)
def test_what_is_wrong_is_named_by_line_and_column(rows, named):
    (fault,) = found(rows).faults
    assert (fault.line, fault.column, fault.code) == named


def test_good_rows_land_beside_bad_ones():
    told = found("Old,A,nonsense\nOld,B,b@old.example,decider,,,\nOld,O,o@old.example\n")
    assert ([row.mail for row in told.new], told.same, len(told.faults)) == (["b@old.example"], 1, 1)


@pytest.mark.parametrize(
    "raw", [b"", b"PK\x03\x04zip", b"\x00\x01", b"account,name\nA,B", b'account,name,mail\n"A', b"account,name,mail\n"]
)
def test_a_list_that_cannot_be_read_changes_nothing_and_says_why(raw):
    told = compare(read(raw), KNOWN)
    assert told.is_empty
    assert told.faults


def test_a_list_that_is_too_long_is_not_read():
    rows = "\n".join(f"Old,A,a{n}@b.example" for n in range(MOST_ROWS + 1))
    assert [fault.code for fault in found(rows).faults] == [Wrong.TOO_MANY]


def bring(hana, text=LIST):
    """Bring a list; return the address of what would change."""
    answer = hana.post("/customers/accounts/import", data={"file": (BytesIO(text.encode()), "list.csv")})
    assert answer.status_code == 303, answer.text
    return answer.location


def seen(page):
    """What the page says was seen."""
    return {"seen": re.search(r'name="seen"[^>]*value="([0-9a-f]+)"', page)[1]}


def test_hr_sees_what_would_change_and_confirms(cast, signed_in):
    unit(cast)
    hana = signed_in(cast.hana)
    address = bring(hana)
    page = hana.get(address).text
    assert "Zoë Żak" in page
    assert db.session.scalar(select(Contact)) is None
    db.session.rollback()
    assert hana.post(address, data=seen(page)).status_code == 303
    db.session.rollback()
    rows = db.session.execute(
        select(Account.name, Contact.email, Contact.level, Contact.locale, Account.owner_id)
        .join(Account)
        .order_by(Contact.email)
    ).all()
    assert [tuple(row) for row in rows] == [
        ("Northwind", "ida@northwind.example", "decider", "de", cast.lea.id),
        ("Northwind", "tom@northwind.example", "user", "en", cast.lea.id),
        ("Southwind", "zoe@southwind.example", "user", "", None),
    ]
    assert db.session.scalar(select(ContactFile)) is None


def test_the_same_list_twice_changes_nothing(cast, signed_in):
    unit(cast)
    hana = signed_in(cast.hana)
    address = bring(hana)
    hana.post(address, data=seen(hana.get(address).text))
    page = hana.get(bring(hana)).text
    assert "This list changes nothing" in page
    assert 'name="seen"' not in page


def test_capitals_make_no_other_account(cast, signed_in):
    unit(cast)
    hana = signed_in(cast.hana)
    rows = "".join(f"{name},P {n},p{n}@n.example,Support\n" for n, name in enumerate(SPELT))
    for raw in (rows, rows.replace("@n.", "@m.").replace("Northwind", "nOrthwind")):
        address = bring(hana, "account,name,mail,unit\n" + raw)
        assert hana.post(address, data=seen(hana.get(address).text)).status_code == 303
        db.session.rollback()
        assert db.session.scalars(select(Account.name)).all() == ["Northwind GmbH"]
    made = {"name": "NORTHWIND gmbh", "unit": db.session.scalar(select(Account)).unit.uid}
    assert hana.post("/customers/accounts/new", data=made).status_code == 422


SPELT = ("Northwind GmbH", "NORTHWIND GmbH", "northwind gmbh")


def test_who_will_look_after_an_account_and_what_changes_is_shown_before(cast, signed_in):
    unit(cast)
    hana = signed_in(cast.hana)
    address = bring(hana)
    page = hana.get(address).text
    assert "Whoever looks after an account reads what its people answer." in page
    assert "lea@acme.example" in page
    hana.post(address, data=seen(page))
    later = LIST.replace("lea@acme.example", "omar@acme.example").replace("Ida Berg", "Ida Holm")
    page = hana.get(bring(hana, later)).text
    assert "<bdi>lea@acme.example</bdi> → <bdi>omar@acme.example</bdi>" in page
    assert "<bdi>Ida Berg</bdi> → <bdi>Ida Holm</bdi>" in page


def test_only_what_was_seen_is_confirmed(cast, signed_in):
    hana = signed_in(cast.hana)
    whose = unit(cast)
    address = bring(hana)
    before = seen(hana.get(address).text)
    account(whose, "Southwind", users=0, deciders=0)
    answer = hana.post(address, data=before)
    assert answer.status_code == 409
    assert "Something has changed since you saw this" in answer.text


def test_a_list_is_nobody_elses_and_can_be_discarded(cast, signed_in):
    hana = signed_in(cast.hana)
    address = bring(hana)
    assert signed_in(cast.lea).get(address).status_code == 403
    assert hana.post(address + "/discard").status_code == 303
    assert hana.get(address).status_code == 404


def test_an_empty_form_says_what_to_do_and_the_sample_can_be_read(cast, signed_in):
    unit(cast)
    hana = signed_in(cast.hana)
    assert hana.post("/customers/accounts/import", data={}).status_code == 422
    assert compare(read(hana.get("/customers/accounts/import/sample.csv").data), KNOWN).faults == []


SPELLINGS = """Northwind GmbH,A,a@b.example,,,Support,
NORTHWIND GmbH,B,b@b.example,,,,
 northwind\u00a0 gmbh ,C,c@b.example,,,,
"""


def test_one_account_however_a_list_spells_it():
    told = found(SPELLINGS)
    assert (list(told.new_accounts), told.faults) == (["Northwind GmbH"], [])
    assert {row.account for row in told.new} == {"Northwind GmbH"}


def test_a_list_finds_the_account_that_is_there_however_it_spells_it():
    told = found("OLD,O,o@old.example,,,,\nold ,P,p@old.example,,,,\n")
    assert (told.new_accounts, told.same, [row.account for row in told.new]) == ({}, 1, ["Old"])


def test_where_two_were_there_before_each_keeps_its_own_contacts():
    known = Known({}, {}, {"Old": (1, None), "OLD": (2, None)}, {})
    told = found("OLD,A,a@b.example,,,,\nOld,B,b@b.example,,,,\nold,C,c@b.example,,,,\n", known)
    assert [row.account for row in told.new] == ["OLD", "Old", "Old"]


def test_a_list_that_lands_makes_one_account(cast, signed_in):
    unit(cast)
    hana = signed_in(cast.hana)
    address = bring(hana, "account,name,mail,level,language,unit,owner\n" + SPELLINGS)
    assert hana.post(address, data=seen(hana.get(address).text)).status_code == 303
    db.session.rollback()
    assert list(db.session.scalars(select(Account.name))) == ["Northwind GmbH"]


@pytest.mark.parametrize("name", ["Northwind GmbH", "NORTHWIND  gmbh"])
def test_a_form_makes_no_second_account_of_another_spelling(cast, name):
    made = account(unit(cast), "Northwind GmbH")
    other = account(unit(cast, "Field", cast.field), "Southwind", users=0, deciders=0)
    with pytest.raises(Refusal, match="of this name already"), transaction():
        actions.create_account(name, db.session.merge(made).unit, None, by=None)
    with pytest.raises(Refusal, match="of this name already"), transaction():
        actions.change_account(db.session.merge(other), name, other.unit, None, by=cast.hana)
    with transaction():
        actions.change_account(
            db.session.merge(made), "NORTHWIND GmbH", db.session.merge(made).unit, None, by=cast.hana
        )
    assert set(db.session.scalars(select(Account.name))) == {"NORTHWIND GmbH", "Southwind"}
