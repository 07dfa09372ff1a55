"""Questions that were brought together: each stays as it is and points to the one it stands under."""

from collections.abc import Mapping


def head(question: str, under: Mapping[str, str]) -> str:
    """Return the question that one stands under in the end; itself, when it stands alone."""
    seen = {question}
    while (upper := under.get(question, "")) and upper not in seen:
        seen.add(upper)
        question = upper
    return question


def would_turn(part: str, into: str, under: Mapping[str, str]) -> bool:
    """Tell whether a question would come to stand under itself."""
    return head(into, under) == part or part == into
