"""Judge a piece: compare its outputs with the key's, and name the mistake."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bnkit.judging.compare import agrees
from bnkit.judging.key import Answer, Key, Piece, find
from bnkit.judging.outcome import INPUTS, UNSETTLED, Fault, outcome
from bnkit.judging.symptoms import symptoms
from bnkit.judging.telling import steps
from bnkit.judging.verdict import OutputVerdict, Verdict

MOST_AXES, LARGEST = 4, 10_000  # larger examples are not shown
Outcomes = Sequence[dict[str, Any]]


def judge(function: Callable, name: str | None = None, key: Path | Key | None = None) -> Verdict:
    """The verdict on `function` as the piece `name` ("chNN_chapter/piece" or "piece"; by default the function's name).

    The key is `key`, or else what BNKIT_KEY names, the nearest `key.npz`, or the package's own. Raises `bnkit.NoKey`
    where there is none for that piece, TypeError where `function` cannot be called.
    """
    if not callable(function):
        raise TypeError(f"judge needs a function; it got a {type(function).__name__}.")
    return judge_piece(function, find(name or getattr(function, "__name__", ""), key))


def judge_piece(function: Callable, piece: Piece) -> Verdict:
    """The verdict on `function` by what the key says of `piece`."""
    tried = [(case, outcome(function, case.args, case.keywords, piece.outputs)) for case in piece.answers]
    deciding = [(case, got) for case, got in tried if case.decides and not _refuses_kindly(case, got)]
    cases, outcomes = [case for case, _ in deciding], [got for _, got in deciding]
    outputs = {name: _judge_output(name, piece, cases, outcomes) for name in [*piece.outputs, INPUTS]}
    right = all(output.right for output in outputs.values())
    return Verdict(
        chapter=piece.chapter,
        name=piece.name,
        points=_points(piece, outputs),
        max_points=piece.points,
        outputs=outputs,
        notes=tuple(_notes(piece, tried, outputs)),
        example="" if right else _example(function, piece),
        section=piece.section,
        steps=() if right else steps(function, piece),
    )


def _refuses_kindly(case: Answer, got: dict[str, Any]) -> bool:
    return case.may_raise and any(isinstance(value, Fault) and value.kind == "raises" for value in got.values())


def _right(name: str, case: Answer, got: dict[str, Any]) -> bool:
    return agrees(got[name], case.right[name], case.scales.get(name, 1.0), case.tolerance)


def _judge_output(name: str, piece: Piece, cases: Sequence[Answer], outcomes: Outcomes) -> OutputVerdict:
    if all(_right(name, case, got) for case, got in zip(cases, outcomes, strict=True)):
        return OutputVerdict(True)
    slugs = _named(name, piece, cases, outcomes)
    if slugs:
        return OutputVerdict(False, slugs[0], piece.messages[slugs[0]], slugs[1:])
    values = [got[name] for got in outcomes]
    if name == INPUTS:
        return OutputVerdict(False, None, _changed(values, piece))
    return OutputVerdict(False, None, symptoms(name, values, cases))


def _named(name: str, piece: Piece, cases: Sequence[Answer], outcomes: Outcomes) -> tuple[str, ...]:
    """The mistakes that give this output in every case, those that explain the most other outputs first."""
    slugs = [slug for slug in piece.messages if _shows(slug, name, cases, outcomes)]
    explained = {slug: sum(_shows(slug, each, cases, outcomes) for each in [*piece.outputs, INPUTS]) for slug in slugs}
    best = max(explained.values(), default=0)
    return tuple(slug for slug in slugs if explained[slug] == best)


def _shows(slug: str, name: str, cases: Sequence[Answer], outcomes: Outcomes) -> bool:
    """Whether output `name` is the mistake's in every case in which the mistake gives the same on every machine."""
    for case, got in zip(cases, outcomes, strict=True):
        if slug not in case.wrong:
            return False
        wanted = case.wrong[slug].get(name, case.right[name])
        unsettled = isinstance(wanted, Fault) and wanted == UNSETTLED
        if not unsettled and not agrees(got[name], wanted, case.scales.get(name, 1.0), case.tolerance):
            return False
    return True


def _changed(values: Sequence[str], piece: Piece) -> str:
    numbers = dict.fromkeys(part for value in values if value for part in value.split(", "))
    names = [piece.parameters[int(part)] if part.isdigit() else part for part in numbers]
    return f"You changed {' and '.join(names)} in place. Work on a copy: the caller still needs it."


def _points(piece: Piece, outputs: dict[str, OutputVerdict]) -> float:
    """Each right output's share. Leaving the inputs unchanged earns nothing where all else is wrong."""
    if not any(output.right for name, output in outputs.items() if name != INPUTS):
        return 0.0
    weights = {name: piece.weights.get(name, 1.0) for name in outputs}
    earned = sum(weights[name] for name, output in outputs.items() if output.right)
    return round(piece.points * earned / sum(weights.values()), 2)


def _notes(piece: Piece, tried: Sequence[tuple[Answer, dict]], outputs: dict[str, OutputVerdict]) -> list[str]:
    """What costs no points: fragile spots, refused integers, (1, D) for (D,)."""
    notes = []
    for case, got in tried:
        good = [name for name in piece.outputs if outputs[name].right]
        if case.advice and not all(_right(name, case, got) for name in good):
            notes.append(piece.messages[case.advice])
        elif _refuses_kindly(case, got):
            notes.append(f"Your function raises an exception where {case.name}.")
        notes += [
            f"{name} has shape {got[name].shape}; {case.right[name].shape} is usual."
            for name in good
            if isinstance(got[name], np.ndarray) and case.right[name].shape != got[name].shape
        ]
    return list(dict.fromkeys(notes))[:3]


def _example(function: Callable, piece: Piece) -> str:
    """The smallest example that fails, with what is right and what came; "" where all come out right."""
    for case in piece.examples:
        got = outcome(function, case.args, case.keywords, piece.outputs)
        wrong = [name for name in piece.outputs if not _right(name, case, got)]
        if wrong and not _refuses_kindly(case, got) and not isinstance(got[wrong[0]], Fault):
            return _told(case, piece, wrong[0], got[wrong[0]])
    return ""


def _told(case: Answer, piece: Piece, name: str, got: Any) -> str:
    given = dict(zip(piece.parameters, case.args, strict=False)) | case.keywords
    rows = [(label, value) for label, value in given.items()]
    rows += [(f"right {name}", case.right[name]), (f"your {name}", got)]
    return "\n".join(_row(label, value) for label, value in rows)


def _row(label: str, value: Any) -> str:
    if isinstance(value, tuple):
        return (
            "\n".join(_row(f"{label}.{field}", item) for field, item in zip(value._fields, value, strict=True))
            if hasattr(value, "_fields")
            else f"{label} = {value}"
        )
    text = _numbers(value) if isinstance(value, np.ndarray) else str(value)
    return f"{label} = " + text.replace("\n", "\n" + " " * (len(label) + 3))


def _numbers(array: np.ndarray) -> str:
    if array.ndim > MOST_AXES or array.size > LARGEST:
        return f"an array of shape {array.shape}"
    return np.array2string(np.asarray(array, float), precision=4, suppress_small=True, threshold=60, edgeitems=2)
