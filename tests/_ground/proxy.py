"""nginx as the manual sets it up, in front of a server, with two sites of attackers beside it."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests._ground.options import missing
from tools.machine import find_nginx

SITE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "nginx.conf"
HOST = "pulse.example.org"  # as in the manual
SIBLING, STRANGER = "wiki.example.org", "attacker.test"  # of the same site, of another
STARTS_WITHIN = 20  # seconds

MAIN = """
daemon off;
{user}
pid {place}/nginx.pid;
error_log stderr crit;
events {{}}
http {{
    client_body_temp_path {place}/body;
    proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi;
    scgi_temp_path {place}/scgi;
    include {place}/site.conf;
    server {{
        listen 127.0.0.1:{other} ssl;
        server_name {sibling} {stranger};
        ssl_certificate {place}/fullchain.pem;
        ssl_certificate_key {place}/privkey.pem;
        access_log off;
        root {place}/attackers;
        default_type text/html;
    }}
}}
"""


@dataclass(frozen=True)
class Front:
    """Addresses as a browser types them."""

    port: int
    plain_port: int
    other_port: int
    attackers: Path  # what lies here is served to whoever visits one of the two other sites

    @property
    def address(self) -> str:
        """Where Pulse is: the setting `base_url`."""
        return f"https://{HOST}:{self.port}"

    def of(self, host: str) -> str:
        """Return the address of a site beside Pulse."""
        return f"https://{host}:{self.other_port}"


def nginx_path() -> Path:
    """Where nginx is; without one the test is skipped, in CI it fails."""
    found = find_nginx()
    if not found:
        missing("no nginx here: install it or set PULSE_NGINX")
    return Path(str(found))


def free_ports(count: int) -> list[int]:
    """Return ports of the loopback address that were free a moment ago, all different."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    found = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return found


def site(place: Path, upstream: int, front: Front, spare: tuple[int, int]) -> str:
    """Return the manual's site: only addresses, ports and paths of files are other ones."""
    text = SITE.read_text("utf-8")
    changes = {
        "listen 443 ": f"listen 127.0.0.1:{front.port} ",
        "listen [::]:443 ": f"listen 127.0.0.1:{spare[0]} ",  # not every machine has IPv6
        "listen 80;": f"listen 127.0.0.1:{front.plain_port};",
        "listen [::]:80;": f"listen 127.0.0.1:{spare[1]};",
        "http://127.0.0.1:8000": f"http://127.0.0.1:{upstream}",
        f"https://{HOST}": front.address,
        "/etc/ssl/pulse": str(place),
        "/var/log/nginx": str(place),
    }
    for there, here in changes.items():
        assert there in text, f"{there!r} is not in {SITE.name} any more"
        text = text.replace(there, here)
    return text


@contextmanager
def proxied(place: Path, upstream: int) -> Iterator[Front]:
    """Run nginx in front of a port until the block ends."""
    program = nginx_path()
    port, plain, other, *spare = free_ports(5)
    front = Front(port, plain, other, place / "attackers")
    front.attackers.mkdir(parents=True)
    _certify(place)
    (place / "site.conf").write_text(site(place, upstream, front, (spare[0], spare[1])), "utf-8")
    user = "user root;" if os.geteuid() == 0 else ""  # else its workers may not read a test's files
    main = MAIN.format(user=user, place=place, other=other, sibling=SIBLING, stranger=STRANGER)
    (place / "nginx.conf").write_text(main, "utf-8")
    with (place / "said").open("w") as said:
        process = subprocess.Popen(
            [program, "-p", str(place), "-c", str(place / "nginx.conf"), "-e", "stderr"], stdout=said, stderr=said
        )
    try:
        _wait(process, port, place / "said")
        yield front
    finally:
        process.terminate()
        process.wait(STARTS_WITHIN)


def _wait(process: "subprocess.Popen[bytes]", port: int, said: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"nginx does not answer: {said.read_text()}")


def _certify(place: Path) -> None:
    """Sign a certificate for all three hosts ourselves."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    hosts = x509.SubjectAlternativeName([x509.DNSName(host) for host in (HOST, SIBLING, STRANGER)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(hosts, critical=False)
        .sign(key, hashes.SHA256())
    )
    (place / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (place / "privkey.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
