"""Codes in addresses: personal ones, public ones, the one that stops mails, and what a handed-out form is known by."""

import base64
import hashlib
import hmac
from datetime import datetime

from flask import url_for

from pulse.base.errors import NotFound
from pulse.base.settings import settings
from pulse.base.signing import new_token
from pulse.clients.models import Account, Contact, Survey, Wave
from pulse.customers.models import Unit

LASTS = 2 * 24 * 3600  # seconds that a handed-out form is good for


def personal(wave: Wave, contact: Contact) -> str:
    """Return a contact's code in one wave: made anew for each mail, always the same, stored nowhere."""
    return _code(f"ask|{wave.uid}|{contact.uid}")


def digest(code: str) -> bytes:
    """Return what may be stored of a code."""
    return hashlib.sha256(code.encode("utf-8", "replace")).digest()


def personal_address(wave: Wave, contact: Contact) -> str:
    """Return the address on which one contact answers."""
    return settings().base_url + url_for("answering.answer", code=personal(wave, contact), lang=contact.locale or None)


def public_address(survey: Survey, about: Unit | Account | None = None) -> str:
    """Return the address on which anybody answers, of customers of one unit or one account."""
    what = None if about is None else f"{'a' if isinstance(about, Account) else 'u'}-{about.uid}"
    signed = f"{what}-{_mac(f'about|{survey.uid}|{what}')}" if what else None
    return settings().base_url + url_for("answering.answer_openly", uid=survey.uid, about=signed)


def about(survey: Survey, code: str) -> tuple[str, str]:
    """Return whether a public address is about a unit (u) or an account (a), and its uid; raise NotFound if forged."""
    what, _, mac = code.rpartition("-")
    kind, _, uid = what.partition("-")
    if kind not in {"a", "u"} or not _same(mac, _mac(f"about|{survey.uid}|{what}")):
        raise NotFound
    return kind, uid


def stop_address(contact: Contact) -> str:
    """Return the address that stops mails to a contact, for as long as the secret key lives."""
    code = f"{contact.uid}-{_mac(f'stop-asking|{contact.uid}')}"
    return settings().base_url + url_for("answering.stop", code=code)


def whose(code: str) -> str:
    """Return the uid of the contact whose mails such an address stops; raise NotFound if forged."""
    uid, _, mac = code.rpartition("-")
    if not _same(mac, _mac(f"stop-asking|{uid}")):
        raise NotFound
    return uid


def handed_out(now: datetime) -> str:
    """Return what a form is known by that nobody is known by: it can be sent once, and not after two days."""
    body = f"{int(now.timestamp())}-{new_token()[:22]}"
    return f"{body}.{_mac(f'form|{body}')}"


def is_fresh(form: str, now: datetime) -> bool:
    """Tell whether a form was handed out here, within two days."""
    body, _, mac = form.rpartition(".")
    made = body.partition("-")[0]
    if not _same(mac, _mac(f"form|{body}")) or not (made.isascii() and made.isdigit()):
        return False
    return 0 <= now.timestamp() - int(made) <= LASTS


def reply_uid(secret: str) -> str:
    """Return the name of the reply to a form: the same each time it is sent, and nobody can tell the form from it."""
    return hashlib.sha256(f"reply|{secret}".encode("utf-8", "replace")).hexdigest()[:32]


# itsdangerous would sign otherwise: addresses in mails that are out must go on working.
def _mac(text: str) -> str:
    return _hmac(text).hexdigest()[:40]


def _code(text: str) -> str:
    return base64.urlsafe_b64encode(_hmac(text).digest()[:21]).decode()


def _hmac(text: str) -> "hmac.HMAC":
    return hmac.new(settings().secret_key.encode(), text.encode("utf-8", "replace"), hashlib.sha256)


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())
