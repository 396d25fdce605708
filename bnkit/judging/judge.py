"""Judge a piece: call it on every case, compare its outputs with the key's, and say what is wrong."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bnkit.judging.again import kept
from bnkit.judging.example import example
from bnkit.judging.find import find
from bnkit.judging.key import Answer, Key, Piece
from bnkit.judging.naming import Named, Trial, diagnosis, right
from bnkit.judging.outcome import INPUTS, UNDEFINED, Fault, call
from bnkit.judging.symptoms import WAYS, failure, symptoms, way
from bnkit.judging.telling import steps
from bnkit.judging.verdict import OutputVerdict, Verdict

SINGLE_TOO = "Besides, your numbers have single precision (float32): compute in float64."


def judge(function: Callable, name: str | None = None, key: Path | Key | None = None) -> Verdict:
    """The verdict on `function` as the piece `name` ("chNN_chapter/piece" or "piece"; by default the function's name).

    The key is `key`, or else what BNKIT_KEY names, the nearest `key.npz`, or the package's own. Raises `bnkit.NoKey`
    where there is none for that piece, TypeError where `function` cannot be called.
    """
    if not callable(function):
        raise TypeError(f"judge needs a function; it got a {type(function).__name__}.")
    return judge_piece(function, find(name or str(getattr(function, "__name__", "")), key))


def judge_piece(function: Callable, piece: Piece) -> Verdict:
    """The verdict on `function` by what the key says of `piece`."""
    tried = _tried(function, piece)
    deciding = [(case, got) for case, got in tried if case.decides]
    trials = [Trial(n, *each) for n, each in enumerate(deciding) if not _refuses_kindly(*each)]
    outputs = _with_what_raises(
        {name: _judge_output(name, piece, trials, tried) for name in [*piece.outputs, INPUTS]}, trials
    )
    wrong = [way(name, each) for name in piece.outputs for each in trials if not right(name, each)]
    shown = not all(output.right for output in outputs.values()) and not any(map(_undefined, tried[0][1].values()))
    return Verdict(
        chapter=piece.chapter,
        name=piece.name,
        points=_points(piece, outputs),
        max_points=piece.points,
        outputs=outputs,
        notes=tuple(_notes(piece, tried, outputs)),
        example=example(function, piece, min(wrong, key=WAYS.index, default="")) if shown else "",
        section=piece.section,
        gallery=piece.gallery,
        steps=steps(function, piece) if shown else (),
    )


def _tried(function: Callable, piece: Piece) -> list[tuple[Answer, dict[str, Any]]]:
    """Each case with the outputs in it."""
    calls = [(case, call(function, case.args, case.keywords, piece.outputs)) for case in piece.answers]
    (case, first), *others = calls
    return [(case, kept(function, piece, first, case)), *((case, each.outputs) for case, each in others)]


def _refuses_kindly(case: Answer, got: dict[str, Any]) -> bool:
    return case.may_raise and any(_raised(value) for value in got.values())


def _raised(value: Any) -> bool:
    return isinstance(value, Fault) and value.kind == "raises"


def _undefined(value: Any) -> bool:
    return isinstance(value, Fault) and value.kind == UNDEFINED


def _judge_output(name: str, piece: Piece, trials: Sequence[Trial], tried: Sequence) -> OutputVerdict:
    if all(right(name, trial) for trial in trials):
        return OutputVerdict(True)
    found = diagnosis(name, piece, trials)
    if found:
        told = " ".join(filter(None, [_raises(name, trials), _message(found, piece)]))
        return OutputVerdict(False, found.slips[0], told, found.others, found.slips[1:])
    if name == INPUTS:
        return OutputVerdict(False, None, _changed([trial.got[name] for trial in trials], piece))
    return OutputVerdict(False, None, " ".join([symptoms(name, trials), *_probed(name, trials, tried)]))


def _with_what_raises(outputs: dict[str, OutputVerdict], trials: Sequence[Trial]) -> dict[str, OutputVerdict]:
    """The verdicts; an output that is wrong only where the function raises has what is known of the others."""
    known = next((output for output in outputs.values() if output.mistake), None)
    return {name: known if known and _only_raises(name, each, trials) else each for name, each in outputs.items()}


def _only_raises(name: str, output: OutputVerdict, trials: Sequence[Trial]) -> bool:
    unknown = not output.right and not output.mistake
    return unknown and all(_raised(trial.got[name]) or right(name, trial) for trial in trials)


def _raises(name: str, trials: Sequence[Trial]) -> str:
    """The exception that comes with a mistake that is known, where there is one."""
    raising = [trial for trial in trials if _raised(trial.got[name])]
    return failure(name, raising[0], len(trials)) if raising else ""


def _message(found: Named, piece: Piece) -> str:
    """What to tell of a diagnosis."""
    told = [piece.messages[slug] for slug in found.slips]
    if found.parts:
        told = [
            text if text.startswith(part) else f"{part}: {text}" for part, text in zip(found.parts, told, strict=True)
        ]
    elif len(told) > 1:
        told = ["Two slips.", *(f"{number}. {text}" for number, text in enumerate(told, 1))]
    besides = [SINGLE_TOO] if found.single else []
    if found.apart:
        besides.append(f"Besides, something else is wrong where {' and where '.join(found.apart)}.")
    return " ".join([*told, *besides])


def _probed(name: str, trials: Sequence[Trial], tried: Sequence[tuple[Answer, dict[str, Any]]]) -> list[str]:
    """What the cases tell that are there for a wrong answer only, where it comes out right, as it does in few others."""
    if 2 * sum(right(name, trial) for trial in trials) > len(trials):
        return []
    return [case.probe for case, got in tried if case.probe and right(name, Trial(0, case, got))]


def _changed(values: Sequence[str], piece: Piece) -> str:
    numbers = dict.fromkeys(part for value in values if value for part in value.split(", "))
    names = [piece.parameters[int(part)] if part.isdigit() else part for part in numbers]
    return f"You changed {' and '.join(names)} in place. Work on a copy: the caller still needs {'them' if len(names) > 1 else 'it'}."


def _points(piece: Piece, outputs: dict[str, OutputVerdict]) -> float:
    """Each right output's share. Leaving the inputs unchanged earns nothing where all else is wrong."""
    if not any(output.right for name, output in outputs.items() if name != INPUTS):
        return 0.0
    weights = {name: piece.weights.get(name, 1.0) for name in outputs}
    earned = sum(weights[name] for name, output in outputs.items() if output.right)
    return round(piece.points * earned / sum(weights.values()), 2)


def _notes(piece: Piece, tried: Sequence[tuple[Answer, dict]], outputs: dict[str, OutputVerdict]) -> list[str]:
    """What costs no points: fragile spots, refused inputs, (1, D) for (D,)."""
    good = [name for name in piece.outputs if outputs[name].right]
    refused = [case for case, got in tried if _refuses_kindly(case, got)]
    raising = [case for case, got in tried if case.decides and any(map(_raised, got.values()))]
    notes = [
        piece.messages[case.advice]
        for case, got in tried
        if case.advice and not all(right(name, Trial(0, case, got)) for name in good)
    ]
    if len(raising) == len(refused):
        notes += [f"Your function raises an exception where {case.name}." for case in refused]
    shapes = [_shape(name, case, got) for case, got in tried if not case.probe for name in good]
    return list(dict.fromkeys([*notes, *list(filter(None, shapes))[:1]]))[:3]


def _shape(name: str, case: Answer, got: dict[str, Any]) -> str:
    if not isinstance(got[name], np.ndarray) or case.right[name].shape == got[name].shape:
        return ""
    return f"{name} has shape {got[name].shape}; {case.right[name].shape} is usual."
