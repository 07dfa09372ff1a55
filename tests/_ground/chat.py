"""A real HTTPS server on this machine that takes what is posted to a chat, and answers as it is told to."""

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


@dataclass
class Chat:
    """What came in; `status` and `headers` are what is answered, `drips`: one byte at a time, for ever."""

    port: int = 0
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drips: bool = False
    posts: list[dict] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        """An address as a chat gives it out: what stands in its path is the secret."""
        return f"https://localhost:{self.port}/services/T0/B0/s3cr3t-part"


class _Handler(BaseHTTPRequestHandler):
    """Keep what is posted."""

    chat: Chat

    def do_POST(self) -> None:
        """Take one post."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.chat.posts.append(json.loads(body))
        self.chat.paths.append(self.path)
        if self.chat.drips:
            self._drip()
            return
        self.send_response(self.chat.status)
        for name, value in self.chat.headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _drip(self) -> None:
        with suppress(OSError):
            while not self.chat.done.wait(0.05):
                self.wfile.write(b"H")

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    """Says nothing of callers who hang up."""

    def handle_error(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of localhost, signed by itself, and its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    began = datetime.fromtimestamp(time.time(), UTC) - timedelta(days=3650)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).add_extension(names, critical=False)
    made = made.not_valid_before(began).not_valid_after(began + timedelta(days=14600))
    signed = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, SHA256())
    path = tmp_path_factory.mktemp("chat") / "both.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(signed.public_bytes(Encoding.PEM) + private)
    return path


@pytest.fixture
def chat(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Chat]:
    """A running chat, whose certificate this process trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    taken = Chat()
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"chat": taken}))
    rules = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    rules.load_cert_chain(certificate)
    server.socket = rules.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    taken.port = server.server_address[1]
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    serving.start()
    yield taken
    taken.done.set()
    server.shutdown()
    server.server_close()
