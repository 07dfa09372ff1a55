"""The ways a letter leaves the house: a mail server, or a file that a person can read."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from smtplib import SMTP, SMTP_SSL, SMTPException
from ssl import create_default_context
from typing import Final

from pulse.base.settings import Settings

Send = Callable[[EmailMessage], None]

TIMEOUT: Final = 20.0  # seconds until the mail server greets and takes who we are
ANSWER: Final = 60.0  # seconds for each word after that: who hangs up on a server that has the letter sends it twice
RULE: Final = "=" * 72
SHOWN: Final = ("From", "To", "Subject", "Date", "Message-ID")


@contextmanager
def opened(given: Settings) -> Iterator[Send]:
    """Open the chosen channel for a batch of letters."""
    if given.mail == "file":
        yield lambda letter: write(given.instance / "mails.txt", letter)
        return
    with _server(given) as server:
        yield lambda letter: _send(server, letter)


def write(path: Path, letter: EmailMessage) -> None:
    """Append a letter to the file outbox: all of it or nothing, one writer at a time, on disk before it counts."""
    body = letter.get_body(("plain",))
    heads = "\n".join(f"{name}: {letter[name]}" for name in SHOWN)
    text = body.get_content() if body else ""
    page = f"{RULE}\n{heads}\n\n{text.rstrip()}\n\n".replace("\r\n", "\n").encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        _append(handle, page)
        os.fsync(handle)
    finally:
        os.close(handle)


def _append(handle: int, page: bytes) -> None:
    before = os.fstat(handle).st_size
    try:
        while page:
            page = page[os.write(handle, page) :]
    except OSError:
        os.ftruncate(handle, before)  # half a letter on a full disk is worse than none
        raise


@contextmanager
def _server(given: Settings) -> Iterator[SMTP]:
    host, port = given.smtp_host, given.smtp_port
    tls = create_default_context()
    secure = given.smtp_tls == "tls"
    server = SMTP_SSL(host, port, timeout=TIMEOUT, context=tls) if secure else SMTP(host, port, timeout=TIMEOUT)
    try:
        if given.smtp_tls == "starttls":
            server.starttls(context=tls)
        if given.smtp_user:
            server.login(given.smtp_user, given.smtp_password)
        if server.sock:
            server.sock.settimeout(ANSWER)
        yield server
    finally:
        try:
            server.quit()
        except (OSError, SMTPException):
            server.close()


def _send(server: SMTP, letter: EmailMessage) -> None:
    """Hand one letter over; after a refusal the conversation goes on with the next one."""
    server.send_message(letter)
