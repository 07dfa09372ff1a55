"""Credentials nobody can link to their owner: the VOPRF of RFC 9497, ristretto255-SHA512."""

import hashlib
import hmac
from dataclasses import dataclass, field

from voprf.ristretto import BlindedInput, Client, Evaluator, VerifiableOutput

from pulse.ballots.wire import checked_name

ELEMENT_SIZE = 32
PROOF_SIZE = 64
NONCE_SIZE = 32
SEED_SIZE = 32
CREDENTIAL_SIZE = 64
MAC_SIZE = 32

_LABEL = b"pulse/1"
_VECTOR_SEED = b"\xa3" * SEED_SIZE  # RFC 9497, appendix A.1.2
_VECTOR_PUBLIC = "c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e"
_VECTORS = (  # input, blinded element, evaluated element, output
    (
        "00",
        "863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945",
        "aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e",
        "b58cfbe118e0cb94d79b5fd6a6dafb98764dff49c14e1770b566e42402da1a7da4d8527693914139caee5bd03903af43a491351d23b430948dd50cde10d32b3c",
    ),
    (
        "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",
        "cc0b2a350101881d8a4cba4c80241d74fb7dcbfde4a61fde2f91443c2bf9ef0c",
        "60a59a57208d48aca71e9e850d22674b611f752bed48b36f7a91b372bd7ad468",
        "8a9a2f3c7f085b65933594309041fc1898d42d0858e59f90814ae90571a6df60356f4610bf816f27afdd84f47719e480906d27ecd994985890e5f539e7ea74b6",
    ),
)


class BadElement(ValueError):
    """The bytes are no element of the group."""


class BrokenCryptography(RuntimeError):
    """The library on this machine does not compute what the standard says; nothing may start."""


@dataclass(frozen=True)
class KeyPair:
    """One cohort's key in one round; the public half stands in the manifest."""

    evaluator: Evaluator = field(repr=False)
    public_key: bytes


def derive(seed: bytes, round_uid: str, cohort: str) -> KeyPair:
    """Return the key of one cohort (RFC 9497, DeriveKeyPair). `seed`: the round's 32 secret bytes."""
    info = b"|".join((_LABEL, checked_name(round_uid).encode(), checked_name(cohort).encode()))
    return _key_pair(seed, info)


def evaluate(keypair: KeyPair, blinded: bytes) -> tuple[bytes, bytes]:
    """Return (element 32 bytes, proof 64 bytes) for a blinded element. Raises BadElement."""
    reply = keypair.evaluator.evaluate(_element(blinded)).serialize()
    return reply[PROOF_SIZE:], reply[:PROOF_SIZE]  # the library puts the proof first


def finalized(keypair: KeyPair, nonce: bytes) -> bytes:
    """Return the 64-byte credential of a nonce, recomputed by who holds the key."""
    return keypair.evaluator.evaluate_known_input(message(nonce))


def message(nonce: bytes) -> bytes:
    """Return the input of the function. Raises ValueError unless the nonce has 32 bytes."""
    if len(nonce) != NONCE_SIZE:
        raise ValueError("a nonce has 32 bytes")
    return _LABEL + nonce


def mac(credential: bytes, body: bytes) -> bytes:
    """Return the tag that ties a sealed body to its credential (HMAC-SHA256)."""
    return hmac.digest(credential, b"ballot" + body, hashlib.sha256)


def authentic(credential: bytes, body: bytes, tag: bytes) -> bool:
    """Say, in constant time, whether the tag was made with this credential over this body."""
    return hmac.compare_digest(mac(credential, body), tag)


def self_check() -> None:
    """Compute the RFC's vectors, and one exchange with a forged proof. Raises BrokenCryptography."""
    keypair = _key_pair(_VECTOR_SEED, b"test key")
    if keypair.public_key.hex() != _VECTOR_PUBLIC:
        raise BrokenCryptography("RFC 9497: the derived public key differs")
    for given, blinded, evaluated, output in _VECTORS:
        if evaluate(keypair, bytes.fromhex(blinded))[0].hex() != evaluated:
            raise BrokenCryptography("RFC 9497: the evaluated element differs")
        if keypair.evaluator.evaluate_known_input(bytes.fromhex(given)).hex() != output:
            raise BrokenCryptography("RFC 9497: the output differs")
    _check_exchange(keypair)


def _check_exchange(keypair: KeyPair) -> None:
    client, blinded = Client.blind(b"\x00")
    reply = keypair.evaluator.evaluate(blinded)
    if client.finalize(reply, keypair.evaluator.public_key).hex() != _VECTORS[0][3]:
        raise BrokenCryptography("RFC 9497: blinding does not cancel out")
    other = keypair.evaluator.evaluate(_element(bytes.fromhex(_VECTORS[1][1]))).serialize()
    forged = VerifiableOutput.deserialize(other[:PROOF_SIZE] + reply.serialize()[PROOF_SIZE:])
    try:
        client.finalize(forged, keypair.evaluator.public_key)
    except ValueError:
        return
    raise BrokenCryptography("RFC 9497: a forged proof was accepted")


def _key_pair(seed: bytes, info: bytes) -> KeyPair:
    evaluator = Evaluator.from_seed(seed, info)
    return KeyPair(evaluator, evaluator.public_key.serialize())


def _element(blinded: bytes) -> BlindedInput:
    if len(blinded) != ELEMENT_SIZE:  # the library overlooks bytes that follow
        raise BadElement("an element has 32 bytes")
    try:
        return BlindedInput.deserialize(blinded)
    except ValueError as fault:
        raise BadElement("not an element of the group") from fault
