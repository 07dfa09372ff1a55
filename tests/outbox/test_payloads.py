"""What is posted: words that style nothing, link nowhere of their own and call nobody."""

import json

import pytest

from pulse.outbox.payloads import LONGEST, Chat, body, plain

LINK = "https://pulse.acme.example/promises/1?a=1&b=2"
HOSTILE = (
    "<!channel> <https://evil.example|click> & *bold* `code` @channel @here @lea [x](https://evil.example) {{DATE(x)}}"
)


def slack(sentence: str) -> str:
    return str(json.loads(body(Chat.SLACK, sentence, LINK, "Open in Pulse"))["text"])


def card(sentence: str) -> dict:
    sent = json.loads(body(Chat.TEAMS, sentence, LINK, "Open in Pulse"))
    assert sent["type"] == "message"
    assert sent["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive"
    return dict(sent["attachments"][0]["content"])


def test_slack_gets_a_sentence_and_a_link():
    assert slack("Lea kept a promise: a bell.") == (
        "Lea kept a promise: a bell.\n<https://pulse.acme.example/promises/1?a=1&amp;b=2|Open in Pulse>"
    )


def test_in_slack_no_word_is_a_link_a_style_or_a_call():
    said = slack(HOSTILE).rpartition("\n")[0]
    assert "<" not in said
    assert ">" not in said
    assert said.startswith("&lt;!channel&gt; &lt;https://evil.example|click&gt; &amp; ")
    assert [call for call in ("@channel", "@here", "@lea", "*bold*", "`code`") if call in said] == []
    sent = json.loads(body(Chat.SLACK, HOSTILE, LINK, "Open"))
    assert (sent["link_names"], sent["unfurl_links"], sent["unfurl_media"]) == (False, False, False)


def test_a_link_cannot_break_out_of_its_brackets():
    sent = json.loads(body(Chat.SLACK, "x", "https://a.example/|<!channel>", "a|b>"))["text"]
    assert sent == "x\n<https://a.example/%7C&lt;!channel&gt;|a|b&gt;>"


def test_teams_gets_a_card_with_a_run_of_plain_text_and_a_button():
    made = card("Lea kept a promise: a bell.")
    assert (made["type"], made["version"]) == ("AdaptiveCard", "1.4")
    assert made["body"] == [
        {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Lea kept a promise: a bell."}]}
    ]
    assert made["actions"] == [{"type": "Action.OpenUrl", "title": "Open in Pulse", "url": LINK}]


def test_in_teams_no_word_is_markdown_a_date_or_a_call():
    made = card(HOSTILE + " <at>Lea</at>")
    run = made["body"][0]["inlines"][0]
    assert run["type"] == "TextRun"  # knows no Markdown; a TextBlock does
    assert "{{" not in run["text"]
    assert "@channel" not in run["text"]
    assert "msteams" not in made  # without entities `<at>` names nobody


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200f", "\u061c"])
def test_no_sign_turns_the_rest_of_the_message_around(sign):
    assert plain(f"a{sign}b") == "ab"


def test_words_stand_on_one_line_and_are_cut():
    assert plain("a\r\nb\u2028c\0d") == "a b c d"
    assert plain("x" * 5000) == "x" * (LONGEST - 1) + "…"
    assert len(plain("@a" * 5000)) < 2 * LONGEST


def test_words_of_any_language_stay_whole():
    assert plain("شكراً 谢谢 🎉 lea@acme.example") == "شكراً 谢谢 🎉 lea@\u2060acme.example"
