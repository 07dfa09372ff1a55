"""Reading and writing CSV."""

import csv
import io
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.base import csvfile
from pulse.base.csvfile import Damage, Note, read, safe, write

PEOPLE = "name;email;team\nSøren;soren@nordhafen.example;Nordhafen\n"


def cells(raw: bytes) -> list[tuple[int, tuple[str, ...]]]:
    sheet = read(raw)
    assert not sheet.faults
    return [(sheet.header_line, sheet.header), *sheet.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_usual_encoding_is_read(encoding):
    assert cells(PEOPLE.encode(encoding))[1] == (2, ("Søren", "soren@nordhafen.example", "Nordhafen"))


def test_big_endian_utf_16_is_read():
    assert cells(b"\xfe\xff" + PEOPLE.encode("utf-16-be"))[0] == (1, ("name", "email", "team"))


def test_reading_windows_1252_is_said_and_utf_8_is_not():
    assert [note.code for note in read(PEOPLE.encode("cp1252")).notes] == [Note.WINDOWS_1252]
    assert read(PEOPLE.encode()).notes == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_even_beside_others(delimiter):
    raw = f"Name, first{delimiter}email{delimiter}team\n".replace(", ", " / " if delimiter == "," else ", ")
    raw += f"Lea{delimiter}lea@nordhafen.example{delimiter}Nordhafen\n"
    sheet = read(raw.encode())
    assert sheet.delimiter == delimiter
    assert len(sheet.header) == 3


def test_commas_in_a_heading_do_not_win_over_the_rows():
    sheet = read(b"name;email;team (a,b,c,d)\nLea;lea@nordhafen.example;Nordhafen\n")
    assert sheet.delimiter == ";"


def test_a_comma_in_every_row_does_not_win_over_a_few_ragged_rows():
    rows = "".join(f"Diaz, Lea{n};l{n}@nordhafen.example;Nordhafen\n" for n in range(9)) + "Haddad, Omar;o@x.example\n"
    assert read(("name, given;email;team\n" + rows).encode()).delimiter == ";"


def test_the_line_excel_writes_about_its_delimiter_is_obeyed_and_counted():
    assert cells(b"sep=|\r\na,b|c\r\n1|2\r\n") == [(2, ("a,b", "c")), (3, ("1", "2"))]


def test_rows_keep_the_line_they_start_on_past_breaks_in_cells_and_blank_rows():
    raw = b'\r\nname,note\r\nLea,"two\nlines\r\nthree"\r\n\r\n , \r\nOmar,x\r\n'
    assert cells(raw) == [(2, ("name", "note")), (3, ("Lea", "two\nlines\r\nthree")), (8, ("Omar", "x"))]


def test_lines_may_end_the_old_macintosh_way():
    assert cells(b"a,b\r1,2\r3,4") == [(1, ("a", "b")), (2, ("1", "2")), (3, ("3", "4"))]


def test_a_blank_before_a_quote_does_not_unquote_the_cell():
    assert cells(b'a, b\n1, "2, 3"\n')[1] == (2, ("1", "2, 3"))


@pytest.mark.parametrize(
    ("raw", "code", "line"),
    [
        (b"", Damage.EMPTY, 0),
        (b"\xef\xbb\xbf\r\n ; ;\r\n", Damage.EMPTY, 0),
        (b"PK\x03\x04rest", Damage.SPREADSHEET, 0),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Damage.SPREADSHEET, 0),
        (b"a,b\n1,\x00\n", Damage.BINARY, 0),
        ("a,b\n1,2\n".encode("utf-16-le"), Damage.BINARY, 0),
        (b"\x89PNG\r\n\x1a\n\x05", Damage.BINARY, 0),
        (b'a,b\n1,2\n3,"4\n5,6\n', Damage.QUOTE_OPEN, 3),
        (b'a,b\n1,2\n\n3,"4"5\n', Damage.QUOTE_STRAY, 4),
        (b'sep=,\na,b\n3,"4\n', Damage.QUOTE_OPEN, 3),
        (b'a,b\n1,2\n3,"' + b"x" * 200_000 + b'"\n', Damage.CELL_TOO_LONG, 3),
    ],
)
def test_a_damaged_file_is_named_and_gives_no_rows(raw, code, line):
    sheet = read(raw)
    assert [(fault.code, fault.line) for fault in sheet.faults] == [(code, line)]
    assert sheet.rows == ()


@given(st.binary(max_size=400) | st.text(alphabet=';,\t|"\r\n\ufeffaé=', max_size=200).map(str.encode))
def test_whatever_the_bytes_the_answer_is_a_sheet(raw):
    sheet = read(raw)
    assert not (sheet.faults and sheet.rows)
    lines = [sheet.header_line, *(line for line, _cells in sheet.rows)]
    assert lines == sorted(set(lines))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@SUM(A1)", "\tx", "\rx", "\n=x", " =1+1", "-1+2", "－1"])
def test_a_formula_is_written_as_text(text):
    assert safe(text) == "'" + text


@pytest.mark.parametrize(("cell", "text"), [("-3.5", "-3.5"), (-3.5, "-3.5"), (-2, "-2"), (None, ""), ("a=b", "a=b")])
def test_numbers_and_plain_words_are_written_as_they_are(cell, text):
    assert safe(cell) == text


@given(st.lists(st.lists(st.text(alphabet="ab=-+@ ',;\"\n\r\té", max_size=6), min_size=2, max_size=3), max_size=5))
def test_no_written_cell_starts_a_formula_and_none_is_lost(rows):
    read_back = list(csv.reader(io.StringIO(write(rows).decode("utf-8-sig"), newline="")))
    assert read_back == [[safe(cell) for cell in row] for row in rows]
    for cell in (cell for row in read_back for cell in row):
        assert cell.lstrip()[:1] not in set("=+@")


HUGE = 300_000  # lines; no row is among them


@pytest.mark.parametrize("line", [b"\n", b"\r\n", b";\n", b" \n"])
def test_each_line_is_looked_at_once_however_little_it_says(line, monkeypatch):
    """Eight megabytes of line breaks took sixteen seconds: five readers went through all of them."""
    seen = []

    class Counted:
        def __init__(self, lines, **how):
            self.inner = csv.reader(self.counted(lines), **how)

        def counted(self, lines):
            for each in lines:
                seen.append(1)
                yield each

        def __iter__(self):
            return self.inner

        @property
        def line_num(self):
            return self.inner.line_num

    monkeypatch.setattr(csvfile, "csv", SimpleNamespace(reader=Counted, Error=csv.Error))
    assert csvfile.read(b"name;email;team\n" + line * HUGE + b"Omar;omar@acme.example;Support\n").rows
    assert HUGE < len(seen) < 2 * HUGE
