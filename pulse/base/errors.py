"""What can be refused, in sentences a reader can act on."""


class PulseError(Exception):
    """An error with a status and a sentence for the person who reads it."""

    status = 500

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class Refusal(PulseError):
    """The field's rules say no, and the message says why."""

    status = 422


class NotFound(PulseError):
    """There is no such thing, or none that this person may know of."""

    status = 404


class Forbidden(PulseError):
    """The permission table says no."""

    status = 403


class Foreign(PulseError):
    """A page of another site sent this."""

    status = 403


class SignInNeeded(PulseError):
    """Nobody is signed in and the page is not for everybody."""

    status = 401


class Conflict(PulseError):
    """Somebody else was first, or the same thing was done differently before."""

    status = 409


class Gone(PulseError):
    """Too late: the round is closed."""

    status = 410


class TooMany(PulseError):
    """Too many tries; the message says when to try again."""

    status = 429


class Misconfigured(PulseError):
    """A setting that must not be used; the message names it."""


class Busy(PulseError):
    """Others have been writing for so long that this one stopped waiting; nothing was saved."""

    status = 503
