"""How a backup is spelled, and what is refused."""

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from pulse.admin.backup_format import (
    ArchivePart,
    BadArchive,
    ColumnKind,
    Manifest,
    Unfit,
    columns,
    manifest,
    spelled,
    values,
)

COLUMNS = (
    ("id", ColumnKind.WHOLE),
    ("name", ColumnKind.PLAIN),
    ("body", ColumnKind.BYTES),
    ("at", ColumnKind.MOMENT),
    ("on", ColumnKind.DAY),
    ("layout", ColumnKind.JSON),
)
ROW = [1, "Zoë ☕", bytes(range(256)), datetime(2026, 3, 2, 9, tzinfo=UTC), date(2026, 3, 2), {"a": [1, None]}]
MANIFEST = Manifest(
    "0.1.0", {"people": "sqlite"}, "0001", "2026-03-02T09:00:00+00:00", ("r1",), {"p/x": ArchivePart(2, "ff")}
)


@pytest.mark.parametrize("row", [ROW, [None] * 6])
def test_a_row_comes_back_as_it_was(row):
    first, second = spelled(COLUMNS, [row])
    assert (columns(first), values(second, COLUMNS)) == (COLUMNS, row)


def test_a_moment_comes_back_in_utc_wherever_it_was_written():
    eastward = datetime(2026, 3, 2, 11, tzinfo=timezone(timedelta(hours=2)))
    _, line = spelled((("at", ColumnKind.MOMENT),), [[eastward]])
    assert values(line, (("at", ColumnKind.MOMENT),))[0].isoformat() == "2026-03-02T09:00:00+00:00"


@pytest.mark.parametrize(
    "line", [b"{}", b"[1]", b"[1,2,", b'[1,"x","!",null,null,null]', b'[1,"x",null,"noon",null,null]']
)
def test_a_damaged_row_is_refused(line):
    with pytest.raises(BadArchive) as bad:
        values(line, COLUMNS)
    assert bad.value.why is Unfit.DAMAGED


def test_a_manifest_is_read_as_it_was_written():
    assert manifest(MANIFEST.text().encode(), {"0001"}) == MANIFEST


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", Unfit.NO_BACKUP),
        (b"[]", Unfit.NO_BACKUP),
        (b'{"format": 1}', Unfit.NO_BACKUP),
        (b'{"format": 2}', Unfit.NEWER),
        (json.dumps(json.loads(MANIFEST.text()) | {"revision": "0999"}).encode(), Unfit.NEWER),
    ],
)
def test_another_manifest_is_refused_with_its_reason(text, why):
    with pytest.raises(BadArchive) as bad:
        manifest(text, {"0001"})
    assert bad.value.why is why
