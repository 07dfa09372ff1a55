"""Words for why a channel of chat was not reached, and what to do."""

from flask_babel import gettext as _

from pulse.outbox.webhook_channels import Trouble


def problem(trouble: str) -> str:
    """Say what went wrong; nothing for no trouble."""
    words = {
        Trouble.UNREACHABLE: _("Nobody answers at its address. Is it right, and may this machine reach it?"),
        Trouble.SLOW: _("It did not answer within ten seconds."),
        Trouble.CERTIFICATE: _("Its certificate is not valid, so nothing was sent."),
        Trouble.PRIVATE: _("Its address lies in a private network. The host can allow that (setting chat_inside)."),
        Trouble.REDIRECT: _("It sends elsewhere, and Pulse does not follow. Copy the address of the webhook itself."),
        Trouble.REFUSED: _("The chat refused the message. Is this the right kind of chat?"),
        Trouble.GONE: _("The webhook does not exist any more. Make a new one in the chat, and add it here."),
        Trouble.BUSY: _("The chat asks to wait; Pulse tries again."),
        Trouble.BROKEN: _("The chat has a fault of its own; Pulse tries again."),
        Trouble.UNREADABLE: _("Its address cannot be read: the secret key is another one. Add it anew."),
    }
    return str(words[Trouble(trouble)]) if trouble else ""
