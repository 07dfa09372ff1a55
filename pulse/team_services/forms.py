"""The form that says whom a team serves, and the one that chooses who can be named."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from pulse.base.editing import Editing
from pulse.base.forms import Form
from pulse.people import queries as people
from pulse.people.models import Team
from pulse.team_services import queries


class ServeForm(Form):
    """Which team a team serves."""

    served = SelectField(_l("Team or branch that is served"))
    teams: Mapping[str, Team]

    @classmethod
    def about(cls, server: Team) -> "ServeForm":
        """Offer the teams that this one may serve."""
        form, offered = cls(), queries.can_be_served(server)
        form.served.choices = [SelectChoice(team.uid, path) for team, path in offered]
        form.teams = {team.uid: team for team, _path in offered}
        return form

    def team(self) -> Team:
        """Return the team that was chosen."""
        return self.teams[self.served.data]


class NameForm(Editing):
    """Which teams people can name as ones they relied on."""

    teams = SelectMultipleField(_l("Teams that can be named"))

    @classmethod
    def filled(cls) -> "NameForm":
        """Offer all open teams, with those that can be named now."""
        form = cls(data={"teams": [team.uid for team in queries.nameable()]})
        form.teams.choices = [(team.uid, team.name) for team in people.open_teams()]
        return form
