"""Set up a programme, change it, start, pause, resume and end it; every step is in the trail."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import CursorResult, delete, update

from pulse.audit import actions as audit
from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.base.settings import settings
from pulse.people import queries as people
from pulse.people.models import Team
from pulse.people.tree import ancestors
from pulse.programmes import preview, queries
from pulse.programmes.faults import faults
from pulse.programmes.models import AskedBack, Branch, HelpLine, Programme, ProgrammeState
from pulse.programmes.recurrence import Rhythm
from pulse.programmes.terms import Terms, Timing, rhythm, same_days
from pulse.questions import queries as questions


def default_terms(now: datetime, zone: str = "") -> Terms:
    """Return a programme that can be started as it is: the pulse of one minute, each month's first Tuesday at 9."""
    chosen = zone or settings().timezone
    return Terms(_("Monthly pulse"), Timing(timezone=chosen, starts_on=now.astimezone(ZoneInfo(chosen)).date()))


def create(terms: Terms, *, by: Any | None) -> Programme:
    """Draft a programme. Raises Refusal when its terms cannot be kept."""
    programme = Programme(state=ProgrammeState.DRAFT.value, held=0)
    _write(programme, terms)
    db.session.add(programme)
    db.session.flush()
    audit.record("drafted-programme", programme.uid, by=by, **_told(terms))
    return programme


def change(programme: Programme, terms: Terms, *, by: Any | None, now: datetime) -> None:
    """Change a programme from its next round on; an open round keeps the terms it was opened with."""
    if programme.state == ProgrammeState.ENDED:
        raise Refusal(_("This programme has ended. Set up a new one instead."))
    before = queries.terms_of(programme)
    terms = replace(terms, timing=_continued(programme, before.timing, terms.timing, now))
    _write(programme, terms, keep=before.lists.codes)
    old, new = _told(before), _told(queries.terms_of(programme))
    audit.record(
        "changed-programme", programme.uid, by=by, **{name: new[name] for name in new if new[name] != old[name]}
    )


def start(programme: Programme, *, by: Any | None, now: datetime, at_once: bool = False) -> None:
    """Let a draft ask: from its next date on, or with a first round that is due this moment."""
    _must_be(programme, ProgrammeState.DRAFT, _("This programme has been started already."))
    asked = queries.rhythm_of(programme)
    begun = preview.at_once(asked, now) if at_once else preview.from_next(asked, now)
    if at_once and begun is None:
        raise Refusal(_("A round cannot open at this moment: today is a holiday, or too little of its time is left."))
    _begin(programme, begun)
    programme.state, programme.started_at = ProgrammeState.RUNNING.value, now
    audit.record("started-programme", programme.uid, by=by, at_once=at_once)


def pause(programme: Programme, *, by: Any | None) -> None:
    """Open no further rounds until somebody resumes; a round that is open goes on."""
    _must_be(programme, ProgrammeState.RUNNING, _("Only a running programme can be paused."))
    programme.state = ProgrammeState.PAUSED.value
    audit.record("paused-programme", programme.uid, by=by)


def resume(programme: Programme, *, by: Any | None, now: datetime) -> None:
    """Let a paused programme ask again from its next date on; what it missed is not caught up."""
    _must_be(programme, ProgrammeState.PAUSED, _("Only a paused programme can be resumed."))
    _begin(programme, preview.from_next(queries.rhythm_of(programme), now))
    programme.state = ProgrammeState.RUNNING.value
    audit.record("resumed-programme", programme.uid, by=by)


def end(programme: Programme, *, by: Any | None) -> None:
    """End a programme for good; a round that is open is finished, and what was sealed stays."""
    if programme.state == ProgrammeState.ENDED:
        raise Refusal(_("This programme has ended already."))
    programme.state = ProgrammeState.ENDED.value
    audit.record("ended-programme", programme.uid, by=by)


def show_norms(programme: Programme, *, shown: bool, by: Any | None) -> None:
    """Show reference values from elsewhere beside this programme's results, or no longer."""
    if programme.shows_norms != shown:
        programme.shows_norms = shown
        audit.record("changed-programme", programme.uid, by=by, shows_norms=shown)


def note_round(programme: Programme, *, number: int, key: date) -> None:
    """Note that a round was announced; the rounds push this down, so that plans and previews go on from there."""
    programme.held, programme.last_due = number, key
    programme.first_on = None  # it can only have been this one


def _must_be(programme: Programme, state: ProgrammeState, sentence: str) -> None:
    if programme.state != state:
        raise Refusal(sentence)


def _write(programme: Programme, terms: Terms, keep: Collection[str] = ()) -> None:
    known = {code: question.dimension for code, question in questions.askable(keep).items()}
    if faults(terms, known, queries.promised_by(programme)):
        raise Refusal(_("The programme cannot be kept as it is set up. Please check its form."))
    for name, value in _columns(terms).items():
        setattr(programme, name, value)
    wanted = {team.id: team for team in _branches(terms.branches)}
    kept = [branch for branch in programme.branches if branch.team_id in wanted]
    new = [Branch(team=team) for key, team in wanted.items() if key not in {branch.team_id for branch in kept}]
    programme.branches = [*kept, *new]


def _columns(terms: Terms) -> Mapping[str, object]:
    return {
        **asdict(terms.timing),
        "name": terms.name.strip(),
        "anchors": list(terms.lists.anchors),
        "rotation": list(terms.lists.rotation),
        "extras": list(terms.lists.extras),
        "comment": terms.comment,
        "inside": terms.inside.value,
        "min_ballots": terms.thresholds.ballots,
        "min_cohort": terms.thresholds.cohort,
        "min_comments": terms.thresholds.comments,
    }


def _branches(uids: tuple[str, ...]) -> list[Team]:
    """Return the teams, without those that stand below another of them."""
    teams = people.open_teams()
    found = {team.id: team for team in teams if team.uid in uids}
    if len(found) != len(set(uids)):
        raise Refusal(_("One of the branches is no longer there. Please choose again."))
    parents = {team.id: team.parent_id for team in teams}
    below = {team_id for team_id in found for above in ancestors(parents, team_id) if above in found}
    return [team for team_id, team in found.items() if team_id not in below]


def _continued(programme: Programme, before: Timing, wanted: Timing, now: datetime) -> Timing:
    """Return the new timing so that no date of it that has just gone by opens a round at once."""
    if programme.state == ProgrammeState.DRAFT:
        return wanted
    if same_days(before, wanted):
        return replace(wanted, first_on=before.first_on)
    try:
        begun = preview.from_next(rhythm(wanted), now)
    except ValueError:
        return wanted  # refused in a moment, with everything else that is wrong
    return replace(wanted, starts_on=begun.starts_on) if begun else wanted


def _begin(programme: Programme, begun: Rhythm | None) -> None:
    if begun is None:
        raise Refusal(_("This rhythm has no further dates."))
    programme.starts_on, programme.first_on = begun.starts_on, begun.first_on


def _told(terms: Terms) -> dict[str, object]:
    """Return what the trail keeps: everything but dates in a form JSON can hold."""
    told = dict(_columns(terms), branches=list(terms.branches))
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()}


def write_help_lines(words: Mapping[str, str], *, by: Any | None) -> bool:
    """Set where to turn, by language; without words Pulse's own are shown. Say whether anything changed."""
    written = {language: text for language, text in words.items() if text}
    if written == queries.help_lines():
        return False
    db.session.execute(delete(HelpLine))
    db.session.add_all(HelpLine(language=language, words=text) for language, text in sorted(written.items()))
    audit.record("wrote-help-lines", "help-lines", by=by, languages=sorted(written))
    return True


def ask_once(name: str, team_uid: str, words: str, *, now: datetime) -> None:
    """Ask everybody counted with a team, in their next round, whether a promise was kept. `name`: the promise's uid.

    What a round has asked already keeps its words; the promise is then asked once more, under a new number.
    """
    asked = queries.askings(name)
    if asked and not asked[-1].round_uid:
        asked[-1].team_uid, asked[-1].words = team_uid, words
        return
    row = AskedBack(name=name, number=len(asked) + 1, team_uid=team_uid, words=words, wanted_at=now)
    row.round_uid, row.heard = "", False
    db.session.add(row)
    db.session.flush()


def ask_no_more(name: str) -> None:
    """Do not ask it any more, unless a round has it already."""
    db.session.execute(delete(AskedBack).where(AskedBack.name == name, AskedBack.round_uid == ""))


def note_asked(askings: Iterable[AskedBack], round_uid: str) -> None:
    """Note that a round asks these; the rounds push this down when they open."""
    for asking in askings:
        asking.round_uid = round_uid


def ask_again(name: str, number: int) -> None:
    """Let another round ask what a round without a result has asked, unless it is to be asked anew anyway."""
    *_, last = asked = queries.askings(name)
    if last.number == number:
        last.round_uid = ""
    else:
        asked[number - 1].heard = True


def note_heard(name: str, number: int) -> bool:
    """Note that the answers to one asking were read; say whether this was the first time."""
    wanted = update(AskedBack).where(AskedBack.name == name, AskedBack.number == number, AskedBack.heard.is_(False))
    found = db.session.execute(wanted.values(heard=True).execution_options(synchronize_session=False))
    return cast(CursorResult[Any], found).rowcount == 1
