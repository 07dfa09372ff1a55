"""Credentials a second on one core: issue, verify, the keys of all cohorts; and what a page costs with a full box."""

import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import delete, func, insert, select

from pulse.ballots import credentials, envelopes, voter
from pulse.ballots.models import Ballot
from pulse.base.transactions import walled
from tests.benchmarks._client import Line, get, post
from tests.benchmarks._company import application, begin, hire, ids, sqlite
from tests.benchmarks._server import serving, tidy
from tests.benchmarks._targets import Target, judged
from tests.benchmarks._voters import token_of

SEED = bytes(range(32))
TIMES = 2000
FULL = 100_000
MOST_RATIO = 1.5
ASKED = 500  # times for each address
SEALED_SIZE = 12 + 32 + envelopes.BODY_SIZE + 16


def main() -> int:
    """Print two tables, and whether a full box costs what an empty one does."""
    print(f"{'on one core':38}{'/s':>10}")
    pair = credentials.derive(SEED, "round", "cohort")
    blinded = [voter.begin().blinded for _ in range(TIMES)]
    nonces = [secrets.token_bytes(32) for _ in range(TIMES)]
    private, public = envelopes.new_seal()
    text = envelopes.pack(envelopes.BallotText("cohort", {f"T{n}@1": 4 for n in range(8)}))
    bodies = [envelopes.seal_body(public, text) for _ in range(TIMES)]
    row("credentials issued", lambda n: credentials.evaluate(pair, blinded[n]))
    row("credentials recomputed at the cast", lambda n: credentials.finalized(pair, nonces[n]))
    row("keys of cohorts derived", lambda n: credentials.derive(SEED, "round", f"c{n}"))
    row("ballots sealed by a voter in Python", lambda n: envelopes.seal_body(public, text))
    row("ballots opened and read at the seal", lambda n: envelopes.unpack(envelopes.open_body(private, bodies[n])))
    return judged(box_of_any_size())


def row(label: str, act: Callable[[int], object]) -> None:
    """Run one thing many times, and print how often a second of this core's own time."""
    before = time.process_time()
    for n in range(TIMES):
        act(n)
    print(f"{label:38}{TIMES / (time.process_time() - before):10.0f}")


def box_of_any_size() -> list[Target]:
    """Print what a visit costs the server with an empty box and with a full one; return how they compare."""
    folder = Path(tempfile.mkdtemp(prefix="pulse-box-"))
    try:
        with sqlite(folder) as place:
            with application(place):
                hire(400, 20)
                opened = begin()
                token = token_of(opened, ids()[0])
            requests = {"page": get("/p"), "visit": post("/visit", {"invite": token})}
            requests |= {"round": get(f"/rounds/{opened.uid}")}
            print(f"\n{'server CPU-ms with ballots in the box':38}{'0':>10}{f'{FULL}':>10}{'ratio':>8}")
            empty = costs(place, requests)
            with application(place):
                fill(opened.uid)
            full = costs(place, requests)
        for name in requests:
            print(f"{name:38}{empty[name]:10.2f}{full[name]:10.2f}{full[name] / empty[name]:8.2f}")
        return [Target(f"{name}, full box to empty", full[name] / empty[name], MOST_RATIO) for name in requests]
    finally:
        tidy(folder)


def costs(place, requests: dict[str, bytes]) -> dict[str, float]:
    """Return the CPU-ms of the server for each request."""
    found = {}
    with serving(place) as server:
        line = Line(server.address)
        for name, request in requests.items():
            for _ in range(ASKED // 10):
                line.ask(request)
            before = server.cpu()
            for _ in range(ASKED):
                if line.ask(request)[0] != 200:
                    raise RuntimeError(f"{name} failed")
            found[name] = (server.cpu() - before) / ASKED * 1000
        line.close()
    return found


def fill(uid: str) -> None:
    """Fill the box with bytes of the right size: nothing opens them here."""
    with walled(write=True) as connection:
        connection.execute(delete(Ballot))
        for begun in range(0, FULL, 5000):
            rows = [
                {"box": uid, "nullifier": secrets.token_bytes(32), "sealed": secrets.token_bytes(SEALED_SIZE)}
                for _ in range(min(5000, FULL - begun))
            ]
            connection.execute(insert(Ballot), sorted(rows, key=lambda made: made["nullifier"]))
        if connection.scalar(select(func.count()).select_from(Ballot)) != FULL:
            raise RuntimeError("the box is not full")


if __name__ == "__main__":
    sys.exit(main())
