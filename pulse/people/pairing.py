"""Whom each row of a roster is about: by number, by mail, or under the company's new domain."""

from collections.abc import Mapping, Sequence

from pulse.base.csvfile import Fault
from pulse.people.known import Known
from pulse.people.roster import Roster, Row, without


def pair(roster: Roster, people: Sequence[Known]) -> tuple[dict[int, Row], tuple[Fault, ...]]:
    """Find each row's person by personnel number, by mail, or where only the domain of their mail is another one.

    Return rows by person, and what cannot be told apart.
    """
    by_number = {person.employee_id: person for person in people if person.employee_id}
    by_mail = {person.email.lower(): person for person in people}
    person_of: dict[int, Known] = {}
    rest = []
    for row in roster.rows:
        if row.employee_id in by_number:
            person_of[row.line] = by_number[row.employee_id]
        else:
            rest.append(row)
    taken = {person.id for person in person_of.values()}
    for row in rest:
        owner = by_mail.get(row.email)
        if owner and owner.id not in taken and _may_be(row, owner):
            person_of[row.line] = owner
            taken.add(owner.id)
    for row, person in _under_another_domain([row for row in rest if row.line not in person_of], people, taken):
        person_of[row.line] = person
        taken.add(person.id)
    guarded = () if roster.by_admin else _admins_touched(roster, person_of)
    for fault in guarded:
        taken.discard(person_of.pop(fault.line).id)
    rows = {row.line: row for row in roster.rows}
    faults = guarded + _mails_taken(without(roster, guarded), by_mail, person_of, taken)
    return {person.id: rows[line] for line, person in person_of.items()}, faults


def _under_another_domain(rows: Sequence[Row], people: Sequence[Known], taken: set[int]) -> list[tuple[Row, Known]]:
    """Pair rows and people who have the same name and the same mail but for its domain: the company changed it."""
    by_address = {person.email.lower() for person in people}
    owners: dict[tuple[str, str], list[Known]] = {}
    for person in people:
        if person.id not in taken and not person.left_on:
            owners.setdefault((person.name.casefold(), _local(person.email)), []).append(person)
    claims: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row.email not in by_address:
            claims.setdefault((row.name.casefold(), _local(row.email)), []).append(row)
    pairs = [(some[0], owners[same][0]) for same, some in claims.items() if len(some) == len(owners.get(same, ())) == 1]
    return [(row, person) for row, person in pairs if not (row.employee_id and person.employee_id)]


def _local(email: str) -> str:
    return email.lower().rpartition("@")[0]


def _admins_touched(roster: Roster, person_of: Mapping[int, Known]) -> tuple[Fault, ...]:
    """Take out rows that would give an admin's mail away: whoever has it signs in so."""
    heading = roster.columns.spelt("email")
    touched = ((row, person_of[row.line]) for row in roster.rows if row.line in person_of)
    return tuple(
        Fault(row.line, heading, "admin_mail", row.email, person.name)
        for row, person in touched
        if person.role == "admin" and row.email != person.email.lower()
    )


def _may_be(row: Row, owner: Known) -> bool:
    """Tell whether a mail names the same person: another number and another name mean an address given to another."""
    return not (row.employee_id and owner.employee_id) or row.name.casefold() == owner.name.casefold()


def _mails_taken(
    roster: Roster, by_mail: Mapping[str, Known], person_of: dict[int, Known], taken: set[int]
) -> tuple[Fault, ...]:
    """Take out rows that claim the mail of somebody who keeps it; whoever is taken out keeps theirs in turn."""
    claims = {row.email: row for row in roster.rows}
    heading = roster.columns.spelt("email")
    faults = []
    waiting = [row for row in roster.rows if row.email in by_mail and by_mail[row.email].id not in taken]
    dropped = {row.line for row in waiting}
    while waiting:
        row = waiting.pop()
        faults.append(Fault(row.line, heading, "email_taken", row.email, by_mail[row.email].name))
        person = person_of.pop(row.line, None)
        claim = claims.get(person.email.lower()) if person else None
        if claim and claim.line not in dropped:
            dropped.add(claim.line)
            waiting.append(claim)
    return tuple(faults)
