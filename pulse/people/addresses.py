"""Mail addresses as they are compared and kept: no invisible signs, lower case, the domain in its ASCII form."""

import re
import unicodedata

# Signs that are not seen and still tell two texts apart: format characters and fillers.
HIDDEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
JOINERS = "\u200c\u200d"  # inside a word they shape letters (Persian) and pictures; in an address they are nothing
UNSEEN = re.compile(f"[{HIDDEN}{JOINERS}\ufe00-\ufe0f]")
DOTS = re.compile("[\u3002\uff0e\uff61]")
LABEL = ("L", "M", "Nd")  # what a label of an international domain is made of (RFC 5892, roughly), besides the hyphen


def folded(text: str) -> str:
    """Return what is kept of an address, and compared; whatever is no address is folded all the same."""
    plain = UNSEEN.sub("", unicodedata.normalize("NFC", text)).strip()
    local, at, domain = plain.lower().rpartition("@")
    return f"{local}@{ascii_domain(domain)}" if at else plain.lower()


def ascii_domain(domain: str) -> str:
    """Return a domain as the name servers know it ("müller.example" is "xn--mller-kva.example").

    As browsers do it today (UTS 46, nontransitional): a sharp s stays one. What is no label stays as it is.
    """
    if domain.isascii():
        return domain
    return ".".join(_ascii_label(label) for label in DOTS.sub(".", domain).split("."))


def _ascii_label(label: str) -> str:
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", label).lower())
    if plain.isascii() or not all(sign == "-" or unicodedata.category(sign).startswith(LABEL) for sign in plain):
        return plain
    return "xn--" + plain.encode("punycode").decode("ascii")
