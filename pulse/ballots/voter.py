"""The voter's side of the protocol in Python: what `static/pulse/protocol.js` does in the browser."""

import secrets
from dataclasses import dataclass, field

from voprf.ristretto import Client, PublicKey, VerifiableOutput

from pulse.ballots.credentials import CREDENTIAL_SIZE, ELEMENT_SIZE, NONCE_SIZE, PROOF_SIZE, mac, message
from pulse.ballots.envelopes import BallotText, pack, seal_body
from pulse.ballots.receipts import nullifier
from pulse.ballots.wire import from_text, to_text


class ForgedProof(Exception):
    """The server did not use the key that stands in the manifest."""


@dataclass(frozen=True)
class Pending:
    """A credential that was asked for and has not come yet; `blinded` is what the server sees."""

    nonce: bytes = field(repr=False)
    client: Client = field(repr=False)
    blinded: bytes


@dataclass(frozen=True)
class Credential:
    """The right to cast one ballot in one round for one cohort."""

    nonce: bytes = field(repr=False)
    secret: bytes = field(repr=False)
    cohort: str

    @property
    def receipt(self) -> str:
        """Return what the voter keeps, in hexadecimal."""
        return nullifier(self.nonce).hex()


def begin(nonce: bytes | None = None) -> Pending:
    """Return a fresh request; `nonce` is random unless a test gives one."""
    nonce = nonce or secrets.token_bytes(NONCE_SIZE)
    client, blinded = Client.blind(message(nonce))
    return Pending(nonce, client, blinded.serialize())


def finish(pending: Pending, element: bytes, proof: bytes, public_key: bytes) -> bytes:
    """Return the 64-byte secret of the credential. Raises ForgedProof when the proof fails under `public_key`."""
    if (len(element), len(proof), len(public_key)) != (ELEMENT_SIZE, PROOF_SIZE, ELEMENT_SIZE):
        raise ForgedProof("sizes")
    try:
        reply = VerifiableOutput.deserialize(proof + element)
        secret = pending.client.finalize(reply, PublicKey.deserialize(public_key))
    except ValueError as fault:
        raise ForgedProof("proof") from fault
    if len(secret) != CREDENTIAL_SIZE:
        raise ForgedProof("output")
    return secret


def credential(pending: Pending, reply: dict[str, str], public_key: bytes) -> Credential:
    """Return the credential from the server's JSON reply and the key of its cohort in the manifest."""
    element, proof = from_text(reply["element"], ELEMENT_SIZE), from_text(reply["proof"], PROOF_SIZE)
    return Credential(pending.nonce, finish(pending, element, proof, public_key), reply["cohort"])


def ballot(round_uid: str, sealing_key: bytes, held: Credential, text: BallotText) -> dict[str, str]:
    """Return the JSON to post to /ballot."""
    body = seal_body(sealing_key, pack(text))
    return {
        "round": round_uid,
        "cohort": held.cohort,
        "nonce": to_text(held.nonce),
        "body": to_text(body),
        "mac": to_text(mac(held.secret, body)),
    }
