"""What the first screen of the pulse promises: each sentence has a test, and no page promises more than SECURITY.md."""

import re
from pathlib import Path

from tests.laws._reading import HOUSE, copy_of_the_house, templates

SCREEN = "templates/rounds/pulse.html"
TOLD = {  # the beginning of each sentence that promises something, and where it is tried
    "Your answers carry no name": "tests/attacks/test_byte_scan.py::"
    "test_after_the_seal_no_file_holds_anything_that_was_planted",
    "Everybody sees the results of the company": "tests/attacks/test_cells_by_algebra.py::"
    "test_no_group_under_five_follows_from_what_the_gate_publishes",
    "You can stop and go on later here": "tests/journeys/answering/test_shared_device.py::"
    "test_a_draft_is_forgotten_after_a_day_without_a_touch_and_the_right_stays",
    "Sending is final": "tests/attacks/test_protocol.py::"
    "test_another_ballot_under_the_same_credential_is_refused_and_the_first_counts",
    "Then do not answer here": "tests/journeys/answering/test_shared_device.py::"
    "test_the_next_person_begins_anew_and_the_first_finds_their_own_again",
    "These people make one group": "tests/attacks/test_cells_by_algebra.py::"
    "test_no_group_under_five_follows_from_what_the_gate_publishes",
    "At most these people": "tests/rounds/test_comment_readers.py::test_the_writer_is_told_those_names_and_no_newcomer",
}
PLAIN = {  # sentences that promise nothing
    "How this works",
    "Open until",
    "Begin",
    "What was begun here",
    "This is for",
    "Forget on this device",
    "What came of the last pulse",
    "Nothing has been promised yet",
    "Who is counted with me?",
    "Who may read my comment?",
    "Nobody may watch you answer",
    "What is public of this pulse",
}
# Whoever runs the server can change or watch it while a round is open: no sentence may say anything else.
TOO_MUCH = re.compile(
    r"\bnot whoever runs|whoever runs (?:the|this) server (?:included|neither)"
    r"|nobody can (?:find out|see) which answers"
    r"|nobody,? (?:\w+ )?(?:pulse|moderators) (?:included|neither)|nobody can tell whose",
    re.IGNORECASE,
)


def first_screen(house: Path) -> list[str]:
    """Return the sentences of the first screen."""
    page = (house / SCREEN).read_text("utf-8")
    section = page.partition('id="welcome"')[2].partition("</section>")[0]
    return re.findall(r"_\('((?:[^'\\]|\\.)*)'", section)


def untried(house: Path) -> list[str]:
    """Return sentences that promise something and name no test, or one that is not there."""
    found = []
    for sentence in first_screen(house):
        if sentence.startswith(tuple(PLAIN)):
            continue
        place = next((test for words, test in TOLD.items() if sentence.startswith(words)), "")
        path, _, name = place.partition("::")
        if not name or f"def {name}(" not in (HOUSE / path).read_text("utf-8"):
            found.append(sentence)
    return found


def boasts(house: Path) -> list[str]:
    """Return templates and papers that promise what SECURITY.md does not."""
    papers = [
        (path.name, path.read_text("utf-8")) for path in (house / "README.md", house / "SECURITY.md") if path.exists()
    ]
    return [f"{name}: {found[0]}" for name, text in [*templates(house), *papers] for found in TOO_MUCH.finditer(text)]


def test_every_promise_of_the_first_screen_has_a_test() -> None:
    assert untried(HOUSE) == []
    assert [words for words in TOLD if not any(each.startswith(words) for each in first_screen(HOUSE))] == []


def test_no_page_promises_more_than_is_so() -> None:
    assert boasts(HOUSE) == []


def test_planted_promises_are_seen(tmp_path: Path) -> None:
    house = copy_of_the_house(tmp_path)
    page = house / SCREEN
    more = "<p>{{ _('Nobody can find out which answers are yours: not whoever runs this server.') }}</p>"
    page.write_text(page.read_text("utf-8").replace("<h1 tabindex", f"{more}<h1 tabindex", 1), "utf-8")
    assert len(untried(house)) == 1
    assert len(boasts(house)) == 2
