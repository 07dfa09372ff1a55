"""Words for what stands in a roster and for what it changes, on pages and in the table to take away."""

from collections.abc import Iterable, Iterator, Mapping

from babel import Locale, UnknownLocaleError
from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _

from pulse.base.csvfile import Cell, Fault
from pulse.people.difference import Change, Difference
from pulse.people.faults import sentence
from pulse.people.models import Role
from pulse.people.preview import before_and_after
from pulse.people.roster import Path, Row

ARROW = " › "


def words_of_fields() -> Mapping[str, str]:
    """Return what each field of a person is called."""
    return {
        "employee_id": _("number"),
        "name": _("name"),
        "email": _("e-mail"),
        "team": _("team"),
        "lead": _("leads the team"),
        "role": _("role"),
        "locale": _("language"),
        "timezone": _("time zone"),
        "started_on": _("start date"),
    }


def words_of_roles() -> Mapping[str, str]:
    """Return what each role is called."""
    return {Role.EMPLOYEE: _("Employee"), Role.HR: _("HR"), Role.ADMIN: _("Administrator")}


def words_of_columns() -> list[tuple[str, bool, str]]:
    """Return each column of a roster: its heading, whether it is needed, and what it may hold."""
    return [
        ("name", True, _("First and last name; two columns work as well.")),
        ("email", True, _("The work address: invitations go there, and it tells people apart.")),
        ("team", True, _("From the company down, with slashes: Acme/Operations/Support. Teams are made from it.")),
        ("employee_id", False, _("Your own number. With it, a new name or address is not taken for a new person.")),
        ("lead", False, _("yes for whoever leads the team; they see the results of their branch.")),
        ("role", False, _("employee or hr. HR sees all results and starts programmes.")),
        ("language", False, _("A code such as en, de or pt-BR. What people choose themselves is kept.")),
        ("timezone", False, _("Such as Europe/Berlin. What people choose themselves is kept.")),
        ("start_date", False, _("Written 2024-03-05 or 05.03.2024. Whoever starts later is asked from then on.")),
    ]


def sample() -> list[list[Cell]]:
    """Return a small roster to fill in."""
    head: list[Cell] = [heading for heading, _needed, _what in words_of_columns()]
    lea: list[Cell] = ["Lea Lindqvist", "lea@acme.example", "Acme/Operations/Support", "1001", "yes", "employee", "en"]
    omar: list[Cell] = ["Omar Haddad", "omar@acme.example", "Acme/Operations/Support", "1002", "no", "employee", "ar"]
    hana: list[Cell] = ["Hana Ivanova", "hana@acme.example", "Acme/People", "1003", "yes", "hr", "de"]
    return [head, *[[*person, "Europe/Berlin", "2024-03-05"] for person in (lea, omar, hana)]]


def path_text(path: Path) -> str:
    """Write a team's path from the company down."""
    return ARROW.join(path)


def value_text(value: object) -> str:
    """Write what a field holds, as people read it."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, tuple):
        return path_text(value)
    if hasattr(value, "isoformat"):
        return str(format_date(value, "medium"))
    return str(words_of_roles().get(str(value), value)) if value else _("none")


def language_text(tag: str) -> str:
    """Write a language's name in the reader's language."""
    try:
        return str(Locale.parse(tag, sep="-").get_display_name(get_locale()) or tag)
    except (UnknownLocaleError, ValueError):
        return tag


def table(found: Difference, notices: Iterable[Fault]) -> Iterator[list[Cell]]:
    """Yield all that a roster would change, and all that is wrong with it, as rows of a table with a heading."""
    yield [_("What"), _("Line"), _("Name"), _("E-mail"), _("Field"), _("Before"), _("Afterwards")]
    for fault in found.faults:
        yield [_("not read"), fault.line or "", "", "", fault.column, fault.value, sentence(fault)]
    for notice in notices:
        yield [_("worth a look"), notice.line or "", "", "", notice.column, notice.value, sentence(notice)]
    for old, new in found.renamed:
        yield [_("team renamed"), "", "", "", _("team"), path_text(old), path_text(new)]
    for path in found.teams_added:
        yield [_("team added"), "", "", "", _("team"), "", path_text(path)]
    for path in found.teams_closed:
        yield [_("team closed"), "", "", "", _("team"), path_text(path), ""]
    yield from _people(found)


def _people(found: Difference) -> Iterator[list[Cell]]:
    for row in found.added:
        yield [_("added"), *_who(row), _("team"), "", path_text(row.team)]
    kinds = ((_("moved"), found.moved), (_("changed"), found.changed), (_("back again"), found.rejoined))
    for what, changes in kinds:
        for change in changes:
            yield from _fields(what, change)
    for person in found.left:
        yield [_("leaves"), "", person.name, person.email, _("team"), path_text(person.team), ""]


def _fields(what: str, change: Change) -> Iterator[list[Cell]]:
    words = words_of_fields()
    for field in change.fields or ("team",):
        before, after = before_and_after(change, field)
        yield [what, *_who(change.row), words[field], value_text(before), value_text(after)]


def _who(row: Row) -> list[Cell]:
    return [row.line, row.name, row.email]


def landed(found: Difference) -> str:
    """Return what an import did."""
    counts = [
        ngettext("%(num)s person added", "%(num)s people added", len(found.added)),
        ngettext("%(num)s moved", "%(num)s moved", len(found.moved)),
        ngettext("%(num)s changed", "%(num)s changed", len(found.changed) + len(found.rejoined)),
        ngettext("%(num)s left", "%(num)s left", len(found.left)),
    ]
    return str(_("Imported: %(counts)s.", counts=", ".join(counts)))
