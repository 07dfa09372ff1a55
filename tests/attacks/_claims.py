"""What pages of results say: every number about answers, with the round, the team and the question it is about."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from tests.attacks._pages import Element, read

NUMBER = re.compile(r"\d+")
DIMENSIONS = ("trust", "respect", "empowerment")
PART = r"(fewer than )?[\d to]+ of \d+ took part"
HIDDEN = ("Too few answers", "Counted higher up", "Not asked")


@dataclass(frozen=True)
class Claim:
    """One thing said: `about` is a question or a dimension, `how` the form, `said` the words, `bar` its pieces."""

    round: str
    team: str
    about: str
    how: str  # card, square, note, row, beside, instead, question, part
    said: str
    bar: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Words:
    """What a reader knows anyway: names of teams and dimensions, texts of questions, days of rounds, by uid or code."""

    teams: Mapping[str, str]  # name -> uid
    dimensions: Mapping[str, str]  # name -> code
    questions: Mapping[str, str]  # text -> code
    days: Mapping[str, str]  # short day -> round uid


@dataclass
class Said:
    """The claims of one page, and the rest of the page: text that is none of them."""

    claims: list[Claim]
    rest: str


def results(url: str, body: str, words: Words) -> Said:
    """Read the overview or a team's page."""
    page = read(body)
    main = page.first("main")
    if main is None:  # a file
        return Said([], "")
    chosen = next((o for o in main.every("option") if "selected" in o.attributes), None)
    if chosen is None:
        return Said([], main.words())
    reader = _Reader(words, chosen.attributes["value"])
    path = urlsplit(url).path
    own = path.split("/")[3] if path.startswith("/results/teams/") else ""
    reader.cards(main, own)
    reader.questions(main, own)
    reader.charts(main, own)
    reader.squares(main)
    reader.numbers(main)
    reader.outliers(main, own)
    reader.far(main)
    reader.taken |= {id(element) for kind in ("heat-key", "keys") for element in main.every("*", kind)}
    reader.taken |= {id(element) for element in main.every("form", "choose")}
    reader.parts(main, own)
    return Said(reader.claims, main.without(reader.taken).words())


class _Reader:
    def __init__(self, words: Words, about: str) -> None:
        self.words, self.round = words, about
        self.claims: list[Claim] = []
        self.taken: set[int] = set()

    def say(self, team: str, about: str, how: str, said: str, bar: tuple[tuple[str, float], ...] = ()) -> None:
        self.claims.append(Claim(self.round, team, about, how, said, bar))

    def cards(self, main: Element, own: str) -> None:
        """Read the figures of a dimension; on the overview the heading above them names the team."""
        for box in main.every("section") if not own else [main]:
            team = own or _linked(box.first("h2"))
            for listed in box.every("dl", "figures"):
                for card in listed.every("div", "card"):
                    self.card(card, team)
                self.taken.add(id(listed))

    def card(self, card: Element, team: str) -> None:
        named = card.first("dt").words()
        if named == "Taking part":
            part = re.search(PART, card.words())
            self.say(team, "response", "part", part[0] if part else "")
            self.say(team, "response", "share", re.sub(PART, "", card.words()))
            return
        about = self.words.dimensions.get(named, "recommend")
        instead = card.first("dd", "instead")
        if instead is not None:
            name, said = re.match(r"In its place, (.*) as a whole: (.*)", instead.words()).groups()
            self.say(self.words.teams[name], about, "instead", said)
        said = [
            d.words() for d in card.every("dd") if d is not instead and "course" not in d.attributes.get("class", "")
        ]
        self.say(team, about, "card", " | ".join(said))
        for spark in card.every("svg"):
            if "aria-label" in spark.attributes:
                self.say(team, about, "course", spark.attributes["aria-label"])

    def questions(self, main: Element, own: str) -> None:
        for listed in main.every("ul", "questions"):
            for item in listed.every("li"):
                code = self.words.questions[item.first("strong").words()]
                bar = tuple(
                    (rect.attributes["class"], float(rect.attributes["width"].rstrip("%")))
                    for rect in item.every("rect")
                )
                spoken = " | ".join(p.words() for p in list(item.every("p"))[1:])
                counts = " ".join(text.words() for text in item.every("text"))
                self.say(own, code, "question", f"{spoken} | {counts}", bar)
            self.taken.add(id(listed))

    def charts(self, main: Element, own: str) -> None:
        """Read the table of numbers under each chart, and the chart's own words."""
        for figure in main.every("figure", "chart"):
            shares = "shares" in figure.attributes["class"]
            section = next(s for s in main.every("section") if any(f is figure for f in s.every("figure")))
            about = "response" if shares else section.attributes["id"]
            self.say(own, about, "course", figure.first("svg").attributes.get("aria-label", ""))
            for day, said in _tips(figure):
                self._of(day, own, about, "tip", said)
            heads = [th.words() for th in figure.first("thead").every("th")]
            for row in figure.first("tbody").every("tr"):
                cells = [cell.words() for cell in row.every("td")]
                beside = [] if shares else heads[heads.index("Likely range") + 1 :]
                beside = [name for name in beside if name != "Answers"]
                self._of(row.first("th").words(), own, about, "row", " | ".join(cells[: len(cells) - len(beside)]))
                for name, said in zip(beside, cells[len(cells) - len(beside) :], strict=True):
                    self._of(row.first("th").words(), self.words.teams[name], about, "beside", said)
            self.taken.add(id(figure))

    def _of(self, day: str, team: str, about: str, how: str, said: str) -> None:
        self.claims.append(Claim(self.words.days[day], team, about, how, said))

    def squares(self, main: Element) -> None:
        for table in main.every("table", "heat"):
            for row in table.first("tbody").every("tr"):
                team = self.noted(row)
                for about, square in zip(DIMENSIONS, row.every("td"), strict=True):
                    how = "move" if "move" in square.attributes["class"].split() else "square"
                    self.say(team, about, how, square.words())
            self.taken.add(id(table))

    def numbers(self, main: Element) -> None:
        """Read the table of numbers that may stand in place of the heat map."""
        for table in main.every("table", "numbers"):
            for row in table.first("tbody").every("tr"):
                team = self.noted(row)
                for about, cell in zip(DIMENSIONS, row.every("td"), strict=True):
                    self.say(team, about, "cell", cell.words())
            self.taken.add(id(table))

    def noted(self, row: Element) -> str:
        """Read the small print below a team's name, and return the team."""
        head = row.first("th")
        note = head.first("small")
        team = urlsplit(head.first("a", "to").attributes["href"]).path.split("/")[3]
        self.say(team, "", "note", note.words() if note is not None else "")
        return team

    def outliers(self, main: Element, own: str) -> None:
        """Read strengths and concerns: a question's score, and the company's or the mean beside it."""
        for listed in main.every("ul", "outliers"):
            for item in listed.every("li"):
                code = self.words.questions[item.first("strong").words()]
                self.say(own, code, "outlier", item.first("p", "soft").words())
            self.taken.add(id(listed))

    def far(self, main: Element) -> None:
        """Read the teams that stand far below the company: each dimension's score, and the company's beside it."""
        for section in (each for each in main.every("section") if each.attributes.get("aria-labelledby") == "far"):
            for item in section.every("li"):
                team = urlsplit(item.first("a").attributes["href"]).path.split("/")[3]
                for level in item.first("span", "row").every("span"):
                    beside = level.first("span", "small")
                    named = next((name for name in self.words.dimensions if level.words().startswith(name)), None)
                    if named is None or beside is None:
                        continue
                    company, about = beside.words().rsplit(": ", 1), self.words.dimensions[named]
                    said = level.words().removesuffix(beside.words()).removeprefix(named).strip()
                    self.say(team, about, "far", said)
                    self.say(self.words.teams[company[0]], about, "far beside", company[1])
            self.taken.add(id(section.first("ul")))

    def parts(self, main: Element, own: str) -> None:
        """Read who took part: a sentence below the heading, beside it on the overview, and in its own card."""
        for place in [*main.every("span", "soft"), *main.every("p")]:
            found = re.search(PART, place.words())
            if found:
                team = own or _linked(next(s for s in main.every("section") if _holds(s, place)).first("h2"))
                self.say(team, "response", "part", found[0].strip())
                place.children = [place.words().replace(found[0].strip(), "")]


def _tips(figure: Element) -> list[tuple[str, str]]:
    return [tuple(title.words().split(": ", 1)) for title in figure.every("title")]  # type: ignore[misc]


def _linked(element: Element | None) -> str:
    """Return the uid of the team that an element links to."""
    link = element.first("a") if element is not None else None
    return urlsplit(link.attributes["href"]).path.split("/")[3] if link is not None else ""


def _holds(outer: Element, inner: Element) -> bool:
    return any(element is inner for element in outer.every(inner.tag))


def asked_for(url: str) -> str:
    """Return the uid of the round that an address names, or nothing for the newest."""
    return parse_qs(urlsplit(url).query).get("round", [""])[0]
