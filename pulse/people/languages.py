"""Which language tags exist: ISO 639-1, so that a slip of the pen is named and a rare language is kept."""

import re
from collections.abc import Mapping

from pulse.base.tongues import OWN_NAMES

# ISO 639-1 (Library of Congress), without the withdrawn codes.
CODES = """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo
    es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg
    ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn
    no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta
    te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
ISO_639_1 = frozenset(CODES.split())

NAMES: Mapping[str, str] = {name.casefold(): code for code, name in OWN_NAMES.items()} | {
    name: code
    for code, names in {
        "en": "englisch anglais inglés eng",
        "de": "german allemand alemán deu ger",
        "fr": "french französisch français francés fra fre",
        "es": "spanish spanisch espagnol español spa",
        "it": "italian italienisch italien italiano ita",
        "pt": "portuguese portugiesisch portugais português por",
        "pl": "polish polnisch polonais polski pol",
        "tr": "turkish türkisch turc türkçe tur",
        "nl": "dutch niederländisch néerlandais nederlands nld dut",
        "ar": "arabic arabisch arabe ara",
        "ja": "japanese japanisch japonais 日本語 jpn",
        "zh": "chinese chinesisch chinois 中文 zho chi",
        "ru": "russian russisch russe русский rus",
        "uk": "ukrainian ukrainisch ukrainien українська ukr",
    }.items()
    for name in names.split()
}

TAG = re.compile(r"(?P<language>[a-z]{2})(?:[-_](?P<script>[a-z]{4}))?(?:[-_.](?P<region>[a-z]{2}|[0-9]{3}))?")


def language(text: str) -> str | None:
    """Return the tag as BCP 47 writes it ("pt_br" is "pt-BR"), or None when there is no such language."""
    folded = text.casefold()
    match = TAG.fullmatch(NAMES.get(folded, folded))
    if not match or match["language"] not in ISO_639_1:
        return None
    parts = (match["language"], (match["script"] or "").title(), (match["region"] or "").upper())
    return "-".join(part for part in parts if part)
