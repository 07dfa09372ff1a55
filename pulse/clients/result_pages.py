"""Gathers what pages of answers show: by unit and by level, from groups that may be shown, in few statements."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulse.base.errors import NotFound
from pulse.clients import queries, risk_pages
from pulse.clients.answers import NOT_MINE, OVERALL, YES_NO
from pulse.clients.models import Contact, Reply, Wave
from pulse.clients.standing import Told, can_differ, differ, profile, shown
from pulse.clients.terms import AT_LEAST, Level
from pulse.customers.models import Unit
from pulse.people.models import Person
from pulse.scores.all_clear import Tested

WAVES = 2  # the newest, and the one before it

Profile = dict[str, Told]


@dataclass(frozen=True)
class Sharing:
    """How many of those who decide it would recommend, or choose us again: definitely or probably."""

    some: int
    of: int
    not_mine: int

    @property
    def share(self) -> float:
        """Return the share in percent."""
        return 100 * self.some / self.of


@dataclass(frozen=True)
class UnitResult:
    """What customers of a unit answered in its newest wave; `whole` is empty where too few did."""

    unit: Unit
    wave: Wave
    n: int
    at_least: int
    whole: Profile
    levels: dict[str, Profile]  # empty where they may not be told apart
    before: Told | None  # satisfaction in the wave before
    shares: dict[str, Sharing]
    comments: tuple[tuple[str, Contact | None], ...]

    @property
    def satisfaction(self) -> Told | None:
        """Return overall satisfaction."""
        return self.whole.get(OVERALL)

    @property
    def apart(self) -> bool:
        """Tell whether deciders are below users by more than luck does."""
        users, deciders = (self.levels.get(level.value, {}).get(OVERALL) for level in Level)
        return bool(users and deciders and differ(deciders, users))

    @property
    def comparable(self) -> bool:
        """Tell whether there is a wave before to compare with, and ranges on both sides."""
        return bool(self.before and self.satisfaction and can_differ(self.satisfaction, self.before))

    @property
    def fell(self) -> bool:
        """Tell whether satisfaction is below the wave before by more than luck does."""
        return bool(self.before and self.satisfaction and differ(self.satisfaction, self.before))

    @property
    def rose(self) -> bool:
        """Tell whether satisfaction is above the wave before by more than luck does."""
        return bool(self.before and self.satisfaction and differ(self.before, self.satisfaction))


@dataclass(frozen=True)
class ResultPage:
    """All units somebody may read, and the accounts at risk."""

    units: tuple[UnitResult, ...]
    at_risk: tuple[risk_pages.AccountRow, ...]

    @property
    def tested(self) -> Tested:
        """Return of how many units a change could have shown."""
        count = sum(one.comparable for one in self.units)
        return Tested(count, len(self.units) - count)


def result_page(person: Person) -> ResultPage:
    """Return what customers answered of the units somebody may read."""
    units = queries.readable_units(person)
    return ResultPage(tuple(_results(units)), tuple(risk_pages.at_risk(person)))


def unit_result(unit: Unit) -> UnitResult:
    """Return what customers of one unit answered; raise NotFound when none were asked."""
    found = _results([unit])
    if not found:
        raise NotFound
    return found[0]


def _results(units: Sequence[Unit]) -> list[UnitResult]:
    waves = queries.last_waves(WAVES)
    by: dict[tuple[int, int], list[Reply]] = {}
    for reply in queries.replies(waves=[wave.id for wave in waves]):
        by.setdefault((reply.unit_id, reply.wave_id), []).append(reply)
    found = []
    for unit in units:
        own = [wave for wave in waves if (unit.id, wave.id) in by]
        if own:
            newest = own[-1]
            earlier = [wave for wave in own[:-1] if wave.survey_id == newest.survey_id]
            before = by[unit.id, earlier[-1].id] if earlier else []
            found.append(_result(unit, newest, by[unit.id, newest.id], before))
    return found


def _result(unit: Unit, wave: Wave, replies: Sequence[Reply], earlier: Sequence[Reply]) -> UnitResult:
    least = 1 if wave.survey.named else AT_LEAST
    seen = replies if len(replies) >= least else []
    then = profile([one.answers for one in earlier], least) if len(earlier) >= least else {}
    return UnitResult(
        unit=unit,
        wave=wave,
        n=len(replies),
        at_least=least,
        whole=profile([one.answers for one in seen], least),
        levels=_levels(seen, least),
        before=then.get(OVERALL),
        shares={code: share for code in YES_NO if (share := _share(seen, code, least))},
        comments=_comments(seen),
    )


def _levels(replies: Sequence[Reply], least: int) -> dict[str, Profile]:
    """Return the answers of each level, where no level is so small that the total would tell what it said."""
    levels = [one.level for one in replies]
    keep = shown({level: levels.count(level) for level in levels}, least)
    if not keep >= set(levels):
        return {}
    wanted = [level.value for level in Level if level.value in keep]
    return {level: profile([one.answers for one in replies if one.level == level], least) for level in wanted}


def _share(replies: Sequence[Reply], code: str, least: int) -> Sharing | None:
    given = [one.answers[code] for one in replies if code in one.answers]
    theirs = [answer for answer in given if answer != NOT_MINE]
    if len(theirs) < least:
        return None
    return Sharing(sum(answer >= 4 for answer in theirs), len(theirs), len(given) - len(theirs))


def _comments(replies: Sequence[Reply]) -> tuple[tuple[str, Contact | None], ...]:
    """Return comments with who wrote them where names are shown, in no order that tells anything."""
    written = [one for one in replies if one.comment]
    people = queries.people_by_id([one.contact_id for one in written if one.contact_id])
    return tuple((one.comment, people.get(one.contact_id or 0)) for one in written)
