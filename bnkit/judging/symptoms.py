"""What can be said of a wrong value that shows no known mistake."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bnkit.judging.compare import agrees, squeezed
from bnkit.judging.key import Answer
from bnkit.judging.outcome import Fault

SINGLE_PRECISION = 1e-4

FACTORS: dict[str, Callable[[dict], Any]] = {
    "−1": lambda s: -1.0,
    "2": lambda s: 2.0,
    "1/2": lambda s: 0.5,
    "m": lambda s: s["m"],
    "1/m": lambda s: 1 / s["m"],
    "m/(m − 1)": lambda s: s["m"] / (s["m"] - 1),
    "(m − 1)/m": lambda s: (s["m"] - 1) / s["m"],
    "√(m/(m − 1))": lambda s: np.sqrt(s["m"] / (s["m"] - 1)),
    "√((m − 1)/m)": lambda s: np.sqrt((s["m"] - 1) / s["m"]),
    "gamma": lambda s: s["gamma"],
    "1/gamma": lambda s: 1 / s["gamma"],
}
SHIFTS: dict[str, Callable[[dict], Any]] = {
    "beta": lambda s: s["beta"],
    "−beta": lambda s: -s["beta"],
    "gamma": lambda s: s["gamma"],
    "−gamma": lambda s: -s["gamma"],
}


def symptoms(output: str, got: Sequence[Any], answers: Sequence[Answer]) -> str:
    """Sentences on what is wrong with `output`, given its value in each case; none of them shows a case's values."""
    failing = [(value, case) for value, case in zip(got, answers, strict=True) if not _right(output, value, case)]
    value, case = failing[0]
    structural = _structure(value, case.right[output])
    where = _where([case.name for _, case in failing], len(answers))
    if structural:
        return " ".join(filter(None, [structural, where]))
    told = _off_by(output, got, answers) or _precision(output, failing) or _features(output, failing)
    return " ".join(filter(None, ["This matches no single known mistake.", told, where]))


def _right(output: str, value: Any, case: Answer) -> bool:
    return agrees(value, case.right[output], case.scales.get(output, 1.0), case.tolerance)


def _structure(value: Any, right: Any) -> str:
    """What is wrong before any value is looked at: a fault, a missing value, the shape, NaN."""
    if isinstance(value, Fault):
        return value.text
    if value is None:
        return f"It must be an array of shape {right.shape}; yours is None (is a return missing?)."
    if right is None:
        return f"It must be None here; yours is an array of shape {value.shape}."
    if not isinstance(value, np.ndarray) or not isinstance(right, np.ndarray):
        return f"It must not be {value!r}."
    if squeezed(value, right).shape != right.shape:
        return f"It has shape {value.shape}; it must have shape {right.shape}."
    return _not_finite(squeezed(value, right), right)


def _not_finite(value: np.ndarray, right: np.ndarray) -> str:
    strange = ~np.isfinite(value.astype(float)) & np.isfinite(right.astype(float))
    if not strange.any():
        return ""
    first = tuple(int(i) for i in np.argwhere(strange)[0])
    return f"{strange.sum()} of its {value.size} entries are NaN or infinite, the first at {list(first)}."


def _off_by(output: str, got: Sequence[Any], answers: Sequence[Answer]) -> str:
    """A named factor or shift that explains every case."""
    for name, factor in FACTORS.items():
        if _explains(lambda right, s, factor=factor: right * factor(s), output, got, answers):
            return f"It is {name} times the right value."
    for name, shift in SHIFTS.items():
        if _explains(lambda right, s, shift=shift: right + shift(s), output, got, answers):
            return f"It is off by {name}."
    return ""


def _explains(change: Callable, output: str, got: Sequence[Any], answers: Sequence[Answer]) -> bool:
    try:
        with np.errstate(all="ignore"):
            return all(
                agrees(
                    value,
                    np.asarray(change(case.right[output], case.symbols)),
                    case.scales.get(output, 1.0),
                    1e-6,
                )
                for value, case in zip(got, answers, strict=True)
            )
    except (KeyError, TypeError, ValueError):
        return False


def _precision(output: str, failing: Sequence[tuple[Any, Answer]]) -> str:
    if all(
        agrees(value, case.right[output], case.scales.get(output, 1.0), SINGLE_PRECISION) for value, case in failing
    ):
        return "It is right to a few digits only: is something rounded, or of dtype float32?"
    return ""


def _features(output: str, failing: Sequence[tuple[Any, Answer]]) -> str:
    """Which features are wrong, where that is the same fewer than all in a case."""
    value, case = failing[0]
    right, value = case.right[output], squeezed(value, case.right[output])
    if right.ndim == 0:
        return ""
    axis = 1 if right.ndim == 4 else right.ndim - 1
    scale = np.broadcast_to(case.scales.get(output, 1.0), right.shape)
    others = tuple(i for i in range(right.ndim) if i != axis)
    wrong = (np.abs(value.astype(float) - right) > case.tolerance * scale).any(axis=others)
    if not 0 < wrong.sum() < wrong.size:
        return ""
    return f"Where {case.name}, only feature {', '.join(map(str, np.flatnonzero(wrong)))} of {wrong.size} is wrong."


def _where(names: Sequence[str], cases: int) -> str:
    if len(names) == cases:
        return ""
    return f"It is right in {cases - len(names)} of {cases} cases, and wrong where {'; '.join(names[:3])}."
