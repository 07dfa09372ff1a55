"""Forms: CSRF from Flask-WTF, and choices with a value and a label."""

from flask_wtf import FlaskForm


class Form(FlaskForm):
    """The base of every form."""

    class Meta(FlaskForm.Meta):
        """Let Flask-Babel word WTForms' own messages."""

        locales = False
