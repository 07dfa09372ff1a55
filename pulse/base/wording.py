"""Words for what went wrong, whichever page was asked for."""

from collections.abc import Mapping

from flask_babel import gettext as _


def words_of_errors() -> Mapping[int | str, tuple[str, str]]:
    """Return a heading, and what was kept and what to do, by status and by reason."""
    return {
        400: (
            _("This could not be read"),
            _("Nothing was changed. Go back, load the page again and repeat the last step."),
        ),
        403: (
            _("This page is not open to you"),
            _("Results open only to the people they are meant for. If you should see this page, ask your HR contact."),
        ),
        404: (
            _("There is nothing at this address"),
            _("The link may be old or cut off."),
        ),
        413: (
            _("This is too large"),
            _(
                "Nothing was saved. Save a list as CSV without columns that are not needed; whoever runs Pulse "
                "can raise the limit."
            ),
        ),
        422: (
            _("This could not be done"),
            _("Nothing was changed. Go back, correct it and try again."),
        ),
        429: (
            _("Too many tries, too quickly"),
            _("Nothing is wrong with your account. Wait a minute, then try again."),
        ),
        503: (
            _("Pulse is busy"),
            _("Nothing of your last step was saved. Please wait a minute, then go back and try again."),
        ),
        500: (
            _("Something broke on our side"),
            _("Nothing was saved half-way, and the fault has been noted. Please try again in a minute."),
        ),
        "age": (
            _("This page had been open for too long"),
            _("Nothing was changed. Go back, load the page again and repeat the last step."),
        ),
        "cookie": (
            _("Your browser sent no cookie"),
            _(
                "Pulse needs one to know that this came from you. Nothing was changed. Allow cookies for this "
                "address, load the page again and repeat the last step."
            ),
        ),
        "session": (
            _("Your session has ended"),
            _(
                "Since this page was opened you signed in or out, or the session ran out. Nothing was changed. "
                "Load the page again and repeat the last step."
            ),
        ),
        "foreign": (
            _("This came from another site"),
            _(
                "Pulse takes only what its own pages send. Nothing was changed. If you did not mean to do "
                "anything in Pulse, close that site."
            ),
        ),
    }
