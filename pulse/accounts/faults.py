"""What is said of each thing wrong in a list of contacts."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from pulse.accounts.lists import Wrong
from pulse.base.csvfile import Damage, Fault, Note

SENTENCES: Mapping[str, LazyString] = {
    Damage.EMPTY: _l("This file is empty."),
    Damage.SPREADSHEET: _l("This is a spreadsheet or an archive. Save the sheet as CSV and choose that file."),
    Damage.BINARY: _l("This is not a text file. Save the list as CSV (UTF-8) and choose that file."),
    Damage.QUOTE_OPEN: _l("A quotation mark that opens in the row starting here is never closed."),
    Damage.QUOTE_STRAY: _l("A quotation mark stands where none may be. Write it twice inside a quoted cell."),
    Damage.CELL_TOO_LONG: _l("A cell starting here is far too long. Probably a quotation mark is not closed."),
    Note.WINDOWS_1252: _l("The file is not UTF-8; it was read as Windows-1252. Look at a few names with accents."),
    Wrong.NO_COLUMN: _l("The list has no column “%(value)s”. Account, name and mail are needed."),
    Wrong.NO_ROWS: _l("The list has headings but no contacts."),
    Wrong.TOO_MANY: _l("The list has more than %(value)s rows. Bring it in parts."),
    Wrong.MISSING: _l("This cell is empty, but it is needed."),
    Wrong.TOO_LONG: _l("This is longer than %(hint)s letters."),
    Wrong.MAIL: _l("“%(value)s” is not an e-mail address."),
    Wrong.TWICE: _l("“%(value)s” was used in line %(hint)s already."),
    Wrong.LEVEL: _l("“%(value)s” is no level. Write user or decider."),
    Wrong.LANGUAGE: _l("“%(value)s” is not a language code such as en or pt-BR."),
    Wrong.UNIT: _l("There is no unit, and no team of a unit, called “%(value)s”."),
    Wrong.NO_UNIT: _l("“%(value)s” is a new account: say which unit serves it."),
    Wrong.UNITS_DIFFER: _l("An earlier row says that another unit serves this account."),
    Wrong.OWNER: _l("Nobody who works here has the mail address “%(value)s”."),
}


def sentence(fault: Fault) -> str:
    """Say what is wrong in the reader's language."""
    return str(SENTENCES[fault.code]) % {"value": fault.value, "hint": fault.hint}


def place(fault: Fault) -> str:
    """Say where, as somebody looks for it who has the list open."""
    if not fault.line:
        return str(_("The list"))
    if not fault.column:
        return str(_("Line %(line)s", line=fault.line))
    return str(_("Line %(line)s, column “%(column)s”", line=fault.line, column=fault.column[:80]))
