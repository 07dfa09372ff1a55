"""The cheapest HTTP client that is one: raw sockets, requests spelled beforehand, connections kept open."""

import json
import os
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

Address = tuple[str, int]
HEAD = "Host: 127.0.0.1\r\nAccept-Encoding: gzip, deflate, br\r\nAccept-Language: en\r\n"


def get(path: str) -> bytes:
    """Spell a GET as a browser sends it."""
    return f"GET {path} HTTP/1.1\r\n{HEAD}\r\n".encode()


def post(path: str, said: object) -> bytes:
    """Spell a POST of JSON."""
    body = json.dumps(said).encode()
    head = f"POST {path} HTTP/1.1\r\n{HEAD}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class Line:
    """One connection to the server."""

    def __init__(self, address: Address) -> None:
        self.socket = socket.create_connection(address, timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Send a request; return (status, head, body)."""
        self.socket.sendall(request)
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head, body = data[: end + 2].lower(), data[end + 4 :]
        if b"transfer-encoding: chunked" in head:
            while not body.endswith(b"0\r\n\r\n"):
                body += self._more()
        else:
            size = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
            while len(body) < size:
                body += self._more()
        return int(head[9:12]), head, body

    def _more(self) -> bytes:
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionResetError
        return data

    def close(self) -> None:
        """Hang up."""
        self.socket.close()


@dataclass
class Run:
    """What came of one run: seconds it took, latency of every request by kind, the client's own CPU seconds."""

    done: int = 0
    took: float = 0.0
    cpu: float = 0.0
    late: dict[str, list[float]] = field(default_factory=dict)
    failed: list[int] = field(default_factory=list)

    def quantile(self, name: str, share: float) -> float:
        """Return a quantile of a latency in milliseconds."""
        values = sorted(self.late[name])
        return 1000 * values[min(len(values) - 1, int(share * len(values)))]


def drive(address: Address, work: Iterable[Sequence[tuple[str, bytes]]], clients: int) -> Run:
    """Let so many clients, each with a connection of its own, take visits off a pile until it is empty."""
    pile, run = iter(list(work)), Run()
    begun, spent = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(clients) as pool:
        for visits, late, failed in pool.map(lambda _: _client(address, lambda: next(pile, None)), range(clients)):
            run.done += visits
            run.failed += failed
            for name, value in late:
                run.late.setdefault(name, []).append(value)
    run.took, run.cpu = time.perf_counter() - begun, time.process_time() - spent
    return run


def _client(
    address: Address, take: Callable[[], Sequence[tuple[str, bytes]] | None]
) -> tuple[int, list[tuple[str, float]], list[int]]:
    line, done, late, failed = Line(address), 0, [], []
    while (visit := take()) is not None:
        started = time.perf_counter()
        for name, request in visit:
            before = time.perf_counter()
            status = line.ask(request)[0]
            late.append((name, time.perf_counter() - before))
            if status >= 400:
                failed.append(status)
        late.append(("all", time.perf_counter() - started))
        done += 1
    line.close()
    return done, late, failed


def apart(address: Address, work: Iterable[Sequence[tuple[str, bytes]]], clients: int) -> Run:
    """Drive from a process of its own, so that the two do not share an interpreter; the run comes back by a pipe."""
    pile = list(work)
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        run = drive(address, pile, clients)
        with os.fdopen(writer, "w") as out:
            json.dump(run.__dict__, out)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as back:
        run = Run(**json.load(back))
    os.waitpid(child, 0)
    return run
