"""What is said of each thing wrong in a file of scores."""

from collections.abc import Callable, Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pulse.base.csvfile import Fault
from pulse.people.faults import SENTENCES as OF_PEOPLE

SENTENCES: Mapping[str, LazyString] = {
    **OF_PEOPLE,
    "header_changed": _l("This file's columns are not those that were shown. Choose the file again."),
    "day_odd": _l("“%(value)s” is not a date. Write it as 2026-03-05 or 05.03.2026."),
    "quarter": _l("“%(value)s” is a quarter. Pulse counts by months: bring in a row for each month, such as 2026-03."),
    "day_ambiguous": _l("“%(value)s” may mean two days. Say above whether the day or the month comes first."),
    "day_later": _l("“%(value)s” lies in the future."),
    "score_odd": _l("“%(value)s” is not a number."),
    "score_off": _l("“%(value)s” lies outside the scale %(hint)s."),
    "answers_odd": _l("“%(value)s” is not a number of answers."),
    "team_unknown": _l("No team is called “%(value)s”."),
    "team_several": _l("Several teams are called “%(value)s”. Choose one of them above."),
    "told_above": _l(
        "This rating stands in line %(hint)s already, with another score. The first one stays; here it says %(value)s."
    ),
    "told_before": _l("This rating was brought in before as %(hint)s. That stays; here it says %(value)s."),
    "not_known": _l("A file with these columns was never brought in by hand, so nobody has said what they mean."),
    "with_faults": _l("Some of its rows cannot be read, and a file of the folder lands as a whole or not at all."),
    "too_large": _l("This file is larger than whoever runs Pulse allows."),
    "lost": _l("The file is not on this machine any more. Bring it in again."),
}

SHOWN = 80


def sentence(fault: Fault) -> str:
    """Say what is wrong in the reader's language; a long value is cut."""
    return str(SENTENCES[fault.code]) % {"value": _cut(fault.value), "hint": _cut(fault.hint)}


def worded() -> Callable[[Fault], str]:
    """Return what says in the reader's language what is wrong, after the request too."""
    texts = {code: str(words) for code, words in SENTENCES.items()}
    return lambda fault: texts[fault.code] % {"value": _cut(fault.value), "hint": _cut(fault.hint)}


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
