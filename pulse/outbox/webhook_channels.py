"""Posts to an address outside: one try, no redirect, ten seconds, and only to the addresses that were looked at."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http.client import HTTPException, HTTPResponse, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

from pulse.outbox.addresses import HTTPS, is_public

TIMEOUT: Final = 10.0  # seconds, for all of it
LONGEST_WAIT: Final = timedelta(hours=6)


class Trouble(StrEnum):
    """Why a post did not arrive; also what stands in the table."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    CERTIFICATE = "certificate"
    PRIVATE = "private"
    REDIRECT = "redirect"
    REFUSED = "refused"
    GONE = "gone"
    BUSY = "busy"
    BROKEN = "broken"
    UNREADABLE = "unreadable"  # the stored address, under this secret key


@dataclass(frozen=True)
class SendOutcome:
    """What came of one try; `wait`: how long the other side asked us to."""

    trouble: Trouble | None = None
    wait: timedelta | None = None


class _Inside(OSError):
    """The name stands for an address in a private network."""


def send(address: str, content: bytes, *, inside: bool, now: datetime) -> SendOutcome:
    """Post JSON to an https address; `inside` allows addresses that are not on the open internet."""
    parts = urlsplit(address)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    made = _Checked(parts.hostname or "", parts.port or HTTPS, inside=inside)
    try:
        with _hung_up(made):
            made.request("POST", path, content, {"Content-Type": "application/json", "User-Agent": "Pulse"})
            return _read(made.getresponse(), now)
    except _Inside:
        return SendOutcome(Trouble.PRIVATE)
    except ssl.SSLCertVerificationError:
        return SendOutcome(Trouble.CERTIFICATE)
    except TimeoutError:
        return SendOutcome(Trouble.SLOW)
    except (OSError, HTTPException, UnicodeError) as error:
        broke = isinstance(error, HTTPException) and not isinstance(error, ConnectionError)
        return SendOutcome(Trouble.SLOW if made.late.is_set() else Trouble.BROKEN if broke else Trouble.UNREACHABLE)


class _Checked(HTTPSConnection):
    """A connection to exactly the address that was looked at: a name that changes its mind in between gains nothing."""

    def __init__(self, host: str, port: int, *, inside: bool) -> None:
        self._rules = ssl.create_default_context()
        self._inside = inside
        self.late = threading.Event()
        super().__init__(host, port, timeout=TIMEOUT, context=self._rules)

    def connect(self) -> None:
        """Look the name up, refuse what lies inside, and greet."""
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        if not self._inside and not all(is_public(str(where[0])) for *_, where in found):
            raise _Inside
        raw = _reached([str(where[0]) for *_, where in found], self.port)
        self.sock = self._rules.wrap_socket(raw, server_hostname=self.host, do_handshake_on_connect=False)
        if self.late.is_set():
            raise TimeoutError
        self.sock.do_handshake()

    def hang_up(self) -> None:
        """End the conversation from another thread: whoever reads finds its end."""
        self.late.set()
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)


def _reached(numbers: list[str], port: int) -> socket.socket:
    """Connect to the first of two addresses that answers."""
    last: OSError = OSError("no address")
    for number in numbers[:2]:
        try:
            return socket.create_connection((number, port), timeout=TIMEOUT / 2)
        except OSError as error:
            last = error
    raise last


@contextmanager
def _hung_up(made: _Checked) -> Iterator[None]:
    """Hang up when time is over: a timeout of the socket alone starts anew with every byte."""
    timer = threading.Timer(TIMEOUT, made.hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        made.close()


def _read(response: HTTPResponse, now: datetime) -> SendOutcome:
    """Judge by the status alone; what the other side says further is neither read nor kept."""
    wait = _wait(response.getheader("Retry-After", ""), now)
    if 200 <= response.status < 300:
        return SendOutcome()
    if 300 <= response.status < 400:
        return SendOutcome(Trouble.REDIRECT)
    if response.status in {404, 410}:
        return SendOutcome(Trouble.GONE)
    if response.status == 429:
        return SendOutcome(Trouble.BUSY, wait or timedelta(minutes=1))
    return SendOutcome(Trouble.BROKEN if response.status >= 500 else Trouble.REFUSED, wait)


def _wait(given: str, now: datetime) -> timedelta | None:
    """Read Retry-After: seconds, or a date."""
    wait = None
    if given.isascii() and given.isdigit():
        wait = timedelta(seconds=int(given[:9]))
    else:
        with suppress(ValueError, TypeError):
            wait = parsedate_to_datetime(given) - now
    return min(max(wait, timedelta(seconds=1)), LONGEST_WAIT) if wait is not None else None
