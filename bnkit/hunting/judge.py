"""The verdict on what was written in a hunt."""

import io
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from bnkit.authoring.exercise import Exercise
from bnkit.authoring.hunt import Hunt
from bnkit.hunting.beginning import beginning, tidy
from bnkit.hunting.expose import Exposure, best_known, exposure
from bnkit.hunting.lines import changed
from bnkit.hunting.shapes import Unfit
from bnkit.judging.example import told
from bnkit.judging.judge import judge_piece
from bnkit.judging.key import Piece
from bnkit.judging.outcome import Fault, quietly
from bnkit.judging.verdict import OutputVerdict, Verdict

MOST_NAMED = 12
INPUT = "input"
HIDES = "The mistake hides: on your input the function gives what is right, to a thousandth of its size at least."

MANY = "You changed {lines} lines; the slip can be mended in one."
STRAY = "You changed {lines} lines. The slip is in one of those that were given, and can be mended there."


def judge_hunt(function: Callable, hunt: Hunt, exercise: Exercise, piece: Piece) -> Verdict:
    """The verdict on what was written: a function that returns an input, or the one that was mended.

    piece is what the key says of the exercise.
    """
    if hunt.kind == "mend":
        return _mended(function, hunt, exercise, judge_piece(function, piece))
    try:
        found = exposure(exercise, _input(function), hunt.numbers)
    except Unfit as unfit:
        return _verdict(hunt, piece, 0.0, str(unfit))
    return _most(hunt, exercise, piece, found) if hunt.kind == "most" else _exposed(hunt, piece, found)


def _input(function: Callable) -> object:
    """What the function returns. Raises Unfit where it raises."""
    value = quietly(function, [], {}, io.StringIO())
    if isinstance(value, Fault):
        raise Unfit(value.text)
    return value


def _mended(function: Callable, hunt: Hunt, exercise: Exercise, verdict: Verdict) -> Verdict:
    points = float(hunt.points) if verdict.right else 0.0  # its other outputs were right before
    lines = changed(function, beginning(hunt, exercise))
    notes = ((MANY if verdict.right else STRAY).format(lines=lines), *verdict.notes) if lines > 1 else verdict.notes
    return replace(verdict, name=hunt.name, piece=exercise.name, points=points, max_points=hunt.points, notes=notes)


def _exposed(hunt: Hunt, piece: Piece, found: Exposure) -> Verdict:
    shows = hunt.mistake in found.shown
    said = "It shows." if shows else HIDES
    company = f"Of the piece's {_count(found)} known mistakes your input would show {len(found.shown)}."
    verdict = _verdict(hunt, piece, float(shows), said, company, _hidden(found, hunt.mistake))
    return replace(verdict, example=_table(found, hunt.mistake, piece))


def _most(hunt: Hunt, exercise: Exercise, piece: Piece, found: Exposure) -> Verdict:
    (tidily, best), shown = _reached(exercise), len(found.shown)
    besides = (
        f"the best known input shows {best}" if shown <= best else f"that is more than on the best known input, {best}"
    )
    said = f"Your input shows {shown} of the piece's {_count(found)} known mistakes; {besides}."
    share = (shown - tidily) / (best - tidily)
    return _verdict(hunt, piece, min(1.0, max(0.0, share)), said, _hidden(found))


@lru_cache(maxsize=32)
def _reached(exercise: Exercise) -> tuple[int, int]:
    """How many mistakes show on the tidy input, and on the best known one."""
    return len(exposure(exercise, tidy(exercise)).shown), best_known(exercise)


def _count(found: Exposure) -> int:
    return len(found.shown) + len(found.hidden)


def _hidden(found: Exposure, asked: str = "") -> str:
    """The mistakes that come out right, the first of them by name: the one that was asked for, where it is among them."""
    hidden = sorted(found.hidden, key=lambda slug: slug != asked)
    named, more = hidden[:MOST_NAMED], len(hidden) - MOST_NAMED
    rest = f" and {more} more" if more > 0 else ""
    return f"From it hide: {', '.join(named)}{rest}." if named else "None of them hides from it."


def _table(found: Exposure, slug: str, piece: Piece) -> str:
    """The input, what is right, and what the function gives."""
    gives = found.answer.right | found.answer.wrong[slug]
    wrong = [name for name in piece.outputs if name in found.answer.wrong[slug]] or piece.outputs[:1]
    return told(found.answer, piece, wrong[0], gives[wrong[0]], whose="its")


def _verdict(hunt: Hunt, piece: Piece, share: float, said: str, *notes: str) -> Verdict:
    return Verdict(
        chapter=piece.chapter,
        name=hunt.name,
        points=round(share * hunt.points, 2),
        max_points=hunt.points,
        outputs={INPUT: OutputVerdict(share == 1, None, said)},
        notes=notes,
        section=piece.section,
        gallery=piece.gallery,
    )
