"""Who may do what, on one page: a permission is held by whoever fulfils every word of one of its rows."""

from collections.abc import Callable, Sequence
from typing import Any

from pulse.base.errors import Forbidden, SignInNeeded
from pulse.base.may import May
from pulse.base.me import viewer
from pulse.people import queries as people
from pulse.people.models import Person, Role, Team

Word = Callable[[Person, Any], bool]


def is_hr(person: Person, _team: Team | None) -> bool:
    """Works in HR."""
    return person.role == Role.HR


def is_admin(person: Person, _team: Team | None) -> bool:
    """Runs the installation; sees no results."""
    return person.role == Role.ADMIN


def sees_results(person: Person, _team: Team | None) -> bool:
    """Is not the administrator."""
    return person.role != Role.ADMIN


def leads_at_or_above(person: Person, team: Team | None) -> bool:
    """Leads this team or one above it."""
    if not person.is_lead or person.role == Role.ADMIN or team is None:
        return False
    return person.team_id in {upper.id for upper in people.ancestry(team.id)}


def leads_somewhere(person: Person, _subject: Any) -> bool:
    """Leads some team."""
    return person.is_lead and person.role != Role.ADMIN


def leads_all(person: Person, teams: Sequence[Team]) -> bool:
    """Leads every one of these teams, or one above it."""
    return bool(teams) and all(leads_at_or_above(person, team) for team in teams)


def owns(person: Person, account: Any) -> bool:
    """Is the one who looks after this customer."""
    return account is not None and account.owner_id == person.id and person.role != Role.ADMIN


def promised(person: Person, promise: Any) -> bool:
    """Is the one whose promise this is."""
    return promise is not None and promise.owner_uid == person.uid and person.role != Role.ADMIN


def leads_whom_it_is_made_to(person: Person, promise: Any) -> bool:
    """Leads the team this was promised to, or one above it."""
    return promise is not None and leads_at_or_above(person, promise.team)


def leads_all_of(person: Person, account: Any) -> bool:
    """Leads every team of the unit that serves this customer."""
    return account is not None and leads_all(person, account.teams)


def belongs_to(person: Person, team: Team | None) -> bool:
    """Is a member of this very team."""
    return team is not None and person.team_id == team.id and person.role != Role.ADMIN


def works_in(person: Person, team: Team | None) -> bool:
    """Works in this team or in one below it."""
    if team is None or person.team_id is None or person.role == Role.ADMIN:
        return False
    return team.id in {upper.id for upper in people.ancestry(person.team_id)}


def had_part(person: Person, thanks: Any) -> bool:
    """Said these thanks, was thanked, or leads the team that was."""
    if thanks is None:
        return False
    leads = thanks.person_id is None and person.is_lead and person.team_id == thanks.team_id
    return leads or person.id in (thanks.by_person_id, thanks.person_id)


def about_the_company(person: Person, team: Team | None) -> bool:
    """Asks about the whole company."""
    return person.role != Role.ADMIN and (team is None or team.parent_id is None)


TABLE: dict[May, list[list[Word]]] = {
    May.SIGNED_IN: [[]],
    May.OWN_DATA: [[]],
    May.READ_PUBLISHED: [[sees_results]],
    May.READ_TEAM: [[is_hr], [leads_at_or_above], [belongs_to], [about_the_company]],
    May.READ_COMMENTS: [[is_hr], [leads_at_or_above]],
    May.ANSWER_COMMENTS: [[is_hr], [leads_somewhere]],
    May.READ_RESULTS: [[is_hr], [leads_at_or_above]],
    May.MARK_EVENTS: [[is_hr], [leads_at_or_above]],
    May.READ_CUSTOMERS: [[is_hr], [leads_somewhere]],
    May.READ_UNIT: [[is_hr], [leads_all]],
    May.MANAGE_CUSTOMERS: [[is_hr]],
    May.RECORD_SERVICES: [[is_hr], [leads_at_or_above]],
    May.READ_SERVICE: [[is_hr], [leads_at_or_above], [belongs_to]],
    May.MANAGE_ACCOUNTS: [[is_hr]],
    May.READ_ACCOUNT: [[is_hr], [owns], [leads_all_of]],
    May.MAKE_PROMISES: [[is_hr], [leads_at_or_above]],
    May.KEEP_PROMISE: [[is_hr], [promised], [leads_whom_it_is_made_to]],
    May.HOLD_HALLS: [[is_hr], [leads_at_or_above]],
    May.ENTER_HALL: [[is_hr], [leads_at_or_above], [works_in]],
    May.TAKE_PART_IN_HALL: [[works_in]],
    May.TAKE_BACK_THANKS: [[is_hr], [had_part]],
    May.MANAGE_VALUES: [[is_hr]],
    May.READ_ROUNDS: [[is_hr]],
    May.MANAGE_PROGRAMMES: [[is_hr]],
    May.IMPORT_PEOPLE: [[is_hr], [is_admin]],
    May.READ_PEOPLE: [[is_hr], [is_admin]],
    May.ERASE_PEOPLE: [[is_hr], [is_admin]],
    May.READ_TRAIL: [[is_hr], [is_admin]],
    May.MANAGE_CHANNELS: [[is_hr], [is_admin]],
    May.SETTINGS: [[is_admin]],
}


def allowed(person: Person, may: May, subject: Any | None = None) -> bool:
    """Say whether a person holds a permission about something."""
    return any(all(word(person, subject) for word in row) for row in TABLE[may])


def guard(may: May, subject: Any | None) -> None:
    """Raise SignInNeeded or Forbidden unless whoever asks holds the permission."""
    if may is May.ANYONE:
        return
    person = viewer()
    if person is None:
        raise SignInNeeded
    if not allowed(person, may, subject):
        raise Forbidden
