"""The form that says which older team a team follows."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, ValidationError

from pulse.base import clock
from pulse.base.forms import Form
from pulse.base.locale import local_day, timezone
from pulse.lineage import queries
from pulse.people.models import Team

NEEDED = InputRequired(_l("Please fill this in."))
WHOLE, PART = "whole", "part"


class FollowForm(Form):
    """Which older team a team follows, from when, and whether it is all of it."""

    follows = SelectField(_l("Older team"))
    on = DateField(_l("From this day on"), [NEEDED])
    part = RadioField(
        _l("What came here"), choices=[SelectChoice(WHOLE, _l("all of it")), SelectChoice(PART, _l("a part of it"))]
    )
    teams: Mapping[str, Team]

    @classmethod
    def about(cls, team: Team, wish: Mapping[str, str]) -> "FollowForm":
        """Offer the teams that this one may follow; `wish` may name one of them, and that it is a part."""
        form, elders = cls(), queries.elders(team)
        form.follows.choices = [SelectChoice(older.uid, " › ".join(path)) for older, path in elders]
        form.teams = {older.uid: older for older, _path in elders}
        if not form.is_submitted():
            chosen = form.teams.get(wish.get("older", "")) or (elders[0][0] if elders else None)
            form.follows.data = chosen.uid if chosen else None
            form.on.data = chosen.closed_on if chosen else None
            form.part.data = PART if wish.get("part") or (chosen and not chosen.closed_on) else WHOLE
        return form

    def team(self) -> Team:
        """Return the older team that was chosen."""
        return self.teams[self.follows.data]

    def day(self) -> date:
        """Return the day of the change."""
        assert self.on.data is not None
        return self.on.data

    def validate_on(self, field: DateField) -> None:
        """Refuse days to come: what is recorded has happened."""
        if field.data and field.data > local_day(clock.now(), timezone()):
            raise ValidationError(_("This day is still to come."))
