"""Which parts of colleagues' names a comment should not hold, so that the browser can warn before it is sent."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

LETTERS = re.compile(r"[^\W\d_]+")
MARKS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
# Scripts without spaces, or with endings written onto the name: Han, Hiragana, Katakana, Hangul.
EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
# Scripts that write "and", "to", "from" onto the name: Hebrew, Arabic.
PREFIXING = re.compile("[\u0590-\u05ff\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]")
SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "ß": "ss"})
# Letters that keep their shape when accents are taken off, though people type them without.
BARE = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})

SHORTEST = 3
SHORTEST_EAST_ASIAN = 2

# Particles, titles, and names that are also words of a comment: alone they would warn all the time.
ORDINARY = """
    von van der den dem des del dos das della delle bin ibn bint ben abu the and und zum zur prof mag ing dipl
    mrs miss herr frau señor señora
    may will mark bill rose grace hope faith joy art drew pat rob sue chase case frank rich guy page
    young long white black brown green gray grey king day best good price power field stone wood hill bell
    bush church cross waters banks hall lane park parks rivers woods west east north south summer winter spring
    autumn short small sharp swift strong wise noble law love moon star
    sun sky rain storm snow frost fields english french german
    klein lang kurz groß gross jung alt neu weiß weiss schwarz braun grün ernst sommer herbst frühling koch
    berg stein wolf vogel könig kaiser sonntag montag freitag engel held hand recht zeit frei reich stark
    kraft lange große mann kind kinder herz haus bach wald feld garten zimmer kühn kalt
    can deniz umut barış güneş yıldız demir kaya
    blanc noir petit grand roi mer lune bon beau belle roche paix
    luz mar sol rey cruz paz flores campos blanco delgado leal
    حسن نور جميل كريم امل سعيد سلام بدر
    טוב גיל אור טל שיר חן רז דור גל
"""


class Where(StrEnum):
    """Where in a comment a fragment counts."""

    WHOLE = "whole"
    PREFIXED = "prefixed"
    INSIDE = "inside"


# What may stand before and after a fragment (particles of Arabic and Hebrew); in JavaScript [^\W\d_] is \p{L}.
AROUND: Mapping[Where, tuple[str, str]] = {
    Where.WHOLE: (r"(?<![^\W\d_])", r"(?![^\W\d_])"),
    Where.PREFIXED: (
        r"(?<![^\W\d_])[\u0648\u0641\u0628\u0643\u0644\u05d5\u05d4\u05d1\u05dc\u05db\u05de\u05e9]{0,3}",
        r"(?![^\W\d_])",
    ),
    Where.INSIDE: ("", ""),
}


@dataclass(frozen=True, slots=True, order=True)
class Fragment:
    """Text to look for in a folded comment; several words are parted by single spaces."""

    text: str
    where: Where


def fold(text: str) -> str:
    """Return the text as it is compared, in lower case, without accents and vowel points; the browser does the same.

    In JavaScript: toLowerCase, normalize("NFKD"), MARKS taken out, normalize("NFC"), then the letters of BARE.
    """
    return unicodedata.normalize("NFC", MARKS.sub("", unicodedata.normalize("NFKD", text.lower()))).translate(BARE)


def fragments(name: str) -> tuple[Fragment, ...]:
    """Return what to look for to notice one person's name: the full name, and each part that is no ordinary word."""
    plain = LETTERS.findall(fold(name))
    spelt_out = LETTERS.findall(fold(unicodedata.normalize("NFC", name).lower().translate(SPELT_OUT)))
    found: list[Fragment] = []
    if len(plain) > 1:
        found += [Fragment(" ".join(words), _where("".join(words))) for words in (plain, spelt_out)]
    for word, other in zip(plain, spelt_out, strict=False):
        parts = _parts(word)
        found += parts + (_parts(other) if parts else [])
    return tuple(dict.fromkeys(found))


def watched(names: Iterable[str]) -> tuple[Fragment, ...]:
    """Return what to look for to notice anybody's name, each once, in a fixed order that tells nothing."""
    return tuple(sorted({fragment for name in names for fragment in fragments(name)}))


def mentions(comment: str, fragments: Iterable[Fragment]) -> tuple[Fragment, ...]:
    """Return the fragments a comment holds: what the browser does, said in Python."""
    text = re.sub(r"[\W\d_]+", " ", fold(comment))
    return tuple(fragment for fragment in fragments if re.search(_pattern(fragment), text))


def _pattern(fragment: Fragment) -> str:
    before, after = AROUND[fragment.where]
    return before + re.escape(fragment.text) + after


def _parts(word: str) -> list[Fragment]:
    if EAST_ASIAN.search(word):
        return _east_asian(word)
    if word in _ORDINARY_FOLDED:
        return []
    # The Arabic article melts into a particle before it ("lil-Faris"), so the name is looked for without it as well.
    bare = word.removeprefix("\u0627\u0644")
    return [Fragment(text, _where(text)) for text in dict.fromkeys((word, bare)) if len(text) >= SHORTEST]


def _east_asian(word: str) -> list[Fragment]:
    """Return the whole, the last two signs (a given name) and, from four signs on, the first two (a family name)."""
    texts = [word, *([word[-2:]] if len(word) > 2 else []), *([word[:2]] if len(word) > 3 else [])]
    return [Fragment(text, Where.INSIDE) for text in dict.fromkeys(texts) if len(text) >= SHORTEST_EAST_ASIAN]


def _where(text: str) -> Where:
    if EAST_ASIAN.search(text):
        return Where.INSIDE
    return Where.PREFIXED if PREFIXING.search(text) else Where.WHOLE


_ORDINARY_FOLDED = frozenset(fold(word) for word in ORDINARY.split()) | frozenset(
    fold(word.translate(SPELT_OUT)) for word in ORDINARY.split()
)
