"""What rounds write to people: an invitation, and reminders that name nobody."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from pulse.ballots import queries as boxes
from pulse.ballots.invites import invite
from pulse.ballots.keys import KeysGone, KeysMissing
from pulse.base import clock
from pulse.base.errors import NotFound
from pulse.base.locale import spoken
from pulse.base.settings import settings
from pulse.outbox.kinds import Arguments, Context, Kind, register
from pulse.rounds import queries, questionnaire_wording, wording
from pulse.rounds.models import Step


def link_for(round_uid: str, person_id: int, fingerprint: str, language: str) -> str:
    """Return one person's way into one round; the token stands in the fragment, which no server and no log sees."""
    token = invite(boxes.ring().issue_keys(round_uid).invite_key, round_uid, person_id)
    path = url_for("rounds.pulse", lang=language or None)
    return f"{settings().base_url}{path}#{token}~{fingerprint}"


def _invited(person: Any, arguments: Arguments) -> Context | None:
    opened = queries.round_(arguments["round"])
    if opened.step != Step.OPEN.value or opened.closes_at <= clock.now():
        return None
    try:
        stands = queries.standing(opened.uid, person.id)
        link = link_for(opened.uid, person.id, opened.fingerprint, spoken(person.locale))
    except (KeysGone, KeysMissing, NotFound):  # nor is there anything to say to somebody who is not asked
        return None
    box, reminders = boxes.box(opened.uid), opened.programme.reminders
    return {
        "company": settings().company,
        "link": link,
        "facts": settings().base_url + url_for("rounds.round_page", uid=opened.uid),
        "title": questionnaire_wording.length(opened.uid, stands.cohort),
        "closes": wording.moment(opened.closes_at),
        "until": wording.until(opened.closes_at),
        "members": opened.members,
        "fingerprint": opened.fingerprint,
        "thresholds": box.header["thresholds"],
        "reminders": reminders,
        "last": opened.reminded >= reminders,
    }


def _reminded(person: Any, arguments: Arguments) -> Context | None:
    """Return the same, unless they have taken part since it was written down: it may have waited for hours."""
    if queries.has_collected(arguments["round"], person.id):
        return None
    return _invited(person, arguments)


def _invitation_subject(context: Mapping[str, object]) -> str:
    return str(_("%(company)s pulse: open until %(moment)s", company=context["company"], moment=context["until"]))


def _reminder_subject(context: Mapping[str, object]) -> str:
    return str(_("%(company)s pulse: still open until %(moment)s", company=context["company"], moment=context["until"]))


# They wait for as long as the round is open, and go with it.
_ALL = {"room": "rounds", "forget": True, "lasts": None}
_SOME = _ALL | {"subject": _reminder_subject, "context": _reminded, "to_some": True}
INVITATION = register(Kind("invitation", subject=_invitation_subject, context=_invited, **_ALL))  # type: ignore[arg-type]
REMINDER = register(Kind("reminder", **_SOME))  # type: ignore[arg-type]
SECOND_REMINDER = register(Kind("last_reminder", **_SOME))  # type: ignore[arg-type]
