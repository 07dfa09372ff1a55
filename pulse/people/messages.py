"""Words for what stands in a roster and for what it changes, on pages and in the table to take away."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from babel import Locale, UnknownLocaleError
from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _

from pulse.base.csvfile import Cell, Fault
from pulse.people import powers
from pulse.people.difference import Change, Difference
from pulse.people.faults import place, sentence
from pulse.people.guards import Doubt, Guard, Who
from pulse.people.known import Known
from pulse.people.models import Role
from pulse.people.preview import before_and_after
from pulse.people.reasons import NAMED, Reason
from pulse.people.roster import Row
from pulse.people.tops import Path

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
        ("language", False, _("A code such as en, de or pt-BR. What people choose themselves is kept.")),
        ("timezone", False, _("Such as Europe/Berlin. What people choose themselves is kept.")),
        ("start_date", False, _("Written 2024-03-05 or 05.03.2024. Whoever starts later is asked from then on.")),
    ]


def sample() -> list[list[Cell]]:
    """Return a small roster to fill in."""
    head: list[Cell] = [heading for heading, _needed, _what in words_of_columns()]
    lea: list[Cell] = ["Lea Lindqvist", "lea@acme.example", "Acme/Operations/Support", "1001", "yes", "en"]
    omar: list[Cell] = ["Omar Haddad", "omar@acme.example", "Acme/Operations/Support", "1002", "no", "ar"]
    hana: list[Cell] = ["Hana Ivanova", "hana@acme.example", "Acme/People", "1003", "yes", "de"]
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
    for name, email, why in watched(found):
        yield [_("to be confirmed"), "", name, email, "", "", why]
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
    for row in powers.leads_gained(found):
        yield [_("leads from now on"), *_who(row), _("team"), "", path_text(row.team)]
    for person in powers.leads_lost(found):
        yield [_("no longer leads"), "", person.name, person.email, _("team"), path_text(person.team), ""]
    for person in found.left:
        yield [_("leaves"), "", person.name, person.email, _("team"), path_text(person.team), ""]


def _fields(what: str, change: Change) -> Iterator[list[Cell]]:
    words = words_of_fields()
    for field in change.fields or ("team",):
        before, after = before_and_after(change, field)
        yield [what, *_who(change.row), words[field], value_text(before), value_text(after)]


def _who(row: Row) -> list[Cell]:
    return [row.line, row.name, row.email]


OPTIONAL: Final = frozenset(
    ("lead_odd", "language_unknown", "timezone_unknown", "date_odd", "date_ambiguous", "employee_id_twice", "too_long")
)


def reason_place(reason: Reason) -> str:
    """Say how many rows a notice is about, and where they are."""
    if len(reason.lines) == 1:
        return place(replace(reason.first, column="") if reason.others else reason.first)
    shown = ", ".join(str(line) for line in reason.lines[:NAMED])
    lines = f"{shown} …" if len(reason.lines) > NAMED else shown
    rows = ngettext("%(num)s row", "%(num)s rows", len(reason.lines))
    where = _("%(rows)s, column “%(column)s”", rows=rows, column=reason.first.column) if reason.first.column else rows
    return str(_("%(where)s (lines %(lines)s)", where=where, lines=lines))


def reason_text(reason: Reason) -> str:
    """Say what was seen there, which other cells are alike, and that nobody is left out for it."""
    said = [sentence(reason.first)]
    if reason.others:
        cells = ", ".join(f"“{value}”" for value in reason.others)
        said.append(str(_("Likewise: %(cells)s", cells=cells)) + (" …" if reason.more else "."))
    if reason.first.code in OPTIONAL:
        said.append(
            str(_("Nobody is left out for it: what was known stays, and newcomers get what the company has set."))
        )
    return " ".join(said)


def confirmation(doubt: Doubt) -> str:
    """Return what a tick says yes to, with its numbers, and with names where one is enough."""
    words = _of_each(doubt.count, _some(doubt.who)) if doubt.who else _of_many(doubt.count, doubt.of)
    return words[doubt.guard]


def _of_many(count: int, of: int) -> Mapping[str, str]:
    return {
        Guard.LEAVERS: ngettext(
            "Yes, %(num)s of the %(of)s people here leaves.",
            "Yes, %(num)s of the %(of)s people here leave.",
            count,
            of=of,
        ),
        Guard.FEW: ngettext(
            "Yes, the list is complete: %(num)s row can be read, for %(of)s people here.",
            "Yes, the list is complete: %(num)s rows can be read, for %(of)s people here.",
            count,
            of=of,
        ),
        Guard.UNREAD: ngettext(
            "Yes, leave out %(num)s of %(of)s rows: it cannot be read.",
            "Yes, leave out %(num)s of %(of)s rows: they cannot be read.",
            count,
            of=of,
        ),
        Guard.ADDRESSES: ngettext(
            "Yes, %(num)s of the %(of)s people here gets another address, and signs in with it.",
            "Yes, %(num)s of the %(of)s people here get other addresses, and sign in with them.",
            count,
            of=of,
        ),
        Guard.NAMES: ngettext(
            "Yes, %(num)s of the %(of)s people here gets another name.",
            "Yes, %(num)s of the %(of)s people here get other names.",
            count,
            of=of,
        ),
        Guard.MOVES: ngettext(
            "Yes, %(num)s of the %(of)s people here changes team.",
            "Yes, %(num)s of the %(of)s people here change team.",
            count,
            of=of,
        ),
    }


def _of_each(count: int, who: str) -> Mapping[str, str]:
    return {
        Guard.RIGHTS: ngettext(
            "Yes, %(num)s person with the rights of HR or administration leaves: %(who)s.",
            "Yes, %(num)s people with the rights of HR or administration leave: %(who)s.",
            count,
            who=who,
        ),
        Guard.RIGHTS_CHANGE: ngettext(
            "Yes, %(num)s person with the rights of HR or administration changes: %(who)s.",
            "Yes, %(num)s people with the rights of HR or administration change: %(who)s.",
            count,
            who=who,
        ),
        Guard.SWAP: ngettext(
            "Yes, %(num)s person gets the name or address of another, and no numbers are mixed up: %(who)s.",
            "Yes, %(num)s people get the name or address of another, and no numbers are mixed up: %(who)s.",
            count,
            who=who,
        ),
        Guard.PEOPLE: ngettext(
            "Yes, %(num)s person gets another name and address at once, and is still the same person: %(who)s.",
            "Yes, %(num)s people get another name and address at once, and are still the same people: %(who)s.",
            count,
            who=who,
        ),
        Guard.LEADS: ngettext(
            "Yes, %(num)s person begins or ceases to lead a team: %(who)s.",
            "Yes, %(num)s people begin or cease to lead a team: %(who)s.",
            count,
            who=who,
        ),
        Guard.LEAD_IDENTITY: ngettext(
            "Yes, %(num)s person who leads a team gets another name, address or number: %(who)s.",
            "Yes, %(num)s people who lead a team get another name, address or number: %(who)s.",
            count,
            who=who,
        ),
        Guard.ABOVE: ngettext(
            "Yes, other leads stand above %(num)s team or its people from now on: %(who)s.",
            "Yes, other leads stand above %(num)s teams or their people from now on: %(who)s.",
            count,
            who=who,
        ),
    }


def _some(who: Sequence[Who]) -> str:
    names = [path_text(one) if isinstance(one, tuple) else one for one in who[:NAMED]]
    return "; ".join(names) + (" …" if len(who) > NAMED else "")


def watched(found: Difference) -> list[tuple[str, str, str]]:
    """Return whom or what somebody must look at one by one, and why: a name, an address, a sentence."""
    perhaps = _("another name and address at once: perhaps somebody else")
    people = [(change, _rights(change.person)) for change in powers.rights_changed(found)]
    people += [(change, _("probably exchanged with %(name)s", name=one.name)) for change, one in powers.swapped(found)]
    people += [(change, perhaps) for change in powers.other_people(found)]
    people += [(change, _("leads a team")) for change in powers.leads_told_otherwise(found)]
    words, told = words_of_fields(), []
    for change, why in people:
        fields = ", ".join(words[name] for name in change.fields)
        said = _("%(why)s; changes: %(fields)s", why=why, fields=fields)
        told.append((change.person.name, change.person.email, said))
    told += [(one.name, one.email, _("%(why)s; leaves", why=_rights(one))) for one in powers.rights_lost(found)]
    above = [(path_text(team), _some(who)) for team, who in powers.under_others(found)]
    return told + [(team, "", _("other leads above: %(who)s", who=who)) for team, who in above]


def _rights(person: Known) -> str:
    return str(_("holds administrator rights") if person.role == Role.ADMIN else _("holds HR rights"))


def landed(found: Difference) -> str:
    """Return what an import did."""
    counts = [
        ngettext("%(num)s person added", "%(num)s people added", len(found.added)),
        ngettext("%(num)s moved", "%(num)s moved", len(found.moved)),
        ngettext("%(num)s changed", "%(num)s changed", len(found.changed) + len(found.rejoined)),
        ngettext("%(num)s left", "%(num)s left", len(found.left)),
    ]
    return str(_("Imported: %(counts)s.", counts=", ".join(counts)))
