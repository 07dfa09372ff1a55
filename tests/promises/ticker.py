"""A process that does what is due for promises, at the same moment as another one."""

import sys
from datetime import timedelta
from pathlib import Path

from pulse import create_app
from pulse.base.settings import load
from pulse.promises import jobs
from tests.outbox.sender import wait_for_the_other
from tests.promises.promising import NOON


def main() -> None:
    """Tick once, when two are ready."""
    instance = Path(sys.argv[1])
    app = create_app(load(instance))
    with app.app_context():
        wait_for_the_other(instance, 2)
        jobs.advance(NOON + timedelta(days=30))


if __name__ == "__main__":
    main()
