"""When replies go out, and how long a thread stays open. Pure rules; the clock is elsewhere."""

from datetime import date, datetime, timedelta

GOES_OUT = timedelta(hours=3)  # after midnight UTC: everything that waits goes out together
OPEN_DAYS = 180  # after the seal of its round a thread closes: keys and replies are destroyed


def day_of(now: datetime) -> date:
    """Return the day whose replies should have gone out by now."""
    return (now - GOES_OUT).date()


def sealed_before(now: datetime) -> datetime:
    """Return until when a round must have been sealed for its threads to be closed now."""
    return now - timedelta(days=OPEN_DAYS)
