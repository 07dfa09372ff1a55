"""Addresses of chat: https and outside only."""

import pytest

from pulse.outbox.addresses import AddressFault, fault, is_public

SLACK = "https://hooks.slack.com/services/T0/B0/x"
TEAMS = "https://prod-1.westeurope.logic.azure.com:443/workflows/a/triggers/manual/paths/invoke?api-version=1&sig=x-y_z"


@pytest.mark.parametrize("address", [SLACK, TEAMS, "https://chat.acme.example/hooks/a%20b"])
def test_addresses_as_chats_give_them_out_are_taken(address):
    assert fault(address, inside=False) is None


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        ("http://hooks.slack.com/services/x", AddressFault.NOT_HTTPS),
        ("ftp://hooks.slack.com/", AddressFault.NOT_HTTPS),
        ("hooks.slack.com/services/x", AddressFault.NOT_HTTPS),
        ("https://", AddressFault.FORM),
        ("https://user:secret@hooks.slack.com/x", AddressFault.FORM),
        ("https://@hooks.slack.com/x", AddressFault.FORM),
        ("https://hooks.slack.com/x#part", AddressFault.FORM),
        ("https://hooks.slack.com/a b", AddressFault.FORM),
        ("https://hooks.slack.com/\nHost: inside", AddressFault.FORM),
        ("https://hooks.släck.com/x", AddressFault.FORM),
        ("https://hooks.slack.com:port/x", AddressFault.FORM),
        ("https://[::1/x", AddressFault.FORM),
        ("https://hooks.slack.com/" + "x" * 2000, AddressFault.FORM),
        ("https://hooks.slack.com:8443/x", AddressFault.PRIVATE),
        ("https://localhost/x", AddressFault.PRIVATE),
        ("https://LOCALHOST./x", AddressFault.PRIVATE),
        ("https://intranet/x", AddressFault.PRIVATE),
        ("https://2130706433/x", AddressFault.PRIVATE),
        ("https://chat.local/x", AddressFault.PRIVATE),
        ("https://metadata.google.internal/x", AddressFault.PRIVATE),
        ("https://127.0.0.1/x", AddressFault.PRIVATE),
        ("https://169.254.169.254/latest/meta-data", AddressFault.PRIVATE),
        ("https://[::1]/x", AddressFault.PRIVATE),
        ("https://[::ffff:10.0.0.1]/x", AddressFault.PRIVATE),
    ],
)
def test_what_is_no_webhook_or_leads_inside_is_refused(address, wrong):
    assert fault(address, inside=False) is wrong


@pytest.mark.parametrize("address", ["https://127.0.0.1:8443/x", "https://intranet/x", "https://[::1]/x"])
def test_a_host_may_allow_addresses_inside_but_never_without_tls(address):
    assert fault(address, inside=True) is None
    assert fault(address.replace("https", "http"), inside=True) is AddressFault.NOT_HTTPS


@pytest.mark.parametrize(
    "number",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.168.1.1", "224.0.0.1",
        "255.255.255.255", "240.0.0.1", "192.0.2.1", "::", "::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
        "fc00::1", "fe80::1", "fe80::1%eth0", "ff02::1", "64:ff9b::a00:1", "2002:a00:1::", "2002:7f00:1::1",
        "2001:db8::1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_on_the_open_internet_is_known_in_every_spelling(number):
    assert not is_public(number)


@pytest.mark.parametrize("number", ["8.8.8.8", "2600:1f18::1", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_addresses_on_the_open_internet_are_public(number):
    assert is_public(number)
