"""Ballots and whole visits a second with the production server at 1, 8 and 32 clients; latency of one visitor."""

import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from tests.benchmarks._client import Run, apart
from tests.benchmarks._company import application, begin, hire, kinds
from tests.benchmarks._server import Server, durable_commits, serving, tidy
from tests.benchmarks._targets import Target, judged
from tests.benchmarks._voters import Voter, voters

PEOPLE, TEAMS = 4000, 200
AT = {1: 200, 8: 1200, 32: 1200}  # clients: how many visits, and how many ballots, are measured
WARM = 100
MOST_SLOWER = 1.2  # four times the clients may cost the server so much of its rate

Visit = Sequence[tuple[str, bytes]]


def main() -> int:
    """Measure each database this machine has, or the ones named; say whether many at once are served as fast as few."""
    missed = 0
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for name, opened in kinds().items():
        if len(sys.argv) > 1 and name.lower() not in [argument.lower() for argument in sys.argv[1:]]:
            continue
        folder = Path(tempfile.mkdtemp(prefix="pulse-visits-"))
        try:
            with opened(folder) as place:
                with application(place):
                    hire(PEOPLE, TEAMS)
                    made = list(voters(begin()))
                print(f"\n{name}: the disk makes {durable_commits(folder):.0f} commits a second durable")
                with serving(place) as server:
                    missed += judged(measure(server, made))
        finally:
            tidy(folder)
    return min(missed, 1)


def measure(server: Server, made: list[Voter]) -> list[Target]:
    """Print one table; return how the most clients compare with those before."""
    pile = iter(made)
    apart(server.address, map(whole, islice(pile, WARM)), 4)
    print(f"{'':22}{'/s':>8}{'p50 ms':>9}{'p95 ms':>9}{'server CPU-ms':>15}{'generator’s CPU':>17}{'failed':>8}")
    runs = {}
    for clients, count in AT.items():
        work = [whole(voter) for voter in islice(pile, count)]
        runs[clients] = row(f"visits, {clients} clients", server, work, clients)
    for clients, count in AT.items():
        # A ballot is not tied to who collected: these voters hold credentials the benchmark made with the round's key.
        casts = [(("ballot", voter.ballot),) for voter in islice(pile, count // 5)]
        row(f"ballots, {clients} clients", server, casts, clients)
    print(f"memory of the server: {server.memory():.0f} MiB")
    (few, before), (many, after) = list(runs.items())[-2:]
    slower = (before.done / before.took) / (after.done / after.took)
    failed = sum(len(run.failed) for run in runs.values())
    return [Target(f"visits/s, {few} clients to {many}", slower, MOST_SLOWER), Target("visits that failed", failed, 0)]


def row(label: str, server: Server, work: list[Visit], clients: int) -> Run:
    """Run and print one line; for one visitor each request by itself too."""
    before = server.cpu()
    run = apart(server.address, work, clients)
    spent = server.cpu() - before
    share = run.cpu / run.took / (os.cpu_count() or 1)
    print(
        f"{label:22}{run.done / run.took:8.1f}{run.quantile('all', 0.5):9.1f}{run.quantile('all', 0.95):9.1f}"
        f"{1000 * spent / run.done:15.2f}{share:17.1%}{len(run.failed):8}"
    )
    if clients == 1 and len(run.late) > 2:
        alone(run)
    return run


def alone(run: Run) -> None:
    """Print the latency of each request of one visitor."""
    for name in ("page", "visit", "credential", "ballot"):
        print(f"  {name:20}{'':8}{run.quantile(name, 0.5):9.1f}{run.quantile(name, 0.95):9.1f}")


def whole(voter: Voter) -> Visit:
    """Return a visit: open the page, look, collect, cast."""
    return tuple((name, getattr(voter, name)) for name in ("page", "visit", "credential", "ballot"))


if __name__ == "__main__":
    sys.exit(main())
