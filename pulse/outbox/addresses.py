"""Which addresses chat may be reached at: https and outside only, so that nobody makes Pulse knock on doors within."""

from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import urlsplit

LONGEST: Final = 2000
HTTPS: Final = 443
NAT64: Final = IPv6Network("64:ff9b::/96")


class AddressFault(StrEnum):
    """What is wrong with an address that was typed in."""

    FORM = "form"
    NOT_HTTPS = "not https"
    PRIVATE = "private"


def fault(address: str, *, inside: bool) -> AddressFault | None:
    """Return what is wrong; `inside`: the host allows addresses of the company's own network, and other ports."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return AddressFault.FORM
    if not (address.isascii() and address.isprintable()) or " " in address or len(address) > LONGEST:
        return AddressFault.FORM
    if parts.scheme != "https":
        return AddressFault.NOT_HTTPS
    if not host or parts.username is not None or parts.fragment or "@" in parts.netloc:
        return AddressFault.FORM
    if not inside and (port not in {None, HTTPS} or _names_inside(host)):
        return AddressFault.PRIVATE
    return None


def _names_inside(host: str) -> bool:
    try:
        return not is_public(host)
    except ValueError:  # a name, not a number: what it stands for is looked at each time it is used
        return (
            host == "localhost" or "." not in host.rstrip(".") or host.endswith((".localhost", ".local", ".internal"))
        )


def is_public(number: str) -> bool:
    """Say whether a numeric address lies on the open internet; raises ValueError for what is none.

    An IPv6 address that stands for an IPv4 one (mapped, 6to4, Teredo, NAT64) is as public as that one.
    """
    found = ip_address(number.partition("%")[0])
    held = _held(found) if isinstance(found, IPv6Address) else []
    return all(_is_open(each) for each in held) if held else _is_open(found)


def _is_open(found: IPv4Address | IPv6Address) -> bool:
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _held(found: IPv6Address) -> list[IPv4Address]:
    held = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
    if found in NAT64:
        held.append(IPv4Address(int(found) & 0xFFFFFFFF))
    return [each for each in held if each is not None]
