"""Gathers what pages of accounts show: stage, last answers, and which are at risk, in a fixed number of statements."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from pulse.access.permissions import allowed
from pulse.base.may import May
from pulse.clients import queries
from pulse.clients.answers import OVERALL, points
from pulse.clients.models import Account, Contact, Reply, Wave
from pulse.clients.risks import AccountReply, Risk, WaveTurn, can_judge, risks
from pulse.clients.standing import Told, profile, shown, told
from pulse.clients.terms import AT_LEAST
from pulse.people.models import Person
from pulse.scores.all_clear import Tested

WAVES = 4  # of each survey that are looked at
ROWS = 50  # accounts on one page


@dataclass(frozen=True)
class AccountRow:
    """One account in the list: satisfaction in its last wave, and why it is at risk."""

    account: Account
    contacts: int
    last: Told | None
    on: date | None
    risks: tuple[Risk, ...]
    judged: bool  # a risk could have shown


@dataclass(frozen=True)
class ListPage:
    """All accounts somebody may read, by name, those at risk before."""

    rows: tuple[AccountRow, ...]
    at_risk: tuple[AccountRow, ...]
    total: int
    page: int
    pages: int
    tested: Tested  # accounts of which a risk could have shown


@dataclass(frozen=True)
class AccountStanding:
    """What is known of an account in one wave: how many answered, and where it may be shown what they said."""

    wave: Wave
    asked: int
    answered: int
    satisfied: Told | None
    profile: dict[str, Told]
    replies: tuple[tuple[Reply, Contact | None], ...]


@dataclass(frozen=True)
class AccountPage:
    """One account: its waves, the latest first, and why it is at risk."""

    waves: tuple[AccountStanding, ...]
    risks: tuple[Risk, ...]
    sets_stage: bool


def sets_stage(person: Person, found: Account) -> bool:
    """Tell whether somebody says how close a customer has come: its owner, and HR."""
    return found.owner_id == person.id or allowed(person, May.MANAGE_ACCOUNTS)


def account_list(person: Person, page: int) -> ListPage:
    """Return the list of accounts."""
    accounts = queries.readable(person)
    turns = turns_of(accounts)
    contacts = queries.counts([one.id for one in accounts])
    rows = [_row(one, contacts.get(one.id, 0), turns[one.id]) for one in accounts]
    pages = max(1, -(-len(rows) // ROWS))
    page = min(max(1, page), pages)
    return ListPage(
        rows=tuple(rows[(page - 1) * ROWS : page * ROWS]),
        at_risk=tuple(sorted((row for row in rows if row.risks), key=lambda row: -len(row.risks))),
        total=len(rows),
        page=page,
        pages=pages,
        tested=Tested(sum(row.judged for row in rows), sum(not row.judged for row in rows)),
    )


def at_risk(person: Person) -> list[AccountRow]:
    """Return the accounts at risk that somebody may read, those with most reasons first."""
    return list(account_list(person, 1).at_risk)


def _row(account: Account, contacts: int, turns: Sequence[tuple[Wave, WaveTurn]]) -> AccountRow:
    last = next(((wave, turn) for wave, turn in reversed(turns) if turn.said), None)
    closed = [turn for wave, turn in turns if wave.closed_at is not None]
    return AccountRow(
        account=account,
        contacts=contacts,
        last=satisfaction(last[1].said) if last else None,
        on=last[0].occurrence if last else None,
        risks=risks(closed),
        judged=can_judge(closed),
    )


def satisfaction(said: Sequence[AccountReply]) -> Told | None:
    """Return overall satisfaction of some replies."""
    found = (points(OVERALL, one.answers[OVERALL]) for one in said if OVERALL in one.answers)
    return told([value for value in found if value is not None])


def turns_of(accounts: Sequence[Account]) -> dict[int, list[tuple[Wave, WaveTurn]]]:
    """Return the last waves of accounts, the oldest first, with what may be looked at of their replies."""
    waves = queries.last_waves(WAVES, open_too=True)
    ids = [one.id for one in accounts]
    asked = queries.asked_of(ids, [wave.id for wave in waves])
    visible = _visible(waves)
    found: dict[int, list[tuple[Wave, WaveTurn]]] = {one: [] for one in ids}
    for wave in waves:
        for one in ids:
            said = tuple(visible.get((wave.id, one), ()))
            count, answered = asked.get((one, wave.id), (0, 0))
            if count or said:
                found[one].append((wave, WaveTurn(wave.id, count, max(answered, len(said)), said)))
    return found


def _visible(waves: Sequence[Wave]) -> dict[tuple[int, int], list[AccountReply]]:
    """Return replies by wave and account: all where names are shown, else of groups that may be shown."""
    by_wave: dict[int, list[Reply]] = {wave.id: [] for wave in waves}
    for reply in queries.replies(waves=by_wave):
        by_wave[reply.wave_id].append(reply)
    found: dict[tuple[int, int], list[AccountReply]] = {}
    for wave in waves:
        keep = None if wave.survey.named else shown_accounts(by_wave[wave.id])
        for one in by_wave[wave.id]:
            if one.account_id is not None and (keep is None or one.account_id in keep):
                said = AccountReply(one.answers, one.level, one.contact_id)
                found.setdefault((wave.id, one.account_id), []).append(said)
        if keep is not None:
            for account in keep:
                found[wave.id, account] = without_small_levels(found[wave.id, account])
    return found


def shown_accounts(replies: Collection[Reply]) -> set[int]:
    """Return the accounts of a wave without names that may be shown beside their units."""
    found: set[int] = set()
    for unit in {one.unit_id for one in replies}:
        own = [one.account_id for one in replies if one.unit_id == unit]
        found |= {name for name in shown({name: own.count(name) for name in own}, AT_LEAST) if name is not None}
    return found


def without_small_levels(said: Sequence[AccountReply]) -> list[AccountReply]:
    """Return replies with their levels only where each level has enough of them."""
    levels = [one.level for one in said]
    if shown({level: levels.count(level) for level in levels}, AT_LEAST) >= set(levels):
        return list(said)
    return [AccountReply(one.answers) for one in said]


def account_page(person: Person, found: Account) -> AccountPage:
    """Return one account with its last waves."""
    turns = turns_of([found])[found.id]
    people = {one.id: one for one in queries.contacts(found)}
    named = {wave.id for wave, _turn in turns if wave.survey.named}
    own = [one for one in queries.replies(accounts=[found.id]) if one.wave_id in named]
    standings = tuple(
        AccountStanding(
            wave=wave,
            asked=turn.asked,
            answered=turn.answered,
            satisfied=satisfaction(turn.said),
            profile=profile([one.answers for one in turn.said], 1 if wave.survey.named else AT_LEAST),
            replies=tuple((one, people.get(one.contact_id or 0)) for one in own if one.wave_id == wave.id),
        )
        for wave, turn in reversed(turns)
    )
    closed = [turn for wave, turn in turns if wave.closed_at is not None]
    return AccountPage(waves=standings, risks=risks(closed), sets_stage=sets_stage(person, found))
