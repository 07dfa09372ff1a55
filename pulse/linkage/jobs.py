"""What is due of customers: the link, once a night."""

from datetime import datetime

from pulse.linkage import actions


def compute(now: datetime) -> int:
    """Say what may be said of the link that HR chose; return how many verdicts are new."""
    return actions.compute(now)
