"""Whom each row of a roster is about."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pulse.people.known import Known
from pulse.people.pairing import pair
from pulse.people.roster import Roster, Row

TEAM = ("Acme",)
ACME, NEW = "acme.example", "acme-group.example"


def row(line, name, mail, number=None):
    return Row(line, number, name, mail, TEAM)


def known(id, name, mail, number=None, **other):
    return replace(Known(id, number, name, mail, TEAM), **other)


LEA = known(1, "Lea Diaz", f"Lea@{ACME}", "N1")
OMAR = known(2, "Omar Haddad", f"omar@{ACME}")


def paired(rows, people=(LEA, OMAR), **other):
    """Return the line about each person, and (line, code) of each fault."""
    found, faults = pair(Roster(rows=tuple(rows), **other), people)
    return {id: each.line for id, each in found.items()}, [(fault.line, fault.code) for fault in faults]


def test_a_number_finds_its_person_under_any_name_and_mail():
    assert paired([row(2, "Lea Sommer", f"lea.sommer@{ACME}", "N1")]) == ({1: 2}, [])


def test_a_mail_finds_its_person_whatever_its_case():
    assert paired([row(2, "Lea", f"lea@{ACME}"), row(3, "Omar H.", f"omar@{ACME}", "N2")]) == ({1: 2, 2: 3}, [])


def test_a_number_counts_more_than_a_mail():
    found, faults = paired([row(2, "Lea Diaz", f"omar@{ACME}", "N1"), row(3, "Omar Haddad", f"o.haddad@{ACME}")])
    assert (found, faults) == ({}, [(2, "email_taken")])
    assert paired([row(2, "Omar Haddad", f"lea@{ACME}", "N1")]) == ({1: 2}, [])


def test_another_number_and_another_name_at_a_mail_are_somebody_else():
    assert paired([row(2, "Lena Roth", f"lea@{ACME}", "N7")]) == ({}, [(2, "email_taken")])
    assert paired([row(2, "lea diaz", f"lea@{ACME}", "N7")]) == ({1: 2}, [])


def test_whoever_keeps_a_mail_is_not_taken_from_and_whoever_waits_for_it_waits_too():
    people = (LEA, known(2, "Omar Haddad", f"omar@{ACME}", "N2"), known(3, "Ida Wolf", f"ida@{ACME}", "N3"))
    rows = [row(2, "Lea Diaz", f"omar@{ACME}", "N1"), row(3, "Omar Haddad", f"ida@{ACME}", "N2")]
    assert paired(rows, people) == ({}, [(3, "email_taken"), (2, "email_taken")])


def test_two_people_may_exchange_their_mails():
    people = (LEA, known(2, "Omar Haddad", f"omar@{ACME}", "N2"))
    rows = [row(2, "Lea Diaz", f"omar@{ACME}", "N1"), row(3, "Omar Haddad", f"lea@{ACME}", "N2")]
    assert paired(rows, people) == ({1: 2, 2: 3}, [])


def test_where_only_the_domain_is_another_the_person_is_the_same():
    assert paired([row(2, "OMAR HADDAD", f"omar@{NEW}")]) == ({2: 2}, [])


def test_another_domain_is_not_enough_with_another_name_or_another_number():
    assert paired([row(2, "Omar Klein", f"omar@{NEW}")]) == ({}, [])
    assert paired([row(2, "Lea Diaz", f"lea@{NEW}", "N7")]) == ({}, [])
    assert paired([row(2, "Lea Diaz", f"lea@{NEW}")]) == ({1: 2}, [])


def test_two_who_look_alike_under_another_domain_are_not_guessed_at():
    twin = known(3, "Omar Haddad", "omar@else.example")
    assert paired([row(2, "Omar Haddad", f"omar@{NEW}")], (OMAR, twin)) == ({}, [])
    assert paired([row(2, "Omar Haddad", f"omar@{NEW}"), row(3, "Omar Haddad", "omar@else.example")]) == ({}, [])


def test_whoever_left_is_not_found_under_another_domain():
    gone = replace(OMAR, left_on="2026-01-01")
    assert paired([row(2, "Omar Haddad", f"omar@{NEW}")], (gone,)) == ({}, [])
    assert paired([row(2, "Omar Haddad", f"omar@{ACME}")], (gone,)) == ({2: 2}, [])


def test_the_mail_of_an_administrator_is_given_away_by_an_administrator_alone():
    ada = replace(LEA, role="admin")
    other = [row(2, "Lea Diaz", f"other@{ACME}", "N1")]
    assert paired(other, (ada,)) == ({}, [(2, "admin_mail")])
    assert paired(other, (ada,), by_admin=True) == ({1: 2}, [])
    assert paired([row(2, "Lea D.", f"lea@{ACME}", "N1")], (ada,)) == ({1: 2}, [])


def test_nobody_takes_the_mail_that_an_administrator_keeps():
    ada = replace(LEA, role="admin")
    rows = [row(2, "Lea Diaz", f"other@{ACME}", "N1"), row(3, "Eve", f"lea@{ACME}", "N9")]
    assert paired(rows, (ada,)) == ({}, [(2, "admin_mail"), (3, "email_taken")])


PEOPLE = st.tuples(st.sampled_from(["", "N1", "N2", "N3"]), st.sampled_from(["Lea", "Omar"]), st.sampled_from("abcd"))


@given(
    st.lists(PEOPLE, max_size=4, unique_by=(lambda each: each[0] or each, lambda each: each[2])),
    st.lists(PEOPLE, max_size=4, unique_by=(lambda each: each[0] or each, lambda each: each[2])),
)
def test_no_row_is_about_two_people_and_no_mail_belongs_to_two_afterwards(rows, people):
    here = [known(id, name, f"{mail}@x.example", number or None) for id, (number, name, mail) in enumerate(people)]
    roster = Roster(
        rows=tuple(
            row(line, name, f"{mail}@x.example", number or None) for line, (number, name, mail) in enumerate(rows)
        )
    )
    found, faults = pair(roster, here)
    wrong = {fault.line for fault in faults}
    lines = [each.line for each in found.values()]
    assert len(set(lines)) == len(lines)
    assert not wrong & set(lines)
    kept = [person.email for person in here if person.id not in found]
    told = [each.email for each in roster.rows if each.line not in wrong]
    assert len(set(kept + told)) == len(kept + told)
