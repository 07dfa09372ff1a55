"""Words for the states of town halls and of their questions."""

from collections.abc import Mapping

from flask_babel import gettext as _

from pulse.townhalls.models import HallState, QuestionState


def words_of_halls() -> Mapping[str, str]:
    """Return what each state of a town hall is called."""
    return {
        HallState.DRAFT.value: _("Draft"),
        HallState.ANNOUNCED.value: _("Announced"),
        HallState.LIVE.value: _("Live"),
        HallState.ENDED.value: _("Ended"),
        HallState.CANCELLED.value: _("Called off"),
    }


def words_of_questions() -> Mapping[str, str]:
    """Return what each state of a question is called."""
    return {
        QuestionState.NEW.value: _("New"),
        QuestionState.QUEUED.value: _("Queued"),
        QuestionState.LIVE.value: _("Answered live"),
        QuestionState.WRITTEN.value: _("Answered in writing"),
        QuestionState.DECLINED.value: _("Declined"),
        QuestionState.FOLLOW_UP.value: _("Follow-up"),
    }
