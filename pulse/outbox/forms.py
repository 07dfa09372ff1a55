"""The form that adds a channel of chat."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, URLField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Length, ValidationError

from pulse.base.forms import Form
from pulse.base.settings import settings
from pulse.outbox.addresses import LONGEST, AddressFault, fault
from pulse.outbox.payloads import Chat
from pulse.people import queries as people
from pulse.people.models import Team
from pulse.people.readings import clean

NEEDED = DataRequired(_l("Please fill this in."))
WRONG = {
    AddressFault.FORM: _l("This is not an address of a webhook. Copy all of it from Slack or Teams."),
    AddressFault.NOT_HTTPS: _l("The address must begin with https://."),
    AddressFault.PRIVATE: _l("This address lies in a private network. The host can allow that (setting chat_inside)."),
}


class ChannelForm(Form):
    """Where to post, and about whom."""

    name = StringField(
        _l("Name"),
        [NEEDED, Length(max=60, message=_l("This is too long."))],
        [lambda text: clean(text or "")],
        render_kw={"maxlength": 60, "autocomplete": "off"},
    )
    kind = SelectField(
        _l("Chat"), choices=[SelectChoice(Chat.SLACK.value, "Slack"), SelectChoice(Chat.TEAMS.value, "Microsoft Teams")]
    )
    address = URLField(
        _l("Address of the webhook"),
        [NEEDED],
        [lambda text: (text or "").strip()],
        render_kw={"maxlength": LONGEST, "autocomplete": "off", "spellcheck": "false"},
    )
    team = SelectField(_l("It hears of"))

    def offer(self) -> None:
        """List the whole company and every open team by its path."""
        rows = [branch for branch in people.branches() if branch.team.parent_id is not None]
        self.team.choices = [
            SelectChoice("", _l("The whole company")),
            *(SelectChoice(branch.team.uid, " / ".join(branch.path[1:])) for branch in rows),
        ]

    def validate_address(self, field: URLField) -> None:
        """Refuse what is no address of a webhook, or leads inside."""
        if wrong := fault(field.data or "", inside=settings().chat_inside):
            raise ValidationError(str(WRONG[wrong]))

    def branch(self) -> Team | None:
        """Return the branch that was chosen; None is the whole company."""
        return people.team(self.team.data) if self.team.data else None
