"""From what a seal stored to what a chart or a heat map shows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from pulse.reports.figure_signs import Hidden, Turn
from pulse.reports.heatmap import Move, Square
from pulse.reports.marks import Line, Reading
from pulse.scores.change import Verdict
from pulse.scores.dimension import Gap
from pulse.scores.intervals import Range
from pulse.scores.stored import Score, TookPart

_HIDDEN = {
    Gap.TOO_FEW: Hidden.TOO_FEW,
    Gap.COUNTED_HIGHER_UP: Hidden.HIGHER_UP,
    Gap.NOT_ASKED: Hidden.NO_DATA,
}
_MOVE = {
    Verdict.CHANGED_UP: Move.HIGHER,
    Verdict.CHANGED_DOWN: Move.LOWER,
    Verdict.NOT_CLEARLY: Move.UNCLEAR,
    Verdict.MOVED_WITH_COMPANY: Move.WITH_COMPANY,
    Verdict.CANNOT_JUDGE: Move.CANNOT_JUDGE,
}
_TURN = {
    Verdict.CHANGED_UP: Turn.HIGHER,
    Verdict.CHANGED_DOWN: Turn.LOWER,
    Verdict.NOT_CLEARLY: Turn.UNCLEAR,
    Verdict.CANNOT_JUDGE: Turn.CANNOT_JUDGE,
}


def hidden(score: Score | None) -> Hidden | None:
    """Return why there is no number; a team that a round did not know was not asked."""
    if score is None:
        return Hidden.NO_DATA
    return hidden_by(score.gap)


def hidden_by(gap: str) -> Hidden | None:
    """Return the reason behind a stored gap; an empty one hides nothing."""
    return _HIDDEN[Gap(gap)] if gap else None


def turn(score: Score | None) -> Turn | None:
    """Return which way a score went that is shown; None where nothing may be said."""
    return None if score is None or score.gap else direction(score)


def verdict(score: Score) -> Verdict:
    """Return what may be said of a score's change; where nothing was stored, nothing was tested."""
    return Verdict(score.verdict) if score.verdict else Verdict.CANNOT_JUDGE


def direction(score: Score) -> Turn | None:
    """Return which way a team went from window to window, though it may be hidden in the very last round."""
    return _TURN.get(verdict(score))


def is_wide(score: Score | None) -> bool:
    """Tell whether a range is so wide that the score says too little."""
    if score is None or score.low is None or score.high is None:
        return False
    return not Range(score.low, score.high).says_something


def recommend(score: Score) -> Score:
    """Return the recommend score, -100 to 100: favourable minus unfavourable percent, from the score of its bands."""
    return replace(
        score,
        score=_scaled(score.score),
        low=_scaled(score.low),
        high=_scaled(score.high),
        floor=_scaled(score.floor),
        ceiling=_scaled(score.ceiling),
        change=None if score.change is None else 2 * score.change,
    )


def _scaled(score: float | None) -> float | None:
    return None if score is None else 2 * score - 100


def square(score: Score | None) -> Square:
    """Return a team's square on one dimension."""
    if score is None or score.score is None:
        return Square(hidden=hidden(score))
    went = turn(score)
    shown = went if went in (Turn.HIGHER, Turn.LOWER) else None
    by = score.change if shown else None
    move = _MOVE[verdict(score)]
    numbers = (score.score, score.low, score.high)
    return Square(*numbers, shown, by, score.about, wide=is_wide(score), n=score.n, move=move)


def reading(score: Score | None) -> Reading:
    """Return one round of a line; a change is marked in the round that announced it, not again after."""
    if score is None or score.score is None:
        return Reading(hidden=hidden(score))
    went = turn(score) if score.news else None
    return Reading(score.score, score.low, score.high, score.n, turn=went, about=score.about, anew=not score.joined)


def line(name: str, rounds: Sequence[int], scores: Mapping[int, Score]) -> Line:
    """Return a team's line on one dimension; `scores` by round."""
    return Line(name, tuple(reading(scores.get(round_id)) for round_id in rounds))


def shares(name: str, rounds: Sequence[int], took_part: Mapping[int, TookPart], asked: Collection[int]) -> Line:
    """Return the line of the shares that took part, in percent; asked: the rounds that asked this team at all."""
    return Line(name, tuple(_share(took_part.get(round_id), asked=round_id in asked) for round_id in rounds))


def _share(took_part: TookPart | None, *, asked: bool) -> Reading:
    if took_part is None or not took_part.invited:
        return Reading(hidden=Hidden.HIGHER_UP if asked else Hidden.NO_DATA)
    if took_part.least == 0 and not took_part.exact:  # "fewer than 3" is no point on a line
        return Reading(hidden=Hidden.TOO_FEW)
    most, least = (100 * number / took_part.invited for number in (took_part.took_part, took_part.least))
    return Reading(most, about=True, low=least, high=most) if least < most else Reading(most)
