"""What the first visit costs the line: requests and bytes as sent, with the credential code, from page to receipt."""

import re
import sys
import tempfile
from pathlib import Path
from urllib.parse import urljoin

from tests.benchmarks._client import Line, get
from tests.benchmarks._company import application, begin, hire, sqlite
from tests.benchmarks._server import serving, tidy
from tests.benchmarks._targets import Target, judged
from tests.benchmarks._voters import Voter, voters

NAMED = re.compile(r"""<(?:link|script)[^>]*?(?:href|src)="(/static/[^"]+)""")
IMPORTED = re.compile(r"""(?:from|import)\s*["'](\.{1,2}/[^"']+)["']""")

TEN_PACKETS = 10 * 1460  # bytes that a new line carries before the first answer comes back
MOST_KIB = 60


def main() -> int:
    """Print a line for each request of a first visit, the sums, and whether they are small enough."""
    folder = Path(tempfile.mkdtemp(prefix="pulse-first-"))
    try:
        with sqlite(folder) as place:
            with application(place):
                hire(400, 20)
                voter = next(voters(begin()))
            with serving(place) as server:
                line = Line(server.address)
                found = show(line, voter)
                line.close()
        return judged(found)
    finally:
        tidy(folder)


def show(line: Line, voter: Voter) -> list[Target]:
    """Take the visit and print it; return what it may weigh."""
    print(f"{'bytes received':44}{'coding':>10}{'head':>8}{'body':>8}")
    sizes = [shown(line, "/p", get("/p"))]
    wanted = NAMED.findall(plain(line, "/p"))
    seen: set[str] = set()
    while wanted:
        path = wanted.pop(0)
        if path in seen:
            continue
        seen.add(path)
        sizes.append(shown(line, path, get(path)))
        if path.endswith(".js"):
            wanted += [urljoin(path, name) for name in IMPORTED.findall(plain(line, path))]
    sizes += [shown(line, f"/{name}", getattr(voter, name)) for name in ("visit", "credential", "ballot")]
    print(f"{len(sizes)} requests{'':44}{sum(head for head, _ in sizes):8}{sum(body for _, body in sizes):8}")
    print(f"sent: the ballot {len(voter.ballot)} bytes, whatever it says")
    page, whole = sum(sizes[0]), sum(map(sum, sizes))
    return [
        Target("the page, in ten packets of a new line", page / TEN_PACKETS, 1),
        Target("all, KiB", whole / 1024, MOST_KIB),
    ]


def shown(line: Line, path: str, request: bytes) -> tuple[int, int]:
    """Ask once, print one line, return the bytes of head and body."""
    status, head, body = line.ask(request)
    coding = head.partition(b"content-encoding: ")[2].partition(b"\r\n")[0].decode() or "-"
    print(f"{re.sub('/static/[0-9a-f]+', '/static/…', path):44}{coding:>10}{len(head):8}{len(body):8}")
    if status >= 400:
        raise RuntimeError(f"{path}: {status}")
    return len(head), len(body)


def plain(line: Line, path: str) -> str:
    """Return a text as it was before compression."""
    return line.ask(get(path).replace(b"gzip, deflate, br", b"identity"))[2].decode()


if __name__ == "__main__":
    sys.exit(main())
