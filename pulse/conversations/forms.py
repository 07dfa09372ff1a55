"""The form in which a comment is answered."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, ValidationError

from pulse.base.forms import Form
from pulse.threads.letters import LONGEST, By, Letter, Said, links, pack, plain


class AnswerForm(Form):
    """A short plain text."""

    text = TextAreaField(
        _l("Your answer"),
        [InputRequired(_l("Please fill this in."))],
        render_kw={"rows": 5, "maxlength": LONGEST, "dir": "auto"},
    )

    def validate_text(self, field: TextAreaField) -> None:
        """Refuse what finds no room, and addresses."""
        words = plain(field.data or "")
        if not words:
            raise ValidationError(_("Please fill this in."))
        if links(words):
            raise ValidationError(
                _("Please leave out addresses of pages. One made for this answer would tell who opened it, and when.")
            )
        try:
            pack(Letter(By.HR, Said.TEXT, words))
        except ValueError as fault:
            raise ValidationError(
                _("That is too long: %(most)s characters at most, fewer in some scripts.", most=LONGEST)
            ) from fault
