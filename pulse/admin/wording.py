"""Words for what the host reads as codes: levels of the check-up, jobs of the tick, and deeds of the trail."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from pulse.admin.checkup import Level
from pulse.admin.models import TICK
from pulse.people.models import Role
from pulse.reports.queries import PLEDGED

Deeds = Callable[[], Mapping[str, str]]


def job(name: str) -> str:
    """Name a job of the tick."""
    return str(_jobs().get(name, name))


def words_of_levels() -> Mapping[Level, str]:
    """Return how a part of the installation is."""
    return {Level.OK: _("fine"), Level.WARNING: _("warning"), Level.FAILURE: _("failure")}


def deed(code: str) -> str:
    """Say what was done, as the trail shows it."""
    words = {code: word for deeds in _DEEDS for code, word in deeds().items()}
    return str(words.get(code, code))


def doer(role: str) -> str:
    """Say in which role somebody did it; the clock when nobody did."""
    words = {"clock": _("Pulse itself"), Role.EMPLOYEE: _("Employee"), Role.HR: _("HR"), Role.ADMIN: _("Administrator")}
    return str(words.get(role, role))


def _jobs() -> dict[str, str]:
    return {
        TICK: _("The tick as a whole"),
        "rounds": _("Open, remind, close and seal rounds"),
        "shuffle": _("Shuffle open ballot boxes"),
        "floors": _("Shuffle questions and votes of town halls"),
        "scores": _("Compute results of sealed rounds"),
        "lines": _("Join lines of teams that were reorganised"),
        "services": _("Compute what teams say of teams that serve them"),
        "customers": _("Compare teams with what customers say"),
        "ratings": _("Bring in scores from files and programs"),
        "surveys": _("Open, remind and close surveys of customers"),
        "promises": _("Remind of promises, and mark those past due"),
        "askback": _("Hear from teams whether promises were kept"),
        "digests": _("Write the mails of the week"),
        "replies": _("Deliver replies to comments, once a day"),
        "halls": _("Begin town halls, and end forgotten ones"),
        "outbox": _("Send mails"),
        "chat": _("Post to chat channels"),
        "papers": _("Make PDF files"),
        "purge": _("Forget mails sent a month ago"),
        "links": _("Forget old sign-in links"),
        "drafts": _("Forget rosters nobody confirmed"),
        "leavers": _("Erase people who left long ago"),
    }


def _of_people() -> dict[str, str]:
    return {
        "imported-roster": _("Imported a roster"),
        "added-person": _("Added a person"),
        "changed-person": _("Changed a person"),
        "erased-person": _("Erased a person"),
        "marked-left": _("Noted that a person left"),
        "took-back": _("Noted that a person is back"),
        "mailed-again": _("Let mail to an address be tried again"),
        "resent-mails": _("Let undelivered mails be sent again"),
        "added-team": _("Added a team"),
        "changed-team": _("Changed a team"),
        "closed-team": _("Closed a team"),
        "followed": _("Recorded which team a team follows"),
        "unfollowed": _("Took back which team a team follows"),
        "serves": _("Recorded which team a team serves"),
        "serves-no-more": _("Recorded that a team no longer serves another"),
        "chose-nameable-teams": _("Chose which teams may be named"),
        "set-password": _("Set a password"),
        "ended-sessions": _("Signed out everywhere"),
        "made-admin": _("Made an administrator"),
        "gave-role": _("Gave somebody a role, or took it away"),
        "made-token": _("Made a token for programs"),
        "revoked-token": _("Revoked a token for programs"),
        "added-channel": _("Added a chat channel"),
        "removed-channel": _("Removed a chat channel"),
        "paused-channel": _("Paused a chat channel that did not answer"),
        "resumed-channel": _("Resumed a chat channel"),
    }


def _of_rounds() -> dict[str, str]:
    return {
        "opened": _("Opened a round"),
        "skipped": _("Left out a round"),
        "sealed": _("Sealed a round"),
        PLEDGED: _("Promised not to guess who wrote comments"),
        "answered-comment": _("Answered a comment"),
        "marked": _("Marked an event on charts"),
        "unmarked": _("Removed an event from charts"),
        "wrote-question": _("Wrote a question"),
        "reworded-question": _("Reworded a question"),
        "retired-question": _("Retired a question"),
        "brought-back-question": _("Brought back a question"),
        "drafted-programme": _("Drafted a programme"),
        "changed-programme": _("Changed a programme"),
        "started-programme": _("Started a programme"),
        "paused-programme": _("Paused a programme"),
        "resumed-programme": _("Resumed a programme"),
        "ended-programme": _("Ended a programme"),
        "wrote-help-lines": _("Wrote where to find help"),
    }


def _of_customers() -> dict[str, str]:
    return {
        "made-unit": _("Made a unit that customers rate"),
        "changed-unit": _("Changed a unit that customers rate"),
        "set-goal": _("Set a goal"),
        "confirmed-ratings": _("Confirmed a file of scores"),
        "pushed-ratings": _("Sent in scores from a program"),
        "landed-ratings": _("Brought in scores"),
        "took-back-ratings": _("Took back scores"),
        "chose-link": _("Chose a link between teams and customers"),
        "ended-link": _("Ended a link between teams and customers"),
        "make-account": _("Added a customer"),
        "change-account": _("Changed a customer"),
        "set-stage": _("Set a customer’s stage"),
        "remove-account": _("Removed a customer"),
        "erase-contact": _("Erased a contact"),
        "import-contacts": _("Imported contacts"),
        "make-survey": _("Set up a survey of customers"),
        "survey-running": _("Started a survey of customers"),
        "survey-paused": _("Paused a survey of customers"),
        "survey-ended": _("Ended a survey of customers"),
    }


def _of_town_halls() -> dict[str, str]:
    return {
        "drafted-hall": _("Drafted a town hall"),
        "changed-hall": _("Changed a town hall"),
        "announced-hall": _("Announced a town hall"),
        "started-hall": _("Began a town hall"),
        "ended-hall": _("Ended a town hall"),
        "called-off-hall": _("Called off a town hall"),
        "discarded-hall": _("Discarded the draft of a town hall"),
        "handled-question": _("Dealt with a question of a town hall"),
        "merged-questions": _("Brought questions of a town hall together"),
        "parted-questions": _("Took questions of a town hall apart"),
    }


def _of_roadblocks_and_thanks() -> dict[str, str]:
    return {
        "decided-roadblock": _("Said what becomes of a roadblock"),
        "undid-roadblock": _("Took back what was said of a roadblock"),
        "took-back-thanks": _("Took back thanks"),
        "added-value": _("Added a value of the company"),
        "retired-value": _("Retired a value of the company"),
    }


_DEEDS: tuple[Deeds, ...] = (_of_people, _of_rounds, _of_customers, _of_town_halls, _of_roadblocks_and_thanks)
