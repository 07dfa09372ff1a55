"""What the host is told: the check-up in sentences, and a mail to see that mail works."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from pulse.admin.backup_format import Unfit
from pulse.admin.checkup import Check, Finding, Level
from pulse.outbox.kinds import Arguments, Context, Kind, register
from pulse.reports.pdf_libraries import PACKAGES
from pulse.rounds.models import Step


def _about(_person: Any, _arguments: Arguments) -> Context:
    return {"link": url_for("home.home", _external=True)}


def _subject(_context: Context) -> str:
    return str(_("Pulse can send mail"))


TRIED: Final = timedelta(hours=1)  # a test that arrives later tells nobody anything
TEST = register(Kind("test", room="admin", subject=_subject, context=_about, urgent=True, lasts=TRIED, fleeting=True))


@dataclass(frozen=True)
class CheckupLine:
    """One finding in words."""

    level: Level
    about: str
    said: str
    advice: str = ""


def line(found: Finding) -> CheckupLine:
    """Word a finding: what it is about, what was found, what to do."""
    said, advice = _said(found)
    return CheckupLine(found.level, _names()[found.check], said, advice)


def _names() -> dict[Check, str]:
    return {
        Check.PEOPLE: _("Database of people"),
        Check.BALLOTS: _("Database of ballots"),
        Check.TABLES: _("Tables"),
        Check.APART: _("Two sides"),
        Check.KEYS: _("Key directory"),
        Check.KEY_FILES: _("Key files"),
        Check.ROUND_KEYS: _("Keys of open rounds"),
        Check.PRIVATE: _("Private files"),
        Check.CLOCK: _("Clock"),
        Check.TICK: _("Scheduler"),
        Check.ROUNDS: _("Rounds"),
        Check.SEALED: _("Sealed rounds"),
        Check.MAIL: _("Mail"),
        Check.OUTBOX: _("Outbox"),
        Check.NOTICES: _("Notices"),
        Check.CHAT: _("Chat channels"),
        Check.DISK: _("Disk"),
        Check.SIZE: _("Size"),
        Check.ADDRESS: _("Address"),
        Check.PRODUCTION: _("Production"),
        Check.PDF: "PDF",
    }


def _said(found: Finding) -> tuple[str, str]:
    of = found.values
    worded = _ON_DATABASES | _ON_KEYS | _ON_TIME | _ON_SEALED | _ON_MAIL | _ON_CHAT | _ON_ROOM
    return worded[found.check, found.how](of)


Words = dict[tuple[Check, str], Callable[[Mapping[str, str | int]], tuple[str, str]]]

_ON_DATABASES: Words = {
    (Check.PEOPLE, "ok"): lambda of: (_("It answers."), ""),
    (Check.PEOPLE, "broken"): lambda of: (_("It does not answer."), _("Look at people_url and at the database's log.")),
    (Check.BALLOTS, "ok"): lambda of: (_("It answers."), ""),
    (Check.BALLOTS, "broken"): lambda of: (
        _("It does not answer."),
        _("Look at ballots_url and at the database's log."),
    ),
    (Check.TABLES, "ok"): lambda of: (_("They are those of this program."), ""),
    (Check.TABLES, "outdated"): lambda of: (
        _("They are not those of this program."),
        _("Run “python -m pulse migrate”."),
    ),
    (Check.APART, "files"): lambda of: (_("They are two files."), ""),
    (Check.APART, "roles"): lambda of: (_("They have two roles that cannot see each other."), ""),
    (Check.APART, "same role"): lambda of: (
        _("Both databases have the same role."),
        _("Give each a role of its own: see docs/operations.md."),
    ),
    (Check.APART, "may connect"): lambda of: (
        _("The role of the ballots may connect to the database of people."),
        _("Revoke that: see docs/operations.md."),
    ),
}
_ON_KEYS: Words = {
    (Check.KEYS, "ok"): lambda of: (_("It is there."), ""),
    (Check.KEYS, "unused"): lambda of: (_("It is made with the first round."), ""),
    (Check.KEYS, "missing"): lambda of: (
        _("%(path)s is not there, and rounds wait for their keys.", **of),
        _("Bring it back before these rounds close. It is in no backup."),
    ),
    (Check.KEY_FILES, "readable by others"): lambda of: (
        _("Others on this machine can read %(path)s.", **of),
        _("Run chmod 700 on directories and chmod 600 on keys."),
    ),
    (Check.KEY_FILES, "cannot be read"): lambda of: (
        _("%(path)s cannot be read.", **of),
        _("Give it to the user that Pulse runs as, with chmod 600 (a directory: 700)."),
    ),
    (Check.KEY_FILES, "owned by another user"): lambda of: (
        _("%(path)s belongs to another user.", **of),
        _("Give it to the user that Pulse runs as."),
    ),
    (Check.KEY_FILES, "keys beside the sealed marker"): lambda of: (
        _("%(path)s is left of a round that is sealed.", **of),
        _("Destroy it now: shred -u."),
    ),
    (Check.KEY_FILES, "file system keeps overwritten blocks"): lambda of: (
        _("The file system under %(path)s keeps blocks that were overwritten.", **of),
        _("Put key_directory on ext4 or XFS, or on a memory disk."),
    ),
    (Check.ROUND_KEYS, "ok"): lambda of: (_("All are here. Open rounds: %(count)s.", **of), ""),
    (Check.ROUND_KEYS, "no issue key"): lambda of: (
        _("They are missing, and nobody can answer there. Rounds: %(count)s.", **of),
        _("Bring the key directory back, or restore a backup."),
    ),
    (Check.ROUND_KEYS, "no seal key"): lambda of: (
        _("There is no seal.key here. Rounds: %(count)s.", **of),
        _("That is right if another machine seals; else bring it back."),
    ),
    (Check.PRIVATE, "ok"): lambda of: (_("Only their owner can read them."), ""),
    (Check.PRIVATE, "readable"): lambda of: (_("Others on this machine can read %(path)s.", **of), _("Run chmod 600.")),
}
_ON_TIME: Words = {
    (Check.CLOCK, "ok"): lambda of: (_("It agrees with the database's."), ""),
    (Check.CLOCK, "drift"): lambda of: (
        _("The database's clock is %(seconds)s seconds away from this machine's.", **of),
        _("Let both machines follow a time server."),
    ),
    (Check.TICK, "ok"): lambda of: (_("It runs."), ""),
    (Check.TICK, "off"): lambda of: (
        _("It is off here, so “python -m pulse tick” must be called from elsewhere every minute."),
        "",
    ),
    (Check.TICK, "never"): lambda of: (
        _("It has not run yet."),
        _("Start “python -m pulse serve”, or “python -m pulse tick” from a timer."),
    ),
    (Check.TICK, "late"): lambda of: (
        _("It was last seen %(seconds)s seconds ago.", **of),
        _("Is the server, or the timer of “tick”, still running? Look at its log."),
    ),
    (Check.ROUNDS, "ok"): lambda of: (_("All were sealed in time."), ""),
    (Check.ROUNDS, "overdue"): lambda of: (
        _("Not everything was sealed in time. Rounds: %(count)s.", **of),
        _("Look for “job failed” in the log; run “python -m pulse tick” to see which job."),
    ),
}
_ON_SEALED: Words = {
    (Check.SEALED, "unread"): lambda of: (_("“python -m pulse doctor” reads them again."), ""),
    (Check.SEALED, "ok"): lambda of: (_("All were read again and are as published. Rounds: %(count)s.", **of), ""),
    (Check.SEALED, "newest"): lambda of: (
        _("The newest %(count)s of %(all)s were read again and are as published.", **of),
        _("“doctor --all-rounds” reads the others too."),
    ),
    (Check.SEALED, "tables"): lambda of: (_("The tables of %(round)s are not what was published.", **of), _altered()),
    (Check.SEALED, "receipts"): lambda of: (_("The receipts of %(round)s are not those published.", **of), _altered()),
    (Check.SEALED, "manifest"): lambda of: (
        _("The manifest of %(round)s is not the one it opened with.", **of),
        _altered(),
    ),
    (Check.SEALED, "chain"): lambda of: (
        _("What %(round)s says of the round before it does not match that round.", **of),
        _altered(),
    ),
}
_ON_MAIL: Words = {
    (Check.MAIL, "smtp"): lambda of: (_("The mail server answers."), ""),
    (Check.MAIL, "file"): lambda of: (_("Mails are written to mails.txt and sent to nobody."), ""),
    (Check.MAIL, "unasked"): lambda of: (_("Send a test mail to see whether it works."), ""),
    (Check.MAIL, "broken"): lambda of: (
        _("Mails cannot leave (%(error)s).", **of),
        _("Look at the settings that begin with smtp_, and at the mail server's log."),
    ),
    (Check.OUTBOX, "ok"): lambda of: (_("Nothing is stuck."), ""),
    (Check.OUTBOX, "given up"): lambda of: (
        _("Some mails were given up: %(count)s.", **of),
        _("Their addresses are wrong, or they were refused: the mail server's log says which. “resend” tries again."),
    ),
    (Check.OUTBOX, "late"): lambda of: (
        _("The oldest mail has waited %(minutes)s minutes.", **of),
        _("Is the scheduler running, and does the mail server answer?"),
    ),
}
_ON_CHAT: Words = {
    (Check.NOTICES, "ok"): lambda of: (_("Waiting for the mails of the week: %(count)s.", **of), ""),
    (Check.CHAT, "none"): lambda of: (_("None is set up."), ""),
    (Check.CHAT, "ok"): lambda of: (_("All answer. Posts that wait: %(count)s.", **of), ""),
    (Check.CHAT, "troubled"): lambda of: (
        _("The last post did not arrive in %(name)s.", **of),
        _("It is tried again. The page Chat channels says why."),
    ),
    (Check.CHAT, "paused"): lambda of: (
        _("%(name)s is paused: what was posted did not arrive.", **of),
        _("The page Chat channels says why. Send a test there once it is mended."),
    ),
}
_ON_ROOM: Words = {
    (Check.DISK, "ok"): lambda of: (_("%(megabytes)s MB are free.", **of), ""),
    (Check.DISK, "little"): lambda of: (
        _("Only %(megabytes)s MB are free.", **of),
        _("Make room before a round opens."),
    ),
    (Check.SIZE, "ok"): lambda of: (_("SQLite is enough for rounds of this size."), ""),
    (Check.SIZE, "many"): lambda of: (
        _("A round invited more than 5,000 people, and the databases are SQLite."),
        _("Move to PostgreSQL: see docs/operations.md."),
    ),
    (Check.ADDRESS, "ok"): lambda of: (_("Mails link to %(address)s.", **of), ""),
    (Check.ADDRESS, "local"): lambda of: (
        _("Mails link to %(address)s, which only this machine reaches.", **of),
        _("Set base_url to the address people use."),
    ),
    (Check.ADDRESS, "form"): lambda of: (
        _("%(address)s is no address to put in front of a path.", **of),
        _("Set base_url to something like https://pulse.example.org, without a path."),
    ),
    (Check.PRODUCTION, "ok"): lambda of: (_("Values that are only safe on a laptop are refused."), ""),
    (Check.PRODUCTION, "off"): lambda of: (
        _("Others can reach this installation, and it is not set to production."),
        _("Set production = true; what is unsafe is then refused."),
    ),
    (Check.PDF, "ok"): lambda of: (_("Results can be taken away as PDF."), ""),
    (Check.PDF, "missing"): lambda of: (
        _("Results cannot be taken away as PDF: libpango is missing."),
        _("On Debian install %(packages)s, then start the server again.", packages=" ".join(PACKAGES)),
    ),
}


def _altered() -> str:
    return str(_("Somebody or something changed the database. Compare it with a backup made after that seal."))


def resent(count: int) -> str:
    """Say what becomes of mails that were given up or have failed."""
    return str(
        ngettext(
            "%(num)d mail is due again. It leaves with the next tick if there is still a reason for it.",
            "%(num)d mails are due again. They leave with the next tick, those for which there is still a reason.",
            count,
        )
        if count
        else _("There is no mail to send again.")
    )


def unfit(why: Unfit) -> str:
    """Say why a file cannot be restored."""
    words = {
        Unfit.NO_BACKUP: _("This is not a backup that Pulse has written."),
        Unfit.NEWER: _("This backup was written by a newer Pulse. Install that version first."),
        Unfit.DAMAGED: _("This backup is damaged: what it holds is not what its manifest says. Nothing was changed."),
    }
    return str(words[why])


def by_state(steps: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return how many rounds stand where, the steps of sealing taken together."""
    words = {
        Step.OPENING.value: _("about to open"),
        Step.OPEN.value: _("open"),
        Step.SEALED.value: _("sealed"),
        Step.SKIPPED.value: _("not held"),
    }
    found: Counter[str] = Counter()
    for step, count in steps:
        found[str(words.get(step, _("being sealed")))] += count
    return list(found.items())
