"""What is said of each thing wrong in a list of contacts."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from pulse.base.csvfile import Fault
from pulse.clients.contact_lists import Wrong
from pulse.people.faults import OF_FILES

SENTENCES: Mapping[str, LazyString] = {
    **OF_FILES,
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
