"""The forms of town halls: what is planned, and what becomes of a question."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from pulse.base.editing import Editing
from pulse.base.errors import PulseError, Refusal
from pulse.base.forms import Form
from pulse.base.settings import settings
from pulse.people.models import Team
from pulse.people.readings import clean, zone_names
from pulse.townhalls.draft_pages import Offered
from pulse.townhalls.models import FINAL, LONGEST_ANSWER, LONGEST_REASON, HallState, QuestionState
from pulse.townhalls.pages import AskedInHall
from pulse.townhalls.plans import HallPlan, is_call_link, moment
from pulse.townhalls.question_actions import Outcome
from pulse.townhalls.wording import words_of_questions

NEEDED = InputRequired(_l("Please fill this in."))
TOO_LONG = _l("This is too long. %(max)d characters are the limit.")
PLAIN = {"autocomplete": "off"}


def number(text: str | None) -> int:
    """Return the revision that a hidden field holds; one that cannot be, when it holds no number."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 9 else -1


def _lines(text: str | None) -> str:
    """Return a text whose line ends count as one character, as they do in the browser."""
    return (text or "").replace("\r\n", "\n")


class HallForm(Editing):
    """What, when and where."""

    title = StringField(_l("Title"), [NEEDED, Length(max=120, message=TOO_LONG)], render_kw={**PLAIN, "maxlength": 120})
    day = DateField(_l("Day"), [NEEDED])
    at = TimeField(_l("Begins at"), [NEEDED], format=["%H:%M", "%H:%M:%S"])
    minutes = IntegerField(
        _l("Minutes"), [NEEDED, NumberRange(5, 480, _l("From 5 to 480 minutes."))], render_kw={"min": 5, "max": 480}
    )
    timezone = SelectField(_l("Time zone"))
    place = StringField(_l("Place"), [Length(max=200, message=TOO_LONG)], render_kw={**PLAIN, "maxlength": 200})
    call_link = StringField(
        _l("Link to the call"),
        [Length(max=500, message=TOO_LONG)],
        render_kw={**PLAIN, "type": "url", "dir": "ltr", "maxlength": 500, "spellcheck": "false"},
    )
    words = TextAreaField(
        _l("What it is about"),
        [Length(max=2000, message=TOO_LONG)],
        filters=[_lines],
        render_kw={"rows": 4, "maxlength": 2000},
    )
    seen = HiddenField(default="0")
    zones: Sequence[str] = ()

    @classmethod
    def about(cls, plan: HallPlan, revision: int = 0, *, edits: bool = True) -> "HallForm":
        """Return the form with what is planned; what was posted wins."""
        local = plan.starts_at.astimezone(ZoneInfo(plan.timezone))
        given = {**vars(plan), "day": local.date(), "at": local.time().replace(tzinfo=None), "seen": str(revision)}
        form = cls(data=given)
        form.edits = edits
        form.zones = sorted({*zone_names(), plan.timezone})
        form.timezone.choices = [SelectChoice(zone, zone.replace("_", " ")) for zone in form.zones]
        return form

    @classmethod
    def fresh(cls, team: Team, zone: str, now: datetime) -> "HallForm":
        """Return the form for a new town hall: in a week, at ten, on a working day."""
        today = now.astimezone(ZoneInfo(zone)).date()
        week = [today + timedelta(days=days) for days in range(7, 14)]
        day = next((each for each in week if each.weekday() not in settings().weekend_days), week[0])
        at = moment(day, time(10), zone) or now + timedelta(days=7)
        return cls.about(HallPlan(_("Town hall: %(team)s", team=team.name)[:120], at, 60, zone), edits=False)

    def plan(self) -> HallPlan:
        """Return what was typed; call it only when everything could be read."""
        starts_at = self._starts_at()
        assert starts_at is not None
        return HallPlan(
            title=clean(self.title.data or ""),
            starts_at=starts_at,
            minutes=self.minutes.data or 60,
            timezone=self.timezone.data,
            place=clean(self.place.data or ""),
            call_link=(self.call_link.data or "").strip(),
            words="\n".join(clean(line) for line in (self.words.data or "").splitlines()).strip(),
        )

    def revision(self) -> int:
        """Return which state of it was looked at."""
        return number(self.seen.data)

    def _starts_at(self) -> datetime | None:
        if not self.day.data or not self.at.data or not self._is_known_day() or self.timezone.data not in self.zones:
            return None
        return moment(self.day.data, self.at.data, self.timezone.data)

    def validate_title(self, field: StringField) -> None:
        """Refuse a title of blanks."""
        if not clean(field.data or ""):
            raise ValidationError(_("Please fill this in."))

    def validate_at(self, field: TimeField) -> None:
        """Refuse an hour that this day does not have."""
        known = self._is_known_day() and self.timezone.data in self.zones
        if known and field.data and self._starts_at() is None:
            raise ValidationError(_("This hour does not exist on that day: clocks are put forward."))

    def validate_day(self, _field: DateField) -> None:
        """Refuse days that no calendar needs."""
        if not self._is_known_day():
            raise ValidationError(_("Choose a day of the next two years."))

    def _is_known_day(self) -> bool:
        return self.day.data is not None and self.day.data.year in range(2000, 2200)

    def validate_call_link(self, field: StringField) -> None:
        """Take https addresses only."""
        if (field.data or "").strip() and not is_call_link(field.data.strip()):  # type: ignore[union-attr]
            raise ValidationError(_("Paste the whole address of the call. It begins with https://"))


class OutcomeForm(Form):
    """What becomes of a question, and the state of it that was looked at."""

    state = RadioField(_l("What becomes of it"))
    answer = TextAreaField(
        _l("Answer in writing"),
        [Length(max=LONGEST_ANSWER, message=TOO_LONG)],
        filters=[_lines],
        render_kw={"rows": 5, "maxlength": LONGEST_ANSWER},
    )
    reason = StringField(
        _l("Why it is declined"),
        [Length(max=LONGEST_REASON, message=TOO_LONG)],
        render_kw={**PLAIN, "maxlength": LONGEST_REASON},
    )
    evidence = SelectField(_l("Result it is about"))
    seen = HiddenField(default="0")

    @classmethod
    def about(cls, asked: AskedInHall, hall_state: str, results: tuple[Offered, ...]) -> "OutcomeForm":
        """Return the form with what is known of a question; what was posted wins."""
        form = cls(
            data={
                "state": asked.state.value,
                "answer": asked.answer,
                "reason": asked.reason,
                "evidence": asked.evidence,
                "seen": str(asked.revision),
            }
        )
        words = words_of_questions()
        offered = [state for state in QuestionState if hall_state != HallState.ENDED or state in FINAL]
        form.state.choices = [SelectChoice(state.value, words[state.value]) for state in offered]
        known = {each.evidence: each.words for each in results}
        if asked.evidence and asked.evidence not in known:
            known[asked.evidence] = _("as it is linked now")
        form.evidence.choices = [SelectChoice("", _("None"))] + [SelectChoice(*pair) for pair in known.items()]
        return form

    def wrong(self, refused: PulseError) -> None:
        """Put what is wrong beside the field that mends it."""
        missing = {QuestionState.DECLINED.value: self.reason, QuestionState.WRITTEN.value: self.answer}
        field = missing.get(self.state.data, self.state) if isinstance(refused, Refusal) else self.state
        field.errors = (refused.message,)

    def outcome(self) -> Outcome:
        """Return what was chosen."""
        lines = (clean(line) for line in (self.answer.data or "").splitlines())
        return Outcome(
            QuestionState(self.state.data),
            reason=clean(self.reason.data or ""),
            answer="\n".join(lines).strip(),
            evidence=self.evidence.data or "",
        )

    def revision(self) -> int:
        """Return which state of it was looked at."""
        return number(self.seen.data)
