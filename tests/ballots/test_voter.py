"""The whole flow, and the browser's code against ours: the same bytes mean the same on both sides."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from pulse.ballots import credentials, envelopes, manifest, receipts, voter
from pulse.ballots.envelopes import BODY_SIZE, BallotText, Unreadable
from pulse.ballots.wire import from_text, to_text

SEED = bytes(range(32))
TEXT = BallotText("c1", {"T1": 4, "17": None, "4": 0}, {"comment": 'Größe "ok"\r\n\t漢字 😀', "O1": ""})
PRIVATE, PUBLIC = envelopes.new_seal()
ROOT = Path(__file__).parents[2]


@dataclass
class Server:
    """The server's part of a round with two cohorts."""

    header: str
    listed: list[manifest.Leaf]

    def answer(self, blinded: str, cohort: str = "c1") -> dict[str, object]:
        """Reply to /credential."""
        pair = credentials.derive(SEED, "r1", cohort)
        element, proof = credentials.evaluate(pair, from_text(blinded, 32))
        stands = manifest.place(self.listed, manifest.grow(self.listed), cohort)
        return {
            "cohort": cohort,
            "element": to_text(element),
            "proof": to_text(proof),
            "leaf": stands.leaf,
            "path": list(stands.path),
        }

    def accepts(self, posted: dict[str, str]) -> bool:
        """Say whether /ballot would take this."""
        pair = credentials.derive(SEED, posted["round"], posted["cohort"])
        secret = credentials.finalized(pair, from_text(posted["nonce"], 32))
        return credentials.authentic(secret, from_text(posted["body"], BODY_SIZE), from_text(posted["mac"], 32))


@pytest.fixture
def server():
    cohorts = [
        manifest.Cohort(name, 9, credentials.derive(SEED, "r1", name).public_key, ("T1", "17"))
        for name in ("c1", "c2", "c3")
    ]
    listed = manifest.leaves(cohorts)
    about = manifest.Round("r1", {"cohort": 7}, PUBLIC, None)
    return Server(manifest.canonical(manifest.header(about, listed)), listed)


@pytest.fixture(scope="session")
def browser_side(tmp_path_factory):
    """The browser's modules in node: call(name, *arguments) -> result, or {"error": ...}."""
    node = shutil.which("node")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout if node else "v0"
    if int(version[1:].split(".")[0]) < 20:
        pytest.skip("NOTE: no node 20 here: the browser's code is run in Chromium only")
    place = tmp_path_factory.mktemp("modules")
    (place / "package.json").write_text('{"type": "module"}')  # older nodes do not see by themselves what a module is
    for name in ("pulse", "vendor"):
        shutil.copytree(ROOT / "pulse" / "static" / name, place / "pulse" / "static" / name)
    script = place / "tests" / "ballots" / "browser_side.mjs"
    script.parent.mkdir(parents=True)
    shutil.copy(Path(__file__).with_name(script.name), script)

    def call(name, *arguments):
        asked = json.dumps([name, *arguments])
        ran = subprocess.run([node, script], input=asked, capture_output=True, text=True, check=False, timeout=60)
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    return call


def cast(server, text=TEXT):
    pending = voter.begin()
    reply = server.answer(to_text(pending.blinded))
    held = voter.credential(pending, reply, credentials.derive(SEED, "r1", "c1").public_key)
    return held, voter.ballot("r1", PUBLIC, held, text)


def test_a_ballot_is_cast_and_read_again(server):
    held, posted = cast(server)
    assert server.accepts(posted)
    assert set(posted) == {"round", "cohort", "nonce", "body", "mac"}
    assert receipts.nullifier(from_text(posted["nonce"], 32)).hex() == held.receipt
    read = envelopes.unpack(envelopes.open_body(PRIVATE, from_text(posted["body"], BODY_SIZE)))
    assert (read.answers, read.texts["comment"]) == (TEXT.answers, 'Größe "ok"\n漢字 😀')


@pytest.mark.parametrize("changed", [{"cohort": "c2"}, {"round": "r2"}, {"nonce": to_text(b"x" * 32)}])
def test_a_credential_holds_for_its_own_cohort_round_and_nonce(server, changed):
    _, posted = cast(server)
    assert not server.accepts(posted | changed)


def test_a_body_that_was_exchanged_on_the_way_is_refused(server):
    _, posted = cast(server)
    _, other = cast(server)
    assert not server.accepts(posted | {"body": other["body"]})


def test_a_voter_who_seals_nonsense_spoils_one_ballot_only(server):
    held, _ = cast(server)
    body = envelopes.seal_body(PUBLIC, b"nonsense".ljust(envelopes.TEXT_SIZE))
    posted = {
        "round": "r1",
        "cohort": "c1",
        "nonce": to_text(held.nonce),
        "body": to_text(body),
        "mac": to_text(credentials.mac(held.secret, body)),
    }
    assert server.accepts(posted)
    with pytest.raises(Unreadable):
        envelopes.unpack(envelopes.open_body(PRIVATE, body))


def test_held_secrets_are_not_printed(server):
    held, _ = cast(server)
    assert to_text(held.secret) not in repr(held)
    assert repr(held) == "Credential(cohort='c1')"


@pytest.mark.parametrize("at", [0, 1])
def test_the_browser_computes_the_vectors_of_the_standard(browser_side, at):
    given, blinded, evaluated, output = credentials._VECTORS[at]
    proof = (
        "ddef93772692e535d1a53903db24367355cc2cc78de93b3be5a8ffcc6985dd066d4346421d17bf5117a2a1ff0fcb2a759f58a539dfbe857a40bce4cf49ec600d",
        "401a0da6264f8cf45bb2f5264bc31e109155600babb3cd4e5af7d181a2c9dc0a67154fabf031fd936051dec80b0b6ae29c9503493dde7393b722eafdf5a50b02",
    )[at]
    blind = "64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706"
    said = browser_side("vector", given, blind, evaluated, proof, credentials._VECTOR_PUBLIC)
    assert said == {"blinded": blinded, "output": output}


def in_browser(browser_side, server, reply=None, promised=None, cohort="c1"):
    """Begin in the browser, answer here, finish in the browser."""
    pending = browser_side("begin")
    reply = (reply or (lambda answer: answer))(server.answer(pending["blinded"], cohort))
    promised = {"round": "r1", "header": server.header} | (promised or {})
    return pending, browser_side("finish", pending, reply, promised)


def test_a_ballot_from_the_browser_is_accepted_and_read(browser_side, server):
    pinned = {"fingerprint": manifest.fingerprint(server.header)}
    pending, got = in_browser(browser_side, server, promised=pinned)
    pair = credentials.derive(SEED, "r1", "c1")
    nonce = from_text(pending["nonce"], 32)
    assert got["secret"] == to_text(credentials.finalized(pair, nonce))
    assert got["questions"] == ["T1", "17"]
    held = {"round": "r1", "header": server.header, "cohort": "c1", "nonce": pending["nonce"], "secret": got["secret"]}
    posted = browser_side("ballot", held, {"answers": TEXT.answers, "texts": TEXT.texts})
    assert server.accepts(posted)
    read = envelopes.unpack(envelopes.open_body(PRIVATE, from_text(posted["body"], BODY_SIZE)))
    assert read.answers == TEXT.answers
    assert read.texts == {question: envelopes.clean(words) for question, words in TEXT.texts.items()}
    assert browser_side("receipt", pending["nonce"]) == receipts.nullifier(nonce).hex()


def swap(name, value):
    return lambda answer: answer | {name: value}


@pytest.mark.parametrize(
    ("reply", "promised", "fault"),
    [
        (swap("proof", to_text(b"\1" * 64)), {}, "forged"),
        (swap("element", credentials._VECTORS[0][2][:43]), {}, "forged"),
        (swap("cohort", "c2"), {}, "foreign"),
        (swap("path", []), {}, "foreign"),
        (swap("path", ["L" + to_text(b"x" * 32)]), {}, "foreign"),
        (lambda answer: answer | {"leaf": answer["leaf"].replace('"size":9', '"size":99')}, {}, "foreign"),
        (None, {"fingerprint": "0" * 64}, "swapped"),
        (None, {"round": "r2"}, "swapped"),
    ],
)
def test_the_browser_refuses_what_was_not_promised(browser_side, server, reply, promised, fault):
    _, got = in_browser(browser_side, server, reply, promised)
    assert got == {"error": "Mistrust", "fault": fault}


def test_the_browser_refuses_a_key_made_for_one_person(browser_side, server):
    def evaluated_elsewhere(answer):
        own = credentials.derive(SEED, "r1", "for-omar-alone")
        element, proof = credentials.evaluate(own, from_text(blinded[0], 32))
        return answer | {"element": to_text(element), "proof": to_text(proof)}

    blinded = []
    original = server.answer
    server.answer = lambda asked, cohort: (blinded.append(asked), original(asked, cohort))[1]
    _, got = in_browser(browser_side, server, evaluated_elsewhere)
    assert got == {"error": "Mistrust", "fault": "forged"}


def test_the_browser_refuses_a_cohort_below_the_minimum(browser_side):
    pair = credentials.derive(SEED, "r1", "c1")
    listed = manifest.leaves([manifest.Cohort("c1", 6, pair.public_key, ())])
    about = manifest.Round("r1", {"cohort": 7}, PUBLIC, None)
    small = Server(manifest.canonical(manifest.header(about, listed)), listed)
    _, got = in_browser(browser_side, small)
    assert got == {"error": "Mistrust", "fault": "small"}


@pytest.mark.parametrize("letter", ["a", '"', "\\", "\n", "é", "😀"])
def test_the_browser_packs_every_text_into_one_size(browser_side, letter):
    full = letter * (envelopes.WORDS_LIMIT // len(letter.encode()))
    answers = {f"T{number}": number for number in range(60)}
    data = from_text(browser_side("pack", "c1", {"answers": answers, "texts": {"comment": full}}), envelopes.TEXT_SIZE)
    assert envelopes.unpack(data) == BallotText("c1", answers, {"comment": full})
    assert browser_side("wordsLeft", {"comment": full}) == envelopes.WORDS_LIMIT - len(full.encode())
    assert browser_side("pack", "c1", {"texts": {"comment": full + "😀"}}) == {"error": "TooLong"}


def test_the_browser_mends_half_characters_as_we_do(browser_side):
    words = "a\ud83db\ud83d\r\nc\x00\ud83d\ude00"
    data = from_text(browser_side("pack", "c1", {"texts": {"comment": words}}), envelopes.TEXT_SIZE)
    assert envelopes.unpack(data).texts["comment"] == envelopes.clean(words)


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_the_verify_page_checks_a_whole_manifest_as_we_do(browser_side, count):
    listed = manifest.leaves([manifest.Cohort(f"c{n}", 7 + n, bytes([n]) * 32, ("T1",)) for n in range(count)])
    about = manifest.header(manifest.Round("r1", {"cohort": 7}, PUBLIC, None), listed)
    texts = [manifest.canonical(leaf) for leaf in listed]
    assert browser_side("manifestFaults", manifest.canonical(about), texts) == []
    wrong = about | {"members": 0, "root": "00", "thresholds": {"cohort": 99}}
    found = browser_side("manifestFaults", manifest.canonical(wrong), [*texts, texts[0]])
    assert found == ["foreign", "count", "small", "shared key"]


@pytest.mark.parametrize("count", [0, 1, 5])
def test_the_verify_page_hashes_receipts_as_we_do(browser_side, count):
    several = [bytes([255 - n]) * 32 for n in range(count)]
    assert browser_side("receiptsHash", [one.hex() for one in several]) == receipts.receipts_hash(several)


def test_the_verify_page_finds_a_pasted_receipt(browser_side):
    assert browser_side("counted", ["ab" * 32], f" {'AB' * 32}\n") is True
    assert browser_side("counted", ["ab" * 32], "cd" * 32) is False
