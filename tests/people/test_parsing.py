"""Reading rosters: every row lands, or is named with line, column and reason."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.base.csvfile import read
from pulse.people.faults import SENTENCES
from pulse.people.parsing import parse
from pulse.people.roster import Terms

DATA = Path(__file__).parent.parent / "data"
TODAY = date(2026, 8, 5)
HEADER = "id;name;email;team;lead;language;timezone;start"
LEA = "N1;Lea Diaz;lea@nordhafen.example;Nordhafen/Support;yes;en;Europe/Berlin;2024-01-01"


def roster_of(*lines: str, header: str = HEADER):
    return parse(read("\n".join((header, *lines)).encode()), Terms(TODAY))


def from_file(name: str):
    return parse(read((DATA / name).read_bytes()), Terms(TODAY))


def told(marks):
    return [(mark.line, mark.column, mark.code) for mark in marks]


def with_cell(column: int, text: str) -> str:
    cells = LEA.split(";")
    cells[column] = text
    return ";".join(cells)


def test_the_clean_roster_lands_whole():
    roster = from_file("roster.csv")
    assert len(roster.rows) == 183
    assert roster.faults == roster.notices == ()


def test_the_messy_roster_names_every_faulty_row():
    assert told(from_file("roster-messy.csv").faults) == [
        (6, "E-Mail", "email_twice"),
        (8, "Full Name", "too_long"),
        (10, "Team", "missing"),
        (11, "Team", "second_root"),
        (24, "E-Mail", "email_twice"),
        (46, "Team", "too_few_columns"),
        (65, "E-Mail", "email_invalid"),
        (69, "E-Mail", "missing"),
        (71, "", "too_many_columns"),
        (73, "Team", "team_hole"),
    ]


def test_the_messy_roster_says_what_was_repaired_or_may_surprise():
    assert told(from_file("roster-messy.csv").notices) == [
        (1, "Role", "role_ignored"),
        (15, "Start date", "starts_later"),
        (19, "Lead?", "second_lead"),
        (21, "Language", "language_unknown"),
        (23, "Full Name", "formula"),
        (39, "Full Name", "line_break"),
        (43, "Start date", "date_odd"),
        (67, "Time zone", "timezone_unknown"),
        (68, "Lead?", "lead_odd"),
        (70, "Personalnummer", "employee_id_twice"),
    ]


def test_the_messy_roster_points_at_what_each_fault_is_about():
    hints = {fault.line: (fault.value, fault.hint) for fault in from_file("roster-messy.csv").faults}
    assert hints[6] == ("n1004@nordhafen.example", "5")
    assert hints[24] == ("decomposed@nordhafen.example", "9")
    assert hints[11] == ("Südhafen/Finance", "Nordhafen")
    assert hints[46] == ("3", "9")
    assert hints[71] == ("surplus, more", "9")


def test_every_row_of_the_messy_roster_lands_or_is_named():
    sheet, roster = read((DATA / "roster-messy.csv").read_bytes()), from_file("roster-messy.csv")
    landed, named = {row.line for row in roster.rows}, {fault.line for fault in roster.faults}
    assert landed | named == {line for line, _cells in sheet.rows}
    assert not landed & named
    assert len(landed) == 76


def test_the_repaired_rows_of_the_messy_roster_are_right():
    rows = {row.line: row for row in from_file("roster-messy.csv").rows}
    edges = rows[38]
    assert (edges.employee_id, edges.name, edges.email) == ("N2016", "Blank Edges", "edges@nordhafen.example")
    assert (edges.team, edges.lead) == (("Nordhafen", "Finance"), False)
    assert (edges.locale, edges.timezone, edges.started_on) == ("en", "Europe/Berlin", date(2024, 1, 1))
    assert rows[14].started_on == date(2024, 3, 5)
    assert rows[14].lead is False
    assert rows[9].name == "José Decomposed"
    assert rows[16].name == "🦊 Emoji"
    assert rows[23].name == '=HYPERLINK("https://evil.example","x")'
    assert rows[39].name == "Line Break"
    assert rows[48].name == "<script>alert(1)</script>"
    assert rows[12].locale == "tr"
    assert [row.employee_id for row in rows.values() if row.name == "No Id"] == [None]
    assert rows[2].name == "ليلى حداد"


def test_letters_and_their_accents_are_kept_as_one():
    assert roster_of(with_cell(1, "Jose\u0301")).rows[0].name == "Jos\u00e9"


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        (1, "", "missing"),
        (1, "L" * 201, "too_long"),
        (2, "", "missing"),
        (2, "lea@nordhafen", "email_invalid"),
        (2, "lea@@nordhafen.example", "email_invalid"),
        (2, "lea diaz@nordhafen.example", "email_invalid"),
        (2, "Lea <lea@nordhafen.example>", "email_invalid"),
        (2, "lea@nordhafen.example,omar@nordhafen.example", "email_invalid"),
        (2, ".lea@nordhafen.example", "email_invalid"),
        (2, "léa@nordhafen.example", "email_invalid"),
        (2, "l" * 65 + "@nordhafen.example", "email_invalid"),
        (3, "", "missing"),
        (3, "Nordhafen/", "team_hole"),
        (3, "/Nordhafen", "team_hole"),
        (3, "/".join(["Nordhafen"] * 21), "team_too_deep"),
        (3, "Nordhafen/" + "x" * 201, "too_long"),
    ],
)
def test_a_row_without_name_mail_or_team_is_named_by_its_column(column, text, code):
    roster = roster_of(with_cell(column, text))
    assert told(roster.faults) == [(2, HEADER.split(";")[column], code)]
    assert roster.rows == ()


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        (0, "N" * 65, "too_long"),
        (4, "perhaps", "lead_odd"),
        (5, "tlh", "language_unknown"),
        (5, "xx", "language_unknown"),
        (5, "en-", "language_unknown"),
        (6, "Mars/Olympus", "timezone_unknown"),
        (6, "../../etc/passwd", "timezone_unknown"),
        (7, "31.02.2024", "date_odd"),
        (7, "2024-13-01", "date_odd"),
        (7, "45292", "date_odd"),
        (7, "01.01.24", "date_odd"),
        (7, "0024-01-01", "date_odd"),
        (7, "03/05/2024", "date_ambiguous"),
        (7, "soon", "date_odd"),
    ],
)
def test_a_row_lands_without_the_cell_that_it_can_do_without(column, text, code):
    roster = roster_of(with_cell(column, text))
    assert roster.faults == ()
    assert told(roster.notices) == [(2, HEADER.split(";")[column], code)]
    kept = dict(zip(FIELDS, FIELDS, strict=True)) | {FIELDS[column]: None}
    sound, row = roster_of(LEA).rows[0], roster.rows[0]
    assert [getattr(row, name) for name, is_kept in kept.items() if is_kept] == [
        getattr(sound, name) for name, is_kept in kept.items() if is_kept
    ]
    assert not getattr(row, FIELDS[column])


FIELDS = ("employee_id", "name", "email", "team", "lead", "locale", "timezone", "started_on")


@pytest.mark.parametrize(
    ("column", "text", "field", "value"),
    [
        (0, " 007 ", "employee_id", "007"),
        (2, " Lea.D+x@Mail.Nordhafen.EXAMPLE", "email", "lea.d+x@mail.nordhafen.example"),
        (2, "le\u200ba@nordhafen.example", "email", "lea@nordhafen.example"),
        (4, "Ja", "lead", True),
        (4, "OUI", "lead", True),
        (4, "x", "lead", True),
        (4, "1", "lead", True),
        (4, "TRUE", "lead", True),
        (4, "", "lead", False),
        (4, "nein", "lead", False),
        (4, "Falsch", "lead", False),
        (5, "pt_BR", "locale", "pt-BR"),
        (5, "zh-hant-tw", "locale", "zh-Hant-TW"),
        (5, "JA", "locale", "ja"),
        (5, "Deutsch", "locale", "de"),
        (5, "", "locale", ""),
        (6, "america/sao paulo", "timezone", "America/Sao_Paulo"),
        (6, "utc", "timezone", "UTC"),
        (7, "2024-03-05 00:00:00", "started_on", date(2024, 3, 5)),
        (7, "5.3.2024", "started_on", date(2024, 3, 5)),
        (7, "25/03/2024", "started_on", date(2024, 3, 25)),
        (7, "03/25/2024", "started_on", date(2024, 3, 25)),
        (7, "04/04/2024", "started_on", date(2024, 4, 4)),
        (7, "", "started_on", None),
    ],
)
def test_a_cell_is_read_as_it_is_meant(column, text, field, value):
    roster = roster_of(with_cell(column, text))
    assert roster.faults == ()
    assert getattr(roster.rows[0], field) == value


def test_all_faults_of_a_row_are_named_and_not_only_the_first():
    assert told(roster_of("N1;;lea;Nordhafen//x;maybe;xx;Mars;soon").faults) == [
        (2, "name", "missing"),
        (2, "email", "email_invalid"),
        (2, "team", "team_hole"),
    ]


def test_headings_without_people_are_no_roster():
    assert told(roster_of().faults) == [(0, "", "no_rows")]


def test_a_damaged_file_is_no_roster():
    assert told(parse(read(b"PK\x03\x04"), Terms(TODAY)).faults) == [(0, "", "spreadsheet")]


def test_a_row_may_end_early_when_only_what_can_be_left_out_is_missing():
    roster = roster_of("N1;Lea Diaz;lea@nordhafen.example;Nordhafen;yes")
    assert told(roster.notices) == [(2, "language", "row_short")]
    assert roster.rows[0].lead is True


def test_empty_cells_beyond_the_headings_do_no_harm():
    assert roster_of(LEA + ";; ").faults == ()


def test_a_number_or_mail_of_a_faulty_row_is_not_given_to_the_next():
    roster = roster_of(with_cell(3, "Nordhafen//x"), LEA)
    assert told(roster.faults) == [(2, "team", "team_hole"), (3, "email", "email_twice")]
    other = LEA.replace("lea@", "other@")
    roster = roster_of(with_cell(3, "Nordhafen//x"), other)
    assert told(roster.notices) == [(3, "id", "employee_id_twice")]
    assert roster.rows[0].employee_id is None
    assert "n1" in roster.mentioned


def test_the_company_is_the_one_most_rows_belong_to():
    other = "N{0};Omar;o{0}@nordhafen.example;Südhafen/Support;;;;"
    roster = roster_of(LEA, other.format(2), other.format(3))
    assert told(roster.faults) == [(2, "team", "second_root")]


def test_two_spellings_of_a_team_are_one_team():
    roster = roster_of(LEA, "N2;Omar;omar@nordhafen.example;NORDHAFEN / support/First;;;;")
    assert roster.rows[1].team == ("Nordhafen", "Support", "First")
    assert told(roster.notices) == [(3, "team", "team_spelling")]


def test_faulty_rows_are_remembered_by_all_their_cells():
    roster = roster_of("Diaz;Lea;N1;LEA@nordhafen.example;Nordhafen;yes;;;surplus")
    assert {"n1", "lea@nordhafen.example"} <= roster.mentioned


CELLS = st.sampled_from(
    [*LEA.split(";"), "", " ", "x", "Nordhafen/A", "ß/İ", "a@b.co", "2024-01-01", '"', "ja", "\u202e"]
)
ROWS = st.lists(st.lists(CELLS | st.text(max_size=8), max_size=11).map(";".join), max_size=6)


@given(ROWS)
def test_whatever_the_cells_every_row_lands_or_is_named(lines):
    sheet = read("\n".join((HEADER, *lines)).encode("utf-8", "replace"))
    roster = parse(sheet, Terms(TODAY))
    landed, named = {row.line for row in roster.rows}, {fault.line for fault in roster.faults}
    assert landed | named == {line for line, _cells in sheet.rows} or not sheet.rows or sheet.faults
    assert not landed & named
    assert {mark.code for mark in roster.faults + roster.notices} <= set(SENTENCES)
    assert len({row.email for row in roster.rows}) == len(roster.rows)


@given(st.binary(max_size=300))
def test_whatever_the_bytes_nothing_is_raised(raw):
    parse(read(raw), Terms(TODAY))
