"""A real SMTP server on this machine that keeps every letter it takes."""

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class PostOffice:
    """Takes letters; `answer` may be set to a refusal such as `451 Later, please`."""

    host: str
    port: int
    answer: str = "250 OK"
    slow: float = 0.0  # seconds until it says that it has a letter
    hangs: Event = field(default_factory=Event)  # while it is set, it says nothing at all
    refused: dict[str, str] = field(default_factory=dict)  # by address: `550 5.1.1 No such user`
    tried: list[str] = field(default_factory=list)  # every address somebody wanted to write to
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)

    def to(self, address: str) -> list[EmailMessage]:
        """Return the letters whose envelope named the address."""
        return [letter for letter, names in zip(self.letters, self.recipients, strict=True) if address in names]

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take an address, or refuse it."""
        self.tried.append(address)
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the letter unless told to refuse."""
        await asyncio.sleep(self.slow)
        while self.hangs.is_set():
            await asyncio.sleep(0.01)
        if self.answer.startswith("250"):
            content = envelope.original_content or b""
            letter = message_from_bytes(content, policy=policy.default)
            self.recipients.append(list(envelope.rcpt_tos))
            self.letters.append(letter)
        return self.answer


@pytest.fixture
def free_port() -> int:
    """A port on the loopback address that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def smtp(free_port: int) -> Iterator[PostOffice]:
    """A running post office: give its `host` and `port` to the application, read its `letters`."""
    office = PostOffice("127.0.0.1", free_port)
    controller = Controller(office, hostname=office.host, port=office.port)
    controller.start()
    yield office
    controller.stop()
