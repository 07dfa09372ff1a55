"""The gallery: templates filled with samples, drawn by Jinja alone, and photographed by Chromium.

`python -m tests.look.gallery FOLDER` writes the pages and a picture of each in every dress.
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from playwright.sync_api import Browser, Page, sync_playwright

from pulse.base.wording import words_of_errors
from tests._ground.browser import FLAGS, find_chromium
from tests.look import samples

HOUSE = Path(__file__).parents[2]
PAGES = ("results", "parts", "sign_in", "pulse", "error")
WIDTHS = (320, 390, 1280)
PSEUDO = str.maketrans("aeiouAEIOU", "áéíóúÁÉÍÓÚ")


def stretched(words: str) -> str:
    """A sentence 40 % longer, as other languages are; placeholders stay."""
    kept = re.split(r"(%\(\w+\)s|%%)", words)
    if words.startswith("%("):  # a number with its sign
        return words
    longer = "".join(part if part.startswith("%") else part.translate(PSEUDO) for part in kept)
    return longer + " " + "ónè twö thréé fóür fívé síx "[: max(2, len(words) * 2 // 5)].strip()


def draw(name: str, said: Callable[[str], str] = str, **given: object) -> str:
    """Return a page of the gallery as HTML."""
    shelves = FileSystemLoader([HOUSE / "templates", HOUSE / "tests" / "look" / "pages"])
    jinja = Environment(
        loader=shelves, autoescape=select_autoescape(), extensions=["jinja2.ext.i18n"], undefined=Lenient
    )
    jinja.install_gettext_callables(  # type: ignore[attr-defined]
        said, lambda one, many, n: said(one if n == 1 else many), newstyle=True
    )
    jinja.globals.update(
        url_for=lambda _endpoint, filename: (HOUSE / "pulse" / "static" / filename).as_uri(),
        csrf_token=lambda: "token",
        form_mark=lambda: "mark",
        get_flashed_messages=lambda with_categories: [("success", "The programme was saved.")],
    )
    values = samples.everything()
    values["spark_line"] = values.pop("spark")
    values["words"] = {why: tuple(map(said, told)) for why, told in words_of_errors().items()}
    return jinja.get_template(f"{name}.html").render(**values, page_url=lambda page: f"#{page}", code=404, **given)


class Lenient(StrictUndefined):
    """Undefined may be asked about (`{% if caller %}`), not printed."""

    def __bool__(self) -> bool:
        return False


def shown(browser: Browser, folder: Path, name: str, width: int, **dress: object) -> Page:
    """Open a page of the gallery in a window of a width; `dress` is dark, rtl, big (text 200 %), said."""
    words = dress.get("said", str)
    html = draw(name, words, direction="rtl" if dress.get("rtl") else "ltr")  # type: ignore[arg-type]
    file = folder / f"{name}.html"
    file.write_text(html, encoding="utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if dress.get("dark") else "light"
    )
    page = context.new_page()
    page.goto(file.as_uri())
    if dress.get("big"):
        page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.evaluate("document.fonts.ready")
    return page


def main(folder: Path) -> None:
    """Photograph every page in every dress."""
    folder.mkdir(parents=True, exist_ok=True)
    dresses: dict[str, dict[str, object]] = {
        "light": {}, "dark": {"dark": True}, "rtl": {"rtl": True}, "big": {"big": True}, "long": {"said": stretched},
    }  # fmt: skip
    wanted = [SimpleNamespace(name=n, width=w, dress=d) for n in PAGES for w in WIDTHS for d in dresses]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=find_chromium(), args=[*FLAGS, "--allow-file-access-from-files"]
        )
        for shot in wanted:
            page = shown(chromium, folder, shot.name, shot.width, **dresses[shot.dress])
            page.screenshot(path=folder / f"{shot.name}-{shot.width}-{shot.dress}.png", full_page=True)
            if shot.width == WIDTHS[-1] and shot.dress == "light":
                page.pdf(path=folder / f"{shot.name}.pdf", print_background=True, format="A4")
            page.context.close()
        chromium.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
