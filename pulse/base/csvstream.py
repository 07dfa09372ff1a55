"""CSV files of any size, read from the disk row by row, with the same eyes as `csvfile` reads small ones."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from pulse.base.csvfile import CONTROL, HEAD, SPREADSHEETS, UTF16, Damage, Fault, Note, Torn, blank, records, sniff

CHUNK = 1 << 20
LONGEST_LINE = 1 << 20  # characters; no row is that long
SEPARATOR = re.compile(r"sep=([,;\t|])(?:\r\n|\r|\n)")

Row = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Stream:
    """A file as it is to be read: where, in which encoding, parted by what, and what stands in its heading."""

    path: Path
    encoding: str = ""
    delimiter: str = ","
    declared: bool = False  # its first line says what parts the cells
    header: tuple[str, ...] = ()
    header_line: int = 0
    fault: Fault | None = None
    notes: tuple[Fault, ...] = ()
    lines: int = 0  # about how many there are


def open_stream(path: Path) -> Stream:
    """Look at a file of unknown encoding and delimiter; whatever the bytes, the answer is a Stream."""
    with path.open("rb") as file:
        first = file.read(8)
    if first.startswith(SPREADSHEETS):
        return Stream(path, fault=Fault(0, "", Damage.SPREADSHEET))
    encoding = _encoding(path, first)
    if encoding is None:
        return Stream(path, fault=Fault(0, "", Damage.BINARY))
    with path.open(encoding=encoding, newline="") as text:
        head = text.read(HEAD)
    declared = SEPARATOR.match(head)
    delimiter = declared[1] if declared else sniff(head)
    notes = (Fault(0, "", Note.WINDOWS_1252),) if encoding == "cp1252" else ()
    found = Stream(path, encoding, delimiter, bool(declared), notes=notes, lines=_breaks(path))
    return _with_header(found)


def _with_header(found: Stream) -> Stream:
    try:
        for line, cells in rows(found):
            if not blank(cells):
                header = tuple(cell.strip() for cell in cells)
                return replace(found, header=header, header_line=line)
    except Torn as torn:
        return Stream(found.path, fault=Fault(torn.line, "", torn.code))
    return Stream(found.path, fault=Fault(0, "", Damage.EMPTY))


def rows(stream: Stream) -> Iterator[Row]:
    """Yield each row below the heading, with the line it starts on, empty ones too. Raises Torn."""
    with stream.path.open(encoding=stream.encoding, newline="") as text:
        if stream.declared:
            text.readline()
        offset = 1 if stream.declared else 0
        try:
            for line, cells in records(_lines(text), stream.delimiter):
                if line + offset > stream.header_line:
                    yield line + offset, cells
        except Torn as torn:
            raise Torn(torn.code, torn.line + offset) from torn


def _lines(text: TextIO) -> Iterator[str]:
    """Yield lines; a file that is one line of many megabytes is not read into memory."""
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if len(line) >= LONGEST_LINE:
            raise Torn(Damage.CELL_TOO_LONG, number)
        yield line


def _encoding(path: Path, first: bytes) -> str | None:
    """Return what the bytes are read as, or None when they are no text."""
    if first.startswith(UTF16):
        return "utf-16" if _is_text(path, "utf-16") else None
    for encoding in ("utf-8-sig", "cp1252"):
        if _is_text(path, encoding):
            return encoding
    return None


def _is_text(path: Path, encoding: str) -> bool:
    """Tell whether all of a file is text. Almost any bytes are Windows-1252: control characters give them away."""
    decoder = codecs.getincrementaldecoder(encoding)()
    wrong = CONTROL if encoding == "cp1252" else re.compile("\0")
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError:
                return False
            if wrong.search(text):
                return False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _breaks(path: Path) -> int:
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(CHUNK), b""))
