"""Which Pulse this is; a backup names it."""

from typing import Final

VERSION: Final = "0.1.0"
