"""Invitations: a name for one seat in one round that can be recomputed and is never stored."""

import hashlib
import hmac

from pulse.ballots.wire import checked_name, from_text, to_text

_SEAT_SIZE = 8
_TAG_SIZE = 32
_SLOT_SIZE = 16


class BadInvite(ValueError):
    """The invitation was not made by this round."""


def invite(invite_key: bytes, round_uid: str, person_id: int) -> str:
    """Return the token, `round.code`. It belongs into URL fragments and request bodies only."""
    seat = person_id.to_bytes(_SEAT_SIZE, "big")
    return f"{checked_name(round_uid)}.{to_text(seat + _tag(invite_key, round_uid, seat))}"


def slot_of(token: str) -> str:
    """Return the name of the record a device keeps for an invitation; it does not hold the invitation."""
    return to_text(hashlib.sha256(b"pulse/1|device|" + token.encode()).digest()[:_SLOT_SIZE])


def round_of(token: str) -> str:
    """Return the round a token claims to belong to; nothing is verified. Raises BadInvite."""
    return _parts(token)[0]


def read_invite(invite_key: bytes, round_uid: str, token: str) -> int:
    """Return the person's id of a genuine token of this round. Raises BadInvite."""
    claimed, seat, tag = _parts(token)
    if claimed != round_uid or not hmac.compare_digest(tag, _tag(invite_key, round_uid, seat)):
        raise BadInvite("not an invitation to this round")
    return int.from_bytes(seat, "big")


def _parts(token: str) -> tuple[str, bytes, bytes]:
    round_uid, _, code = token.partition(".")
    try:
        data = from_text(code, _SEAT_SIZE + _TAG_SIZE)
        return checked_name(round_uid), data[:_SEAT_SIZE], data[_SEAT_SIZE:]
    except ValueError as fault:
        raise BadInvite("not an invitation") from fault


def _tag(invite_key: bytes, round_uid: str, seat: bytes) -> bytes:
    return hmac.digest(invite_key, b"pulse/1|invite|" + round_uid.encode() + b"|" + seat, hashlib.sha256)
