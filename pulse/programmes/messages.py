"""What Pulse says about a programme as it is being set up: choices, faults and cautions in the reader's language."""

from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import ngettext

from pulse.programmes import holiday_lists as calendar
from pulse.programmes import plan
from pulse.programmes.faults import Code, ProgrammeFault
from pulse.programmes.preview import Caution
from pulse.programmes.question_choices import Asking
from pulse.programmes.recurrence import Pace, RhythmFault
from pulse.programmes.terms import Inside


def words_of_askings() -> dict[str, str]:
    """Word how a question is asked."""
    return {
        Asking.EVERY.value: _("Every time"),
        Asking.TURN.value: _("In turn"),
        Asking.NEVER.value: _("Not asked"),
    }


def words_of_insides() -> dict[str, str]:
    """Name the ways to ask about teams that serve others."""
    return {
        Inside.NONE.value: _("Not asked about"),
        Inside.SERVED.value: _("Asked of the teams they serve, as it is recorded"),
        Inside.NAMED.value: _("Asked of whoever relied on them: each person names up to three teams"),
    }


def words_of_paces() -> dict[str, str]:
    """Name the rhythms."""
    return {
        Pace.WEEKLY.value: _("Every week"),
        Pace.TWO_WEEKLY.value: _("Every two weeks"),
        Pace.WEEKS.value: _("Every few weeks"),
        Pace.MONTHLY.value: _("Every month"),
        Pace.QUARTERLY.value: _("Every quarter"),
    }


def words_of(fault: ProgrammeFault) -> str:
    """Say what is wrong, so that the reader knows what to do."""
    # By kind first: two kinds may spell a code alike.
    kinds: dict[type[StrEnum], dict[StrEnum, str]] = {
        Code: _words_of_code(fault),
        RhythmFault: _words_of_rhythm(),
        calendar.HolidayTrouble: _words_of_holidays(fault),
        plan.PlanFault: _words_of_plan(fault),
    }
    return kinds[type(fault.code)][fault.code]


def _words_of_code(fault: ProgrammeFault) -> dict[StrEnum, str]:
    return {
        Code.EMPTY: _("Please fill this in."),
        Code.TOO_LONG: _("At most %(most)s characters.", most=fault.high),
        Code.RANGE: _("Choose a number from %(low)s to %(high)s.", low=fault.low, high=fault.high),
        Code.LOWERED: _("Promised to those who answered: it may rise, never fall below %(low)s.", low=fault.low),
        Code.NO_BRANCH: _("Choose at least one branch, or the whole company."),
        Code.BELOW_BALLOTS: _("A group cannot be smaller than the answers it needs: at least %(low)s.", low=fault.low),
    }


def _words_of_rhythm() -> dict[StrEnum, str]:
    return {
        RhythmFault.EVERY: _("Choose from 1 to 52 weeks."),
        RhythmFault.WEEKDAY: _("Choose a day of the week."),
        RhythmFault.NTH: _("Choose which one of the month."),
        RhythmFault.TIME: _("Write the time as hours and minutes, for example 09:00."),
        RhythmFault.ZONE: _("This time zone is not known here."),
        RhythmFault.STARTS_ON: _("Choose a date between the years 2000 and 2200."),
        RhythmFault.OPEN_DAYS: _("A round must stay open for at least one day."),
        RhythmFault.OVERLAP: _("A round must close before the next one opens: choose fewer days, or ask less often."),
        RhythmFault.REMINDERS: _("There are not enough days for so many reminders."),
    }


def _words_of_holidays(fault: ProgrammeFault) -> dict[StrEnum, str]:
    line, text = fault.low, fault.value[:60]
    trouble = calendar.HolidayTrouble
    return {
        trouble.NOT_A_DATE: _("Line %(line)s: “%(text)s” is not a date such as 2026-12-25.", line=line, text=text),
        trouble.NO_SUCH_DAY: _("Line %(line)s: there is no such day: “%(text)s”.", line=line, text=text),
        trouble.BACKWARDS: _("Line %(line)s: “%(text)s” ends before it begins.", line=line, text=text),
        trouble.TOO_LONG: _("Line %(line)s: “%(text)s” is longer than a year.", line=line, text=text),
        trouble.OUT_OF_CALENDAR: _("Line %(line)s: choose years between 2000 and 2200.", line=line),
        trouble.TOO_MANY_LINES: _("From line %(line)s on nothing was read: there are too many lines.", line=line),
    }  # fmt: skip


def _words_of_plan(fault: ProgrammeFault) -> dict[StrEnum, str]:
    return {
        plan.PlanFault.NONE: _("Choose at least one question."),
        plan.PlanFault.TOO_MANY: _("A pulse may ask at most %(most)s questions at a time.", most=fault.high),
        plan.PlanFault.UNKNOWN: _("The question %(code)s is no longer there.", code=fault.value),
        plan.PlanFault.TWICE: _("The question %(code)s is chosen twice.", code=fault.value),
    }


def words_of_caution(caution: Caution, people: int, smallest: int) -> str:
    """Say what to think twice about, and what would happen."""
    words: dict[Caution, str] = {
        Caution.TOO_FEW_PEOPLE: ngettext(
            "Only %(num)s person would be asked, fewer than the smallest group of %(smallest)s. Rounds are skipped "
            "until there are enough.",
            "Only %(num)s people would be asked, fewer than the smallest group of %(smallest)s. Rounds are skipped "
            "until there are enough.",
            people,
            smallest=smallest,
        ),
        Caution.TOO_MANY_FOR_SQLITE: _(
            "%(people)s people would be asked. Beyond 5000 Pulse should run on PostgreSQL; please tell its host.",
            people=people,
        ),
        Caution.MANY_QUESTIONS: _("This is a long pulse. With up to eight questions more people finish it."),
        Caution.SAME_PEOPLE: _(
            "Another programme is running. A question that it asked within six days is left out of a round, so that "
            "nobody meets it twice."
        ),
    }
    return words[caution]
