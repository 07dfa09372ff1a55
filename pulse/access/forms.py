"""Forms to sign in and to say how one wants to be addressed."""

from collections.abc import Mapping
from datetime import time
from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, HiddenField, PasswordField, SelectField, StringField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length

from pulse.base.forms import Form
from pulse.base.tongues import OWN_NAMES
from pulse.outbox.notices import Group, NoticeWish
from pulse.outbox.quiet import Hours

REQUIRED = InputRequired(_l("Please fill this in."))


class MailForm(Form):
    """Whom to mail a link."""

    email = EmailField(_l("E-mail"), [REQUIRED, Length(max=254, message=_l("This is too long for an e-mail address."))])
    next = HiddenField()


class SignInForm(MailForm):
    """E-mail and password."""

    password = PasswordField(_l("Password"), [REQUIRED, Length(max=200, message=_l("This is too long."))])


class LinkForm(Form):
    """The code that stands in a mailed link."""

    token = StringField(_l("Code from the mail"), [REQUIRED, Length(max=100, message=_l("This is too long."))])
    next = HiddenField()


class PasswordForm(Form):
    """A new password, once: it can be shown, and a forgotten one is replaced by mail."""

    current = PasswordField(_l("Current password"), [Length(max=200, message=_l("This is too long."))])
    password = PasswordField(_l("New password"), [REQUIRED])


class TokenForm(Form):
    """What a new token is for."""

    name = StringField(_l("What is it for?"), [REQUIRED, Length(max=60, message=_l("This is too long."))])
    writes_ratings = BooleanField(_l("It may also push customers' ratings"))


class MailsForm(Form):
    """Which mails somebody wants."""

    wanted = BooleanField(_l("Tell me by mail when new results are published"))


WHEN = [
    SelectChoice(NoticeWish.AT_ONCE.value, _l("At once")),
    SelectChoice(NoticeWish.WEEKLY.value, _l("Once a week")),
    SelectChoice(NoticeWish.NEVER.value, _l("Never")),
]


class NoticesForm(Form):
    """When somebody wishes to hear of each group, and when not; a field has the name of its group."""

    town_halls = SelectField(_l("Town halls"), choices=WHEN)
    promises = SelectField(_l("Promises"), choices=WHEN)
    roadblocks = SelectField(_l("Roadblocks"), choices=WHEN)
    thanks = SelectField(_l("Thanks"), choices=WHEN)
    starts = TimeField(_l("Quiet from"), [REQUIRED])
    ends = TimeField(_l("Quiet until"), [REQUIRED])
    weekends = BooleanField(_l("Quiet at weekends, too"))

    @classmethod
    def of(cls, wishes: Mapping[Group, NoticeWish], hours: Hours) -> "NoticesForm":
        """Return the form as somebody has chosen so far."""
        chosen = {_named(group): wish.value for group, wish in wishes.items()}
        times = {"starts": _clock(hours.starts), "ends": _clock(hours.ends)}
        return cls(formdata=None, **chosen, **times, weekends=hours.weekends)

    def wishes(self) -> dict[Group, NoticeWish]:
        """Return when each group is to be heard of."""
        return {group: NoticeWish(self[_named(group)].data) for group in Group}

    def hours(self) -> Hours:
        """Return when nothing is to be heard."""
        starts, ends = self.starts.data or time(), self.ends.data or time()
        return Hours(starts.hour * 60 + starts.minute, ends.hour * 60 + ends.minute, bool(self.weekends.data))


def _named(group: Group) -> str:
    return group.value.replace("-", "_")


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


class ProfileForm(Form):
    """Language and time zone."""

    locale = SelectField(_l("Language"))
    timezone = SelectField(_l("Time zone"))

    def offer(self, timezone: str) -> None:
        """List the choices; the person's present zone is always among them."""
        self.locale.choices = [SelectChoice(value, label) for value, label in OWN_NAMES.items()]
        self.timezone.choices = [SelectChoice("", _("As the company"))] + [
            SelectChoice(name, name.replace("_", " ")) for name in sorted(_zones() | ({timezone} - {""}))
        ]


def _zones() -> set[str]:
    areas = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return {name for name in available_timezones() if name.startswith(areas)} | {"UTC"}
