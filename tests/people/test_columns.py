"""Headings in many spellings."""

from datetime import date

import pytest

from pulse.base.csvfile import read
from pulse.people.parsing import parse
from pulse.people.roster import Terms

HEADER = "id;name;email;team;lead;role;language;timezone;start"
LEA = "N1;Lea Diaz;lea@nordhafen.example;Nordhafen/Support;yes;employee;en;Europe/Berlin;2024-01-01"


def roster_of(*lines: str, header: str = HEADER):
    return parse(read("\n".join((header, *lines)).encode()), Terms(date(2026, 8, 5)))


def told(marks):
    return [(mark.line, mark.column, mark.code) for mark in marks]


@pytest.mark.parametrize(
    "header",
    [
        "Personalnummer;Full Name;E-Mail;Team ;Lead?;Role;Language;Time zone;Start date",
        "PERSONAL-NR.;Name;E-Mail-Adresse;Abteilung;Führungskraft;Rolle;Sprache;Zeitzone;Eintrittsdatum",
        "Matricule;Nom complet;Courriel;Équipe;Responsable;Rôle;Langue;Fuseau horaire;Date d'entrée",
        "employee_id;display_name;work email;org. unit;is lead;role;locale;tz;hire_date",
    ],
)
def test_headings_are_understood_in_many_spellings(header):
    roster = roster_of(LEA, header=header)
    assert roster.faults == ()
    assert [notice.code for notice in roster.notices] == ["role_ignored"]
    assert roster.rows == roster_of(LEA).rows


def test_a_name_in_two_columns_is_put_together():
    roster = roster_of("Diaz;Lea;lea@nordhafen.example;Nordhafen", header="Nachname;Vorname;Mail;Team")
    assert roster.rows[0].name == "Lea Diaz"


def test_what_a_file_does_not_tell_is_left_open():
    row = roster_of("Lea Diaz;lea@nordhafen.example;Nordhafen", header="name;email;team").rows[0]
    assert (row.employee_id, row.lead, row.locale, row.timezone, row.started_on) == (
        None,
        None,
        "",
        "",
        None,
    )


def test_a_missing_column_a_doubled_one_and_an_unknown_one_are_named():
    roster = roster_of("Lea;lea@nordhafen.example;x;y", header="Name;Mail;Email;Shoe size")
    assert told(roster.faults) == [(1, "Email", "column_twice"), (1, "team", "column_missing")]
    assert told(roster.notices) == [(1, "Shoe size", "column_ignored")]
    assert roster.rows == ()
