"""What is said of each thing wrong, or worth saying, in a roster file."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from pulse.base.csvfile import Damage, Fault, Note

OF_FILES: Mapping[str, LazyString] = {
    Damage.EMPTY: _l("This file is empty."),
    Damage.SPREADSHEET: _l("This is a spreadsheet or an archive. Save the sheet as CSV and choose that file."),
    Damage.BINARY: _l("This is not a text file. Save the list as CSV (UTF-8) and choose that file."),
    Damage.QUOTE_OPEN: _l("A quotation mark that opens in the row starting here is never closed."),
    Damage.QUOTE_STRAY: _l("A quotation mark stands where none may be. Write it twice inside a quoted cell."),
    Damage.CELL_TOO_LONG: _l("A cell starting here is far too long. Probably a quotation mark is not closed."),
    Note.WINDOWS_1252: _l("The file is not UTF-8; it was read as Windows-1252. Look at a few names with accents."),
}

SENTENCES: Mapping[str, LazyString] = {
    **OF_FILES,
    "no_rows": _l("The file has headings but no people, so nothing would be changed."),
    "column_missing": _l("The file has no column “%(value)s”. Name, e-mail and team are needed."),
    "column_twice": _l("The columns “%(hint)s” and “%(value)s” mean the same. Remove one of them."),
    "column_ignored": _l("The column “%(value)s” is not known to Pulse and was not read."),
    "half_name": _l(
        "“%(value)s” is only half of the names. Add a column with the other half, or one with whole names."
    ),
    "role_ignored": _l("Rights never come from a file. Name HR on the page People or by a command."),
    "name_unclear": _l(
        "“%(value)s” may be half of a name. Use one column for whole names, or two: first and last name."
    ),
    "name_turned": _l("“%(value)s” was read as “%(hint)s”."),
    "name_lacks_half": _l("First or last name is missing; the name is taken as it is: “%(value)s”"),
    "status_odd": _l("Nobody can tell whether “%(value)s” means that somebody left. They are taken as working here."),
    "says_gone": _l("“%(value)s” means that somebody does not work here, so the row was not taken in."),
    "says_away": _l("“%(value)s” was read. Whoever is away is asked all the same."),
    "below_company": _l("The file does not begin with the company. Its teams were put below “%(value)s”."),
    "above_company": _l("The file puts “%(value)s” above “%(hint)s”. That was not read: the company stays on top."),
    "company_keeps_name": _l("The file calls the company “%(value)s”. It stays “%(hint)s”."),
    "team_found": _l("“%(value)s” was read as the team “%(hint)s”."),
    "team_unclear": _l("“%(value)s” may be either of two teams: “%(hint)s”. Write the whole path."),
    "too_few_columns": _l("This row ends too early: %(value)s cells instead of %(hint)s."),
    "too_many_columns": _l("This row has cells beyond the %(hint)s headings: %(value)s"),
    "row_short": _l("This row ends early; the cells left out were read as empty."),
    "missing": _l("This cell is empty, but it is needed."),
    "too_long": _l("This is longer than %(hint)s letters."),
    "email_invalid": _l("“%(value)s” is not an e-mail address."),
    "email_twice": _l("“%(value)s” was used in line %(hint)s already."),
    "email_taken": _l("“%(value)s” belongs to %(hint)s, who is not in this row by number or name."),
    "employee_id_twice": _l("The number “%(value)s” was used in line %(hint)s already."),
    "team_hole": _l("The path “%(value)s” has an empty step. Remove the extra slash or name the team."),
    "team_too_deep": _l("This path has more than %(hint)s steps."),
    "team_spelling": _l("“%(value)s” was read as “%(hint)s”, as the file spells it above."),
    "second_root": _l("“%(value)s” does not begin with “%(hint)s”. A company has one team at the top."),
    "lead_odd": _l("“%(value)s” is neither yes nor no."),
    "second_lead": _l("“%(value)s” has a lead in line %(hint)s already; both will lead it."),
    "admin_mail": _l("%(hint)s is an administrator: only another one may change this address."),
    "language_unknown": _l("“%(value)s” is not a language code such as en or pt-BR."),
    "timezone_unknown": _l("“%(value)s” is not a time zone such as Europe/Berlin."),
    "date_odd": _l("“%(value)s” is not a date. Write it as 2024-03-05 or 05.03.2024."),
    "date_ambiguous": _l("“%(value)s” may mean two days. Write it as 2024-03-05 or 05.03.2024."),
    "starts_later": _l("Starts on %(value)s and will be asked from then on."),
    "line_break": _l("The line break in the name was made a space: “%(value)s”"),
    "formula": _l("The name looks like a formula. It is kept as text: “%(value)s”"),
}

SHOWN = 80


def sentence(fault: Fault) -> str:
    """Say what is wrong in the reader's language; a long value is cut."""
    return str(SENTENCES[fault.code]) % {"value": _cut(fault.value), "hint": _cut(fault.hint)}


def place(fault: Fault) -> str:
    """Say where, as somebody looks for it who has the file open."""
    if not fault.line:
        return str(_("The file"))
    if not fault.column:
        return str(_("Line %(line)s", line=fault.line))
    return str(_("Line %(line)s, column “%(column)s”", line=fault.line, column=_cut(fault.column)))


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
