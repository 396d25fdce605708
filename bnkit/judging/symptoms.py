"""What can be said of a wrong value that shows no known mistake."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from bnkit.judging.compare import agrees, sizes, squeezed
from bnkit.judging.naming import SINGLE, Trial, right
from bnkit.judging.outcome import UNDEFINED, UNWRITTEN, Fault

FEW = 2

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


def symptoms(output: str, trials: Sequence[Trial]) -> str:
    """Sentences on what is wrong with `output`, the worst first; none of them shows a case's values."""
    failing = [trial for trial in trials if not right(output, trial)]
    worst = min(failing, key=lambda trial: WAYS.index(way(output, trial)))
    where = _where(failing, trials)
    if way(output, worst) != VALUE:
        return " ".join(filter(None, [failure(output, worst, len(trials)), where]))
    told = _off_by(output, trials) or _precision(output, failing) or _features(output, failing[0])
    return " ".join(filter(None, ["This matches no single known mistake.", told, where]))


WAYS = RAISES, NONE, SHAPE, NAN, VALUE = "raises", "none", "shape", "nan", "value"


def way(output: str, trial: Trial) -> str:
    """In which way a wrong value is wrong: one of WAYS, the worst first."""
    value, wanted = trial.got[output], trial.case.right[output]
    if isinstance(value, Fault):
        return RAISES
    if not isinstance(value, np.ndarray) or not isinstance(wanted, np.ndarray):
        return NONE
    if squeezed(value, wanted).shape != wanted.shape:
        return SHAPE
    return NAN if _not_finite(squeezed(value, wanted), wanted) else VALUE


def failure(output: str, trial: Trial, cases: int) -> str:
    """What is wrong before any number is looked at: an exception, a missing value, the shape, NaN; and on which input."""
    value = trial.got[output]
    told = _structure(value, trial.case.right[output]).rstrip(".")
    if isinstance(value, Fault) and value.kind in (UNDEFINED, UNWRITTEN):
        return f"{told}."
    shape = next((f"of shape {v.shape}" for v in _arrays([*trial.case.args, *trial.case.keywords.values()])), "")
    where = f", where {trial.case.name}" if cases > 1 and trial.case.name not in told else ""
    return f"{told}{where}{f' (an input {shape})' if shape and where else ''}."


def _arrays(values: Iterable[Any]) -> Iterator[np.ndarray]:
    """The arrays among arguments and in the tuples among them."""
    for value in values:
        yield from [value] if isinstance(value, np.ndarray) else _arrays(value) if isinstance(value, tuple) else []


def _structure(value: Any, right: Any) -> str:
    if isinstance(value, Fault):
        return value.text
    if value is None:
        return f"It must be {_kind(right)}; yours is None (is a return missing?)."
    if right is None:
        return f"It must be None here; yours is {_kind(value)}."
    if not isinstance(value, np.ndarray) or not isinstance(right, np.ndarray):
        return f"It must not be {value!r}."
    if squeezed(value, right).shape != right.shape:
        return f"It has shape {value.shape}; it must have shape {right.shape}."
    return _not_finite(squeezed(value, right), right)


def _kind(value: np.ndarray) -> str:
    return f"an array of shape {value.shape}" if value.shape else "a number"


def _not_finite(value: np.ndarray, right: np.ndarray) -> str:
    strange = ~np.isfinite(value.astype(float)) & np.isfinite(right.astype(float))
    if not strange.any():
        return ""
    if not value.shape:
        return "It is NaN or infinite."
    first = tuple(int(i) for i in np.argwhere(strange)[0])
    return f"{strange.sum()} of its {value.size} entries are NaN or infinite, the first at {list(first)}."


def _off_by(output: str, trials: Sequence[Trial]) -> str:
    """A named factor or shift that explains every case."""
    for name, factor in FACTORS.items():
        if _explains(lambda right, s, factor=factor: right * factor(s), output, trials):
            return f"It is {name} times the right value."
    for name, shift in SHIFTS.items():
        if _explains(lambda right, s, shift=shift: right + shift(s), output, trials):
            return f"It is off by {name}."
    return ""


def _explains(change: Callable, output: str, trials: Sequence[Trial]) -> bool:
    try:
        with np.errstate(all="ignore"):
            return all(
                agrees(
                    trial.got[output],
                    np.asarray(change(trial.case.right[output], trial.case.symbols)),
                    trial.case.scales.get(output, 1.0),
                    max(1e-6, trial.case.tolerance),
                )
                for trial in trials
            )
    except (KeyError, TypeError, ValueError):
        return False


def _precision(output: str, failing: Sequence[Trial]) -> str:
    if all(right(output, trial, SINGLE) for trial in failing):
        return "It is right to a few digits only: is something rounded, or of dtype float32?"
    return ""


def _features(output: str, trial: Trial) -> str:
    """Which features are wrong, as an index, where those are fewer than all in a case."""
    case, wanted = trial.case, trial.case.right[output]
    value = squeezed(trial.got[output], wanted)
    if wanted.ndim == 0:
        return ""
    axis = 1 if wanted.ndim == 4 else wanted.ndim - 1
    size = sizes(wanted.astype(float), case.scales.get(output, 1.0))
    others = tuple(i for i in range(wanted.ndim) if i != axis)
    wrong = (np.abs(value.astype(float) - wanted) > case.tolerance * size).any(axis=others)
    if not 0 < wrong.sum() < wrong.size:
        return ""
    numbers = [int(number) for number in np.flatnonzero(wrong)]
    place = ", ".join([*[":"] * axis, str(numbers if len(numbers) > 1 else numbers[0])])
    return f"Where {case.name}, only {output}[{place}] is wrong."


def _where(failing: Sequence[Trial], trials: Sequence[Trial]) -> str:
    """In which cases it is wrong, or, where they are fewer, in which alone it is right."""
    good = [trial.case.name for trial in trials if trial not in failing]
    if not good:
        return ""
    if len(good) <= FEW < len(failing):
        return f"It is right only where {' or '.join(good)}."
    wrong = [trial.case.name for trial in failing]
    return f"It is right in {len(good)} of {len(trials)} cases, and wrong where {'; '.join(wrong[:3])}."
