"""The libraries that draw the text of PDF files, and whether this machine has them."""

from contextlib import suppress
from ctypes import CDLL
from functools import cache

# What WeasyPrint opens at run time, by the names under which Linux, macOS and Windows know it.
LIBRARIES = (
    ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
    ("libharfbuzz.so.0", "libharfbuzz.dylib", "libharfbuzz-0.dll"),
    ("libfontconfig.so.1", "libfontconfig.dylib", "libfontconfig-1.dll"),
)
# The same, as Debian and Ubuntu call them.
PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz0b", "libfontconfig1")


@cache
def is_possible() -> bool:
    """Say whether the libraries that draw text are on this machine."""
    return all(any(_opens(name) for name in names) for names in LIBRARIES)


def _opens(name: str) -> bool:
    with suppress(OSError):
        CDLL(name)
        return True
    return False
