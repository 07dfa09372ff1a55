"""The chain of hashes, and the command that checks a downloaded ledger."""

import copy
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from click.testing import CliRunner

from pulse.promises.chain import (
    BEFORE_THE_FIRST,
    FORMAT,
    LedgerLine,
    LedgerWrong,
    canonical,
    departs,
    digest,
    exported,
    fault,
    written,
)
from pulse.promises.commands import verify_ledger

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


def ledger(length: int, note: str = "Bought.") -> list[dict]:
    made, last = [], BEFORE_THE_FIRST
    for number in range(1, length + 1):
        payload = {"note": note, "on": "2026-03-02"}
        line = LedgerLine(
            number, "p" * 16, written(AT + timedelta(minutes=number)), "u" * 16, "progress", payload, last
        )
        last = digest(line)
        made.append(exported(line, last))
    return made


def test_an_unchanged_ledger_holds_and_an_empty_one_too():
    assert fault(ledger(5)) is None
    assert fault([]) is None


def changed(place: int, **more) -> list[dict]:
    made = copy.deepcopy(ledger(5))
    made[place] |= more
    return made


WRONGS = [
    (changed(2, payload={"note": "Never said."}), LedgerWrong.CHANGED, 3),
    (changed(2, by=""), LedgerWrong.CHANGED, 3),
    (changed(2, at="2026-03-02T12:03:00.000001Z"), LedgerWrong.CHANGED, 3),
    (changed(2, promise="q" * 16), LedgerWrong.CHANGED, 3),
    (changed(2, kind="kept"), LedgerWrong.CHANGED, 3),
    (changed(0, hash="0" * 64), LedgerWrong.CHANGED, 1),
    (changed(1, previous="0" * 64), LedgerWrong.PREVIOUS, 2),
    (ledger(5)[1:], LedgerWrong.NUMBER, 1),
    (ledger(5)[:2] + ledger(5)[3:], LedgerWrong.NUMBER, 3),
    ([*ledger(5), ledger(5)[4]], LedgerWrong.NUMBER, 6),
    (changed(3, more="x"), LedgerWrong.SHAPE, 4),
    ([*ledger(2), "x"], LedgerWrong.SHAPE, 3),
    (changed(1, payload=[]), LedgerWrong.SHAPE, 2),
]


@pytest.mark.parametrize(("entries", "wrong", "number"), WRONGS)
def test_the_first_wrong_entry_is_named(entries, wrong, number):
    found = fault(entries)
    assert found is not None
    assert (found.wrong, found.number) == (wrong, number)


def test_a_change_that_hashes_itself_anew_breaks_the_next_entry():
    made = ledger(5)
    line = LedgerLine(
        **{name: made[1][name] for name in LedgerLine.__dataclass_fields__} | {"payload": {"note": "Never said."}}
    )
    made[1] = exported(line, digest(line))
    found = fault(made)
    assert found is not None
    assert (found.wrong, found.number) == (LedgerWrong.PREVIOUS, 3)


def test_a_whole_new_chain_departs_from_what_was_kept_before():
    new = ledger(7, note="Never said.")
    assert fault(new) is None
    assert departs(ledger(5), ledger(7)) is None
    assert departs([], ledger(2)) is None
    found = departs(ledger(5), new)
    assert found is not None
    assert found.number == 1
    shorter = departs(ledger(5), ledger(4))
    assert shorter is not None
    assert shorter.number == 5


def test_the_same_value_has_one_spelling():
    assert (
        canonical({"b": "ü", "a": [1, None]})
        == canonical({"a": [1, None], "b": "ü"})
        == b'{"a":[1,null],"b":"\\u00fc"}'
    )
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical(float("nan"))
    assert written(AT) == written(AT.astimezone(timezone(timedelta(hours=5)))) == "2026-03-02T12:00:00.000000Z"


@pytest.fixture
def run(tmp_path):
    """Write ledgers to files and check them as a host does: `run(entries, earlier)`."""

    def write(name: str, entries: object) -> str:
        path = tmp_path / name
        path.write_text(json.dumps({"format": FORMAT, "entries": entries}))
        return str(path)

    def checked(entries: object, earlier: object | None = None) -> tuple[int, str]:
        more = [] if earlier is None else ["--earlier", write("earlier.json", earlier)]
        result = CliRunner().invoke(verify_ledger, [write("ledger.json", entries), *more])
        return result.exit_code, result.output

    return checked


def test_the_command_says_that_the_chain_holds_or_where_it_does_not(run, tmp_path):
    whole = ledger(5)
    assert run(whole) == (0, f"The chain holds: 5 entries, the last hash is {whole[-1]['hash']}\n")
    assert run(ledger(7), whole)[0] == 0
    status, said = run(changed(2, by=""))
    assert (status, "entry 3 was changed after it was written" in said) == (1, True)
    status, said = run(ledger(7, note="Never said."), whole)
    assert (status, "entry 1 is not what the earlier file holds" in said) == (1, True)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b'{"format": "x", "entries": []}', b"[" * 100_000])
def test_what_is_no_ledger_is_refused_in_a_sentence(tmp_path, content):
    path = tmp_path / "other.json"
    path.write_bytes(content)
    result = CliRunner().invoke(verify_ledger, [str(path)])
    assert result.exit_code == 1
    assert "is not a ledger" in result.output
