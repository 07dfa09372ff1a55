"""What ballots say about other teams: counted apart from all else they say, cohort by cohort, band by band."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from pulse.tallies.clamp import Band, Bands

NAMED_FROM: Final = 10  # answers about a team that raters named themselves: shown only over all of them together
MOST_NAMED: Final = 3  # teams on one ballot


class Ratings:
    """Answers about teams. They leave their ballot as they are counted, so that no figure ever joins them with it."""

    def __init__(self, about: Mapping[str, str], named: Collection[str]) -> None:
        """Begin. `about`: question code -> uid of the team; `named`: the codes whose team the voter named."""
        self.about, self.named = about, frozenset(named)
        self._counts: dict[str, dict[str, Counter[object]]] = {code: defaultdict(Counter) for code in about}

    def fit(self, codes: Iterable[str]) -> bool:
        """Tell whether one ballot may hold these questions: it names three teams at most, answered or not."""
        return len({self.about[code] for code in codes if code in self.named}) <= MOST_NAMED

    def add(self, cohort: str, answers: Mapping[str, object]) -> None:
        """Count what one ballot says about teams; the rest of it is not looked at."""
        for code in self.about.keys() & answers.keys():
            self._counts[code][cohort][answers[code]] += 1

    def bands(self, question: str, cohorts: Iterable[str]) -> Bands:
        """Return how many of these cohorts gave a favourable, a neutral and an unfavourable answer."""
        found = [self._counts[question].get(cohort, Counter()) for cohort in cohorts]
        favourable, neutral, unfavourable = (sum(one[band] for one in found) for band in Band)
        return favourable, neutral, unfavourable
