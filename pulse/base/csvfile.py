"""CSV as people really send it, read into rows that know their line; and CSV written so that no formula runs."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

Cell = str | int | float | Decimal | date | None

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 20
HEAD = 1 << 16  # characters that the delimiter is guessed from
SPREADSHEETS = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
)
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
PLAIN_NUMBER = re.compile(r"-\d+([.,]\d+)?", re.ASCII)
FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


class Damage(StrEnum):
    """Why a whole file cannot be read."""

    EMPTY = "empty"
    SPREADSHEET = "spreadsheet"
    BINARY = "binary"
    QUOTE_OPEN = "quote_open"
    QUOTE_STRAY = "quote_stray"
    CELL_TOO_LONG = "cell_too_long"


class Note(StrEnum):
    """What had to be assumed to read a file."""

    WINDOWS_1252 = "windows_1252"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong, or worth saying, at one place: a code for the views to word, and what was found there.

    `line` counts from 1 and is 0 when the whole file is meant; `column` is the heading as the file spells it, or "";
    `hint` is what the sentence needs besides the value: the first line of two, the nearest right spelling.
    """

    line: int
    column: str
    code: str
    value: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's heading and rows, each with the line it starts on; without rows when the file is damaged."""

    header: tuple[str, ...] = ()
    header_line: int = 0
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()
    delimiter: str = ","
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()


class Torn(Exception):
    """A quoted cell is not closed where it should be."""

    def __init__(self, code: Damage, line: int) -> None:
        super().__init__(code)
        self.code = code
        self.line = line


def read(raw: bytes) -> Sheet:
    """Read a CSV file of unknown encoding and delimiter; whatever the bytes, the answer is a Sheet."""
    if raw.startswith(SPREADSHEETS):
        return _damaged(Damage.SPREADSHEET)
    text, notes = _decode(raw)
    if text is None:
        return _damaged(Damage.BINARY)
    declared = re.match(r"sep=([,;\t|])(?:\r\n|\r|\n)", text)
    body = text[declared.end() :] if declared else text
    offset = 1 if declared else 0
    delimiter = declared[1] if declared else sniff(body.lstrip("\r\n")[:HEAD])
    try:
        every = records(_lines(body), delimiter)
        found = [(line + offset, cells) for line, cells in every if cells and not blank(cells)]
    except Torn as torn:
        return _damaged(torn.code, torn.line + offset)
    if not found:
        return _damaged(Damage.EMPTY)
    header_line, header = found[0]
    return Sheet(tuple(h.strip() for h in header), header_line, tuple(found[1:]), delimiter, notes=notes)


def safe(cell: Cell) -> str:
    """Return the cell as text that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    text = "" if cell is None else str(cell)
    if not isinstance(cell, str) or PLAIN_NUMBER.fullmatch(text):
        return text
    return "'" + text if text[:1] in FORMULA or text.lstrip()[:1] in FORMULA else text


def write(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the rows as UTF-8 with a byte order mark, which spreadsheets need to read umlauts."""
    out = io.StringIO()
    csv.writer(out).writerows([safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def _lines(text: str) -> Iterable[str]:
    return io.StringIO(text, newline="")


def _damaged(code: Damage, line: int = 0) -> Sheet:
    return Sheet(faults=(Fault(line, "", code),))


def _decode(raw: bytes) -> tuple[str | None, tuple[Fault, ...]]:
    """Return the text, or None when the bytes are none, and what was assumed."""
    encoding = "utf-16" if raw.startswith(UTF16) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return _decode_old(raw)
    return (None if "\0" in text else text), ()


def _decode_old(raw: bytes) -> tuple[str | None, tuple[Fault, ...]]:
    """Read Windows-1252, in which almost any bytes are text: control characters give a picture or an archive away."""
    try:
        text = raw.removeprefix(codecs.BOM_UTF8).decode("cp1252")
    except UnicodeDecodeError:
        return None, ()
    return (None, ()) if CONTROL.search(text) else (text, (Fault(0, "", Note.WINDOWS_1252),))


def records(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield each record with the physical line it starts on; a line break inside quotes belongs to its record.

    An empty line is a record without cells. Raises Torn where a quoted cell is not closed, or a cell is far too long.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
    start = 1
    try:
        for cells in reader:
            yield start, tuple(cells)
            start = reader.line_num + 1
    except csv.Error as error:
        raise Torn(_damage(str(error)), start) from error


def blank(cells: tuple[str, ...]) -> bool:
    """Tell whether a row says nothing, whatever the delimiter."""
    return not "".join(cells) or not any(cell.strip().strip(",;|\t ") for cell in cells)


def _damage(message: str) -> Damage:
    if "unexpected end" in message:
        return Damage.QUOTE_OPEN
    return Damage.CELL_TOO_LONG if "field larger" in message else Damage.QUOTE_STRAY


def sniff(text: str) -> str:
    """Choose the delimiter whose heading is wide and whose first rows are as wide as the heading."""
    return max(DELIMITERS, key=lambda delimiter: _fit(text, delimiter))


def _fit(text: str, delimiter: str) -> float:
    widths: list[int] = []
    try:
        for _line, cells in records(_lines(text), delimiter):
            if not blank(cells):
                widths.append(len(cells))
            if len(widths) > SAMPLE:
                break
    except Torn:
        # A wrong delimiter often breaks at a quote the right one reads well; what came before it still counts.
        widths = widths or [1]
    if not widths or widths[0] == 1:
        return 0.0
    return widths[0] * widths.count(widths[0]) / (len(widths) + 1)
