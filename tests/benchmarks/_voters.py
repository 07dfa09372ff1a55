"""Voters who did their sums beforehand, so that whoever measures the server costs little himself.

A voter's credential is what the server will answer; here the round's keys are at hand, so the ballot can be sealed and
tagged before anything is sent. The server sees the same bytes as from a browser.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from sqlalchemy import select

from pulse.ballots import voter
from pulse.ballots.credentials import finalized, mac
from pulse.ballots.envelopes import BallotText, pack, seal_body
from pulse.ballots.invites import invite
from pulse.ballots.queries import box, ring
from pulse.ballots.receipts import nullifier
from pulse.ballots.wire import from_text, to_text
from pulse.base.db import db
from pulse.questions.scales import Scale
from pulse.rounds.models import Round, Seat
from tests.benchmarks._client import get, post

RANDOM = Random(1)


@dataclass(frozen=True)
class Voter:
    """Four requests, ready to send: open the page, look, collect, cast."""

    page: bytes
    visit: bytes
    credential: bytes
    ballot: bytes


@dataclass(frozen=True)
class Sealed:
    """A ballot before it is spelled as JSON."""

    cohort: str
    nonce: bytes
    body: bytes
    tag: bytes

    @property
    def receipt(self) -> bytes:
        """Return the name it is stored under."""
        return nullifier(self.nonce)


def voters(opened: Round) -> Iterator[Voter]:
    """Make a voter of everybody who is invited, in random order."""
    seats = db.session.execute(select(Seat.person_id, Seat.cohort).where(Seat.round_id == opened.id)).all()
    RANDOM.shuffle(seats)
    for person_id, cohort in seats:
        token = token_of(opened, person_id)
        pending = voter.begin()
        made = seal(opened, cohort, pending.nonce)
        yield Voter(
            get("/p"),
            post("/visit", {"invite": token}),
            post("/credential", {"invite": token, "blinded": to_text(pending.blinded)}),
            post("/ballot", spelled(opened, made)),
        )


def token_of(opened: Round, person_id: int) -> str:
    """Return the token of one person's mail."""
    return invite(ring().issue_keys(opened.uid).invite_key, opened.uid, person_id)


def seal(opened: Round, cohort: str, nonce: bytes) -> Sealed:
    """Fill in and seal a ballot: every question answered, every tenth with a comment."""
    public = from_text(box(opened.uid).header["sealing_key"], 32)
    body = seal_body(public, pack(filled(opened, cohort)))
    return Sealed(cohort, nonce, body, mac(finalized(ring().key_pair(opened.uid, cohort), nonce), body))


def filled(opened: Round, cohort: str) -> BallotText:
    """Answer at random."""
    asked = {question["version"]: question["scale"] for question in box(opened.uid).layout["questions"]}
    answers = {version: RANDOM.randint(1, 5) for version, scale in asked.items() if scale != Scale.TEXT}
    open_ones = [version for version, scale in asked.items() if scale == Scale.TEXT]
    texts = {open_ones[0]: "The new rota is fair, thank you."} if open_ones and RANDOM.random() < 0.1 else {}
    return BallotText(cohort, answers, texts)


def spelled(opened: Round, made: Sealed) -> dict[str, str]:
    """Return the JSON of a ballot."""
    return {
        "round": opened.uid,
        "cohort": made.cohort,
        "nonce": to_text(made.nonce),
        "body": to_text(made.body),
        "mac": to_text(made.tag),
    }
