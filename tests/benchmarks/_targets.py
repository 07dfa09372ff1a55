"""What a benchmark wants, beside what it found: one line for each target, kept or not."""

from collections.abc import Iterable
from typing import NamedTuple


class Target(NamedTuple):
    """`found` may be `most` at most; a ratio as a rule, so that any machine can tell."""

    label: str
    found: float
    most: float


def judged(targets: Iterable[Target]) -> int:
    """Print each target; return 1 if one is not kept, as a program does."""
    missed = 0
    for label, found, most in targets:
        kept = found <= most
        missed += not kept
        print(f"{'kept' if kept else 'NOT KEPT':9}{label}: {found:.2f}, at most {most:g}")
    return int(missed > 0)
