"""Large files are read row by row, and see what the reader of small ones sees."""

import gzip
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulse.base.csvfile import Damage, Fault, Note, Torn, blank, read
from pulse.base.csvstream import open_stream, rows

FEW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def written(tmp_path, raw: bytes):
    path = tmp_path / "scores.csv"
    path.write_bytes(raw)
    return path


def outcome(stream):
    """Return the rows that say something, or what is wrong further down."""
    try:
        return tuple(row for row in rows(stream) if not blank(row[1]))
    except Torn as torn:
        return Fault(torn.line, "", torn.code)


@FEW
@given(st.one_of(st.binary(max_size=300), st.text(alphabet='a,;\t"\n\r é\0', max_size=80).map(str.encode)))
def test_a_stream_says_what_the_whole_file_says(tmp_path, raw):
    sheet, stream = read(raw), open_stream(written(tmp_path, raw))
    if stream.fault:
        assert sheet.faults == (stream.fault,)
        return
    found = outcome(stream)
    if isinstance(found, Fault):
        assert sheet.faults == (found,)
        return
    assert (sheet.header, sheet.header_line, sheet.rows) == (stream.header, stream.header_line, found)
    assert sheet.notes == stream.notes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_usual_encodings_are_read(tmp_path, encoding):
    stream = open_stream(written(tmp_path, "Büro;Note\r\nÖl;5\r\n".encode(encoding)))
    assert (stream.header, list(rows(stream))) == (("Büro", "Note"), [(2, ("Öl", "5"))])
    assert [note.code for note in stream.notes] == [Note.WINDOWS_1252] * (encoding == "cp1252")


def test_what_is_no_text_is_named(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.csv", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("scores.csv", b"0" * 10_000_000)
    assert open_stream(tmp_path / "bomb.csv").fault.code == Damage.SPREADSHEET
    for raw, code in ((gzip.compress(b"a,b\n1,2\n"), Damage.SPREADSHEET), (b"\x89PNG\r\n\x1a\n\0\0", Damage.BINARY)):
        assert open_stream(written(tmp_path, raw)).fault.code == code


def test_a_line_without_end_is_not_taken_into_memory(tmp_path):
    stream = open_stream(written(tmp_path, b"a,b\n" + b"1," * 3_000_000))
    with pytest.raises(Torn) as torn:
        list(rows(stream))
    assert (torn.value.code, torn.value.line) == (Damage.CELL_TOO_LONG, 2)
