"""The only place that asks the time, and when a file was changed."""

from datetime import UTC, datetime
from pathlib import Path


def now() -> datetime:
    """Return this moment, aware and in UTC."""
    return datetime.now(UTC)


def touched(path: Path) -> datetime:
    """Return when a file was last written, moved or given other rights: what a copied file cannot pretend."""
    found = path.stat()
    return datetime.fromtimestamp(max(found.st_mtime, found.st_ctime), UTC)
