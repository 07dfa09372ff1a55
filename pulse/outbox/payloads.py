"""What is posted to a channel of Slack or Teams: plain words and one link; nothing in them calls anybody."""

import json
import re
from enum import StrEnum
from typing import Any, Final

LONGEST: Final = 1000  # characters of what was said; the page has all of it
JOINER: Final = "\u2060"  # is not seen, and parts what must not be read as one
# Signs that are not seen and could turn the words around that follow, in chats that have no element to hold them in.
TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
BREAKS: Final = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
CALLS: Final = re.compile(r"@(?=\w)")


class Chat(StrEnum):
    """Which kind of chat a channel is of; also the value in the table."""

    SLACK = "slack"
    TEAMS = "teams"


def body(chat: Chat, sentence: str, link: str, label: str) -> bytes:
    """Return the JSON that says a sentence and links to its page under `label`."""
    said = plain(sentence)
    made = _slack(said, link, label) if chat is Chat.SLACK else _teams(said, link, label)
    return json.dumps(made).encode()


def plain(words: str) -> str:
    """Return words on one line that call nobody (`@channel`), turn nothing around and are not too long."""
    flat = TURNING.sub("", BREAKS.sub(" ", words)).strip()
    short = flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"
    return CALLS.sub("@" + JOINER, short)


def _slack(said: str, link: str, label: str) -> dict[str, Any]:
    """Make a message of Slack: `&`, `<` and `>` are its only control characters, and `<!channel>` its call."""
    styled = re.sub(r"([*_~`])", JOINER + r"\1" + JOINER, _escaped(said))
    address = _escaped(link).replace("|", "%7C")
    return {
        "text": f"{styled}\n<{address}|{_escaped(plain(label))}>",
        "link_names": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _teams(said: str, link: str, label: str) -> dict[str, Any]:
    """Make an adaptive card as workflows of Teams take it: a run of text knows no Markdown, only `{{DATE()}}`."""
    run = {"type": "TextRun", "text": re.sub(r"\{(?=\{)", "{" + JOINER, said)}
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [{"type": "RichTextBlock", "inlines": [run]}],
        "actions": [{"type": "Action.OpenUrl", "title": plain(label), "url": link}],
    }
    content = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [content]}
