"""The words of the questions to customers, of stages, levels and risks."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from pulse.base.settings import settings
from pulse.clients.answers import CODES, OVERALL, PROMISE, YES_NO, AnswerFault, choices
from pulse.clients.risks import Reason, Risk
from pulse.clients.terms import Level, Stage, SurveyState


@dataclass(frozen=True)
class WordedQuestion:
    """One question as it is asked: its words, and what each answer means."""

    code: str
    text: str
    choices: tuple[tuple[int, str], ...]


def questions() -> dict[str, WordedQuestion]:
    """Return all questions by code, in the reader's language."""
    texts = _texts()
    return {
        code: WordedQuestion(code, texts[code], tuple((n, _scale(code)[n]) for n in choices(code))) for code in CODES
    }


def _texts() -> dict[str, str]:
    company = settings().company
    return {
        OVERALL: _("All in all, how satisfied are you with %(company)s?", company=company),
        "recommend": _("Would you recommend us to others?"),
        "again": _("Would you choose us again?"),
        PROMISE: _("You deliver what you promise."),
        "generosity": _("You give more than the contract asks of you."),
        "trust": _("I can rely on your word."),
        "purpose": _("We want to reach the same things."),
        "candour": _("You tell us openly, even when the news is bad."),
        "fairness": _("You look for what is fair to both sides."),
        "ease": _("It is easy to work with you."),
    }


def _scale(code: str) -> dict[int, str]:
    if code in YES_NO:
        words = (_("Definitely yes"), _("Probably yes"), _("Neither"), _("Probably no"), _("Definitely no"))
        return {**dict(zip((5, 4, 3, 2, 1), words, strict=True)), 0: _("Not mine to decide")}
    if code == OVERALL:
        ends = (_("Very dissatisfied"), _("Dissatisfied"), _("Neither"), _("Satisfied"), _("Very satisfied"))
    else:
        ends = (
            _("Strongly disagree"),
            _("Disagree"),
            _("Neither agree nor disagree"),
            _("Agree"),
            _("Strongly agree"),
        )
    return dict(enumerate(ends, start=1))


def names() -> dict[str, str]:
    """Return what each question is called on pages of results."""
    return {
        OVERALL: _("Satisfaction"),
        "recommend": _("Would recommend"),
        "again": _("Would choose us again"),
        PROMISE: _("Delivers what it promises"),
        "generosity": _("Generosity"),
        "trust": _("Trust"),
        "purpose": _("Shared purpose"),
        "candour": _("Candour"),
        "fairness": _("Fairness"),
        "ease": _("Ease"),
    }


def faults(found: dict[str, AnswerFault]) -> dict[str, str]:
    """Say what is wrong with each answer."""
    words = {
        AnswerFault.MISSING: _("Please choose an answer here. You may skip all other questions."),
        AnswerFault.UNKNOWN: _("This is none of the answers. Please choose one, or leave it out."),
        AnswerFault.TOO_LONG: _("That is too long: 2,000 characters at most."),
    }
    return {code: words[fault] for code, fault in found.items()}


def levels() -> dict[str, str]:
    """Name what a contact has to do with the service."""
    return {Level.USER.value: _("uses the service"), Level.DECIDER.value: _("decides about it")}


def own_levels() -> dict[str, str]:
    """Name the same, as a customer says it of themselves."""
    return {Level.USER.value: _("I use the service"), Level.DECIDER.value: _("I decide about it")}


def stages() -> dict[str, str]:
    """Name how close a customer has come."""
    return {
        Stage.ACQUAINTANCE.value: _("Acquaintance"),
        Stage.FRIEND.value: _("Friend"),
        Stage.REGULAR.value: _("Regular"),
        Stage.COMMITTED.value: _("Committed"),
        Stage.PARTNER.value: _("Partner"),
    }


def states() -> dict[str, str]:
    """Name where a survey stands."""
    return {
        SurveyState.DRAFT.value: _("Draft"),
        SurveyState.RUNNING.value: _("Running"),
        SurveyState.PAUSED.value: _("Paused"),
        SurveyState.ENDED.value: _("Ended"),
    }


def paces() -> dict[int, str]:
    """Name how often a survey asks, by months."""
    return {1: _("Every month"), 3: _("Every quarter"), 6: _("Twice a year"), 12: _("Once a year")}


def visibility() -> dict[str, str]:
    """Say to HR what becomes of customers' names."""
    return {"unnamed": _("Names are not shown with answers"), "named": _("Names are shown with answers")}


def risk(found: Risk) -> str:
    """Say why an account is at risk."""
    now, before = round(found.now), round(found.before)
    if found.reason is Reason.FALLING:
        words = ngettext(
            "Satisfaction fell from %(before)s to %(now)s (%(num)s answer).",
            "Satisfaction fell from %(before)s to %(now)s (%(num)s answers).",
            found.n,
            before=before,
            now=now,
        )
    elif found.reason is Reason.DECIDERS:
        words = _("Those who decide are at %(now)s, those who use the service at %(before)s.", now=now, before=before)
    else:
        words = ngettext("Nobody answered in %(num)s wave.", "Nobody answered in %(num)s waves in a row.", found.n)
    return str(words)


def reasons() -> dict[str, str]:
    """Name the kinds of risk."""
    return {
        Reason.FALLING.value: _("falling"),
        Reason.DECIDERS.value: _("deciders below users"),
        Reason.SILENT.value: _("silent"),
    }


def words_of_ends() -> dict[str, tuple[str, str]]:
    """Return the heading and the sentence of each page after which there is nothing to answer."""
    return {
        "thanks": (
            _("Thank you. It has arrived."),
            _("We read what our customers say before we decide what to change. You may close this page."),
        ),
        "received": (
            _("We have your answer already"),
            _(
                "Thank you. It was kept without your name, so nobody can tell which one it is, "
                "and nothing was changed now."
            ),
        ),
        "closed": (
            _("Not open just now"),
            _("These questions are closed. Thank you for coming; perhaps next time."),
        ),
    }
