"""Tokens: random ones whose digest alone is stored, and short public ids."""

import hashlib
import hmac
import secrets


def new_token() -> str:
    """Return 43 characters nobody can guess."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what may be stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_uid() -> str:
    """Return a permanent random public id of 16 characters."""
    return secrets.token_hex(8)


def known_as(key: str, person_id: int) -> str:
    """Return the name by which a browser keeps people apart who share it; only this server can make it."""
    return hmac.digest(key.encode(), f"pulse/1|device|{person_id}".encode(), hashlib.sha256).hex()[:32]
