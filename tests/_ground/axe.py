"""axe-core on a page, in an isolated world: the page's own Content-Security-Policy neither stops it nor is loosened."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[1] / "vendor_axe" / "axe.min.js"
EVERY_RULE = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
ONLY_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
RUN = (
    "axe.run(document, {runOnly: %s, resultTypes: ['violations']})"
    ".then(found => JSON.stringify(found.violations.map(v =>"
    " ({id: v.id, help: v.help, nodes: v.nodes.map(n => n.target.join(' ') + ': ' + n.failureSummary)}))))"
)


def violations(page: Page, rules: Mapping[str, object] = EVERY_RULE) -> list[str]:
    """Return what axe finds wrong, one line per rule and element."""
    session = page.context.new_cdp_session(page)
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    world = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})["executionContextId"]

    def evaluate(expression: str) -> Any:
        answer = session.send(
            "Runtime.evaluate",
            {"expression": expression, "contextId": world, "awaitPromise": True, "returnByValue": True},
        )
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"])
        return answer["result"].get("value")

    if evaluate("typeof axe") == "undefined":  # the world outlives the session, until the page is left
        evaluate(AXE.read_text(encoding="utf-8") + "; null")
    found = json.loads(evaluate(RUN % json.dumps(rules)))
    session.detach()
    return [f"{rule['id']} ({rule['help']}): {node}" for rule in found for node in rule["nodes"]]
