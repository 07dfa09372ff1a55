"""A thousand phones in one process: each polls a snapshot on a connection of its own, and some are read."""

import asyncio
import gzip
import json
import os
import time
from dataclasses import dataclass, field
from random import Random

from tests.benchmarks._client import HEAD, Address

PACE, JITTER = 2.0, 0.15  # as static/townhalls/snapshots.js
READ = 100  # phones whose answers are unpacked; the others only take them in
PATIENCE = 6.0  # s after the last vote


@dataclass
class Seen:
    """What the phones saw, in seconds: from a vote's answer to its tally on a phone, and how long each poll took."""

    votes: list[float] = field(default_factory=list)
    polls: list[float] = field(default_factory=list)
    changed: int = 0  # polls that were answered with a new snapshot
    failed: int = 0
    cpu: float = 0.0


@dataclass(frozen=True)
class Floor:
    """What is watched: the address of the snapshot, its key, the question that is voted for, votes it has already."""

    uid: str
    key: str
    slot: int
    votes: int

    def request(self, tag: str) -> bytes:
        """Spell a poll as a phone sends it."""
        asked = f"GET /halls/{self.uid}/snapshot.json HTTP/1.1\r\n{HEAD}Hall-Key: {self.key}\r\n"
        return (asked + (f"If-None-Match: {tag}\r\n" if tag else "") + "\r\n").encode()


class Crowd:
    """All phones, and whoever votes."""

    def __init__(self, address: Address, floor: Floor, seconds: float) -> None:
        self.address, self.floor, self.until = address, floor, time.perf_counter() + seconds
        self.seen, self.cast, self.dice = Seen(), [], Random(1)
        self.cast: list[float] = []  # when the answer to each vote came

    async def run(self, phones: int, votes: list[bytes], rate: float) -> Seen:
        """Let everybody poll until the end, and votes come in meanwhile."""
        if votes:
            self.until += PATIENCE
        await asyncio.gather(self._vote(votes, rate), *(self._phone(read=n < READ) for n in range(phones)))
        self.seen.cpu = time.process_time()
        return self.seen

    async def _vote(self, votes: list[bytes], rate: float) -> None:
        reader, writer = await asyncio.open_connection(*self.address)
        await asyncio.sleep(2 * PACE)
        for request in votes:
            status, _, _ = await _ask(reader, writer, request)
            self.cast.append(time.perf_counter())
            self.seen.failed += status != 204
            await asyncio.sleep(1 / rate)

    async def _phone(self, *, read: bool) -> None:
        await asyncio.sleep(self.dice.random() * PACE)
        reader, writer = await asyncio.open_connection(*self.address)
        tag, known = "", 0
        while time.perf_counter() < self.until:
            begun = time.perf_counter()
            status, head, body = await _ask(reader, writer, self.floor.request(tag))
            self.seen.polls.append(time.perf_counter() - begun)
            self.seen.failed += status not in {200, 304}
            if status == 200:
                self.seen.changed += 1
                tag = head.partition(b"etag: ")[2].partition(b"\r\n")[0].decode()
                known = self._count(body, known) if read else known
            await asyncio.sleep(PACE * (1 - JITTER + 2 * JITTER * self.dice.random()))
        writer.close()

    def _count(self, body: bytes, known: int) -> int:
        now = time.perf_counter()
        questions = json.loads(gzip.decompress(body))["questions"]
        votes = next(each["votes"][0] for each in questions if each["slot"] == self.floor.slot) - self.floor.votes
        self.seen.votes += [max(0.0, now - moment) for moment in self.cast[known:votes]]
        return max(known, min(votes, len(self.cast)))


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> tuple[int, bytes, bytes]:
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    size = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
    return int(head[9:12]), head, await reader.readexactly(size) if size else b""


def watch(address: Address, floor: Floor, phones: int, votes: tuple[list[bytes], float], seconds: float) -> Seen:
    """Let phones watch a floor from a process of its own."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        seen = asyncio.run(Crowd(address, floor, seconds).run(phones, *votes))
        with os.fdopen(writer, "w") as out:
            json.dump(vars(seen), out)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as back:
        seen = Seen(**json.load(back))
    os.waitpid(child, 0)
    return seen
