"""The guest's side of a floor in Python: what `static/townhalls/rights.js` does in the browser."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pulse.ballots import credentials, voter
from pulse.ballots.wire import from_text, to_text
from pulse.floor.rights import NAMES, signed


@dataclass(frozen=True)
class Right:
    """One right to vote for a slot, or to ask."""

    nonce: bytes = field(repr=False)
    secret: bytes = field(repr=False)


def begin() -> tuple[voter.Pending, ...]:
    """Return a fresh batch of requests, one for each right."""
    return tuple(voter.begin() for _ in NAMES)


def entrance(batch: Sequence[voter.Pending]) -> dict[str, list[str]]:
    """Return the JSON to post when entering."""
    return {"blinded": [to_text(pending.blinded) for pending in batch]}


def finish(
    batch: Sequence[voter.Pending], rights: Sequence[Sequence[str]], keys: Mapping[str, str]
) -> dict[str, Right]:
    """Return all rights by name. `rights`: (element, proof) as they came. Raises voter.ForgedProof, ValueError."""
    each = zip(NAMES, batch, rights, strict=True)
    return {name: right(pending, reply, keys[name]) for name, pending, reply in each}


def right(pending: voter.Pending, reply: Sequence[str], key: str) -> Right:
    """Return one right from its (element, proof) and its public key. Raises voter.ForgedProof, ValueError."""
    element, proof = reply
    made = (from_text(element, credentials.ELEMENT_SIZE), from_text(proof, credentials.PROOF_SIZE))
    return Right(pending.nonce, voter.finish(pending, *made, from_text(key, credentials.ELEMENT_SIZE)))


def vote(floor: str, slot: int, held: Right) -> dict[str, object]:
    """Return the JSON to post for a vote."""
    return {"slot": slot, **_used(held, signed("vote", floor, f"vote-{slot}"))}


def ask(floor: str, number: int, held: Right, text: str) -> dict[str, object]:
    """Return the JSON to post for a question."""
    return {"right": number, "text": text, **_used(held, signed("ask", floor, f"ask-{number}", text))}


def _used(held: Right, words: bytes) -> dict[str, str]:
    return {"nonce": to_text(held.nonce), "mac": to_text(credentials.mac(held.secret, words))}
