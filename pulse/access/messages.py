"""What access writes to people: a link to sign in with, made when the mail is sent, and what they wish to be told."""

from datetime import timedelta
from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _

from pulse.access import actions, unsubscribe
from pulse.access.destinations import destination
from pulse.base import clock
from pulse.base.settings import settings
from pulse.outbox import notices
from pulse.outbox.kinds import Arguments, Context, Kind, register
from pulse.outbox.notices import NoticeWish
from pulse.outbox.queries import wishes

# Who asked for a link has asked again by then, or has gone; a host makes an administrator before the server runs.
WAITED_FOR: Final = timedelta(hours=1)


def _link(person: Any, arguments: Arguments) -> Context:
    token = actions.make_link(person, now=clock.now())
    then = destination(arguments.get("next"))
    page = url_for("access.link", next=None if then == "/" else then, _external=True)
    # In the fragment: no server, no log and no mail scanner that only fetches pages ever sees it.
    return {"link": f"{page}#{token}", "minutes": int(actions.LINK_LASTS.total_seconds() // 60)}


def _subject(_context: Context) -> str:
    return str(_("Your link to sign in to Pulse"))


SIGN_IN_LINK = register(
    Kind(
        "sign-in-link",
        room="access",
        subject=_subject,
        context=_link,
        forget=True,
        urgent=True,
        lasts=WAITED_FOR,
        fleeting=True,
    )
)


def _notice(person: Any, arguments: Arguments) -> Context | None:
    group = notices.group_of(arguments["notice"])
    if group is None or wishes(person)[group] is NoticeWish.NEVER:
        return None
    found = notices.worded(person, arguments)
    if found is None:
        return None
    sentence, path = found
    stop = unsubscribe.notices_address(person, group.value)
    return {"sentence": sentence, "link": settings().base_url + path, "stop": stop}


def _sentence(context: Context) -> str:
    return str(context["sentence"])


NOTICE = register(Kind("notice", room="access", subject=_sentence, context=_notice, patient=True))
