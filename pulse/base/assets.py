"""Static files under an address that changes with them, so that browsers may keep them for a year."""

import hashlib
from pathlib import Path


def address_of(folder: Path) -> str:
    """Return the address of static files: their common hash is a folder in it.

    A folder rather than a query, because the address must also reach what the files name themselves: modules import
    each other, style sheets name fonts.
    """
    seen = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        seen.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
        seen.update(path.read_bytes())
    return f"/static/{seen.hexdigest()[:12]}"
