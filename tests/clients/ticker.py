"""A process that opens what is due, at the same moment as another one."""

import sys
from pathlib import Path

from pulse import create_app
from pulse.base.settings import load
from pulse.clients import jobs
from tests.clients.asked import NOON
from tests.outbox.sender import wait_for_the_other


def main() -> None:
    """Tick once, when two are ready."""
    instance = Path(sys.argv[1])
    app = create_app(load(instance))
    with app.app_context():
        wait_for_the_other(instance, 2)
        jobs.advance(NOON)


if __name__ == "__main__":
    main()
