"""What a piece takes, as its assignment says it; inputs of other shapes are refused with a sentence."""

import inspect
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from bnkit.authoring.assignment import definitions
from bnkit.authoring.exercise import Exercise
from bnkit.authoring.make_key import PUBLIC_SEED
from bnkit.judging.outcome import Fault, as_array

SHAPE = re.compile(r"shape \(([^)]*)\)")
MOST, LONGEST = 1000, 200  # numbers in an argument, and along an axis: a piece may take time that grows as a cube


class Unfit(Exception):
    """An input that the piece does not take, with the reason."""


class Taken(NamedTuple):
    """What an argument may be.

    axes      what the axes' lengths are called, ("N", "D"); () for a number, None for any shape
    positive  whether its values are above 0
    none      whether it may be None
    whole     whether it is a whole number
    """

    axes: tuple[str, ...] | None
    positive: bool = False
    none: bool = False
    whole: bool = False


def taken(exercise: Exercise) -> dict[str, Taken]:
    """What each argument may be; empty where some argument is neither an array nor a number."""
    said = _meanings(exercise)
    example = next(iter(exercise.cases(PUBLIC_SEED))).args
    found = {name: _taken(said.get(name, ""), value) for name, value in example.items()}
    names = inspect.signature(exercise.solution).parameters
    found |= {name: Taken((), "> 0" in said.get(name, "")) for name in names if name not in found}
    return {name: each for name in names if (each := found[name])} if all(found.values()) else {}


def _meanings(exercise: Exercise) -> dict[str, str]:
    """What the assignment says of each argument."""
    paragraphs = (inspect.getdoc(exercise.solution) or "").split("\n\n")
    columns = [definitions(paragraph) for paragraph in paragraphs]
    return {name: text for column in columns for names, text in column.items() for name in names.split(", ")}


def _taken(text: str, example: Any) -> Taken | None:
    if isinstance(example, (bool, int, float)):
        return Taken((), "> 0" in text, whole=type(example) is int)
    shape = SHAPE.search(text)
    if not isinstance(example, np.ndarray) or not (shape or "shape" in text):
        return None
    axes = tuple(name.strip() for name in shape[1].split(",") if name.strip()) if shape else None
    return Taken(axes, "> 0" in text, "None" in text)


def fitting(exercise: Exercise, given: Any) -> dict[str, Any]:
    """The arguments `given` by name, as plain arrays and numbers. Raises Unfit where the piece does not take them."""
    wanted = taken(exercise)
    if not isinstance(given, Mapping):
        raise Unfit(f"Return the arguments by name: dict({', '.join(f'{name}=…' for name in wanted)}).")
    _check_names(exercise, given)
    lengths: dict[str, tuple[int, str]] = {}
    return {name: _value(name, given[name], wanted[name], lengths) for name in wanted if name in given}


def _check_names(exercise: Exercise, given: Mapping) -> None:
    parameters = inspect.signature(exercise.solution).parameters
    strange = [
        name[:40] if str.isidentifier(name) else ascii(name)[:40] for name in map(str, given) if name not in parameters
    ]
    if strange:
        raise Unfit(f"{exercise.name} has no argument called {strange[0]}. It takes {', '.join(parameters)}.")
    lacking = [each.name for each in parameters.values() if each.default is each.empty and each.name not in given]
    if lacking:
        raise Unfit(f"{' and '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} missing from your input.")


def _value(name: str, value: Any, wanted: Taken, lengths: dict[str, tuple[int, str]]) -> Any:
    if (value is None and wanted.none) or (type(value) is bool and wanted.axes == () and not wanted.whole):
        return value
    array = as_array(value)
    if not isinstance(array, np.ndarray):
        raise Unfit(f"{name} is not usable. {array.text if isinstance(array, Fault) else 'It is None.'}")
    _check_shape(name, array, wanted, lengths)
    if not np.isfinite(array).all():
        raise Unfit(f"{name} has NaN or infinite values. They make every result NaN, and show nothing.")
    if wanted.positive and not (array > 0).all():
        raise Unfit(f"{name} must be above 0.")
    if wanted.whole and not (array.dtype.kind in "iu" and 1 <= array <= LONGEST):
        raise Unfit(f"{name} must be a whole number from 1 to {LONGEST}.")
    plain = array.astype(np.int64 if array.dtype.kind in "iu" else np.float64)
    return plain.item() if wanted.axes == () else plain


def _check_shape(name: str, array: np.ndarray, wanted: Taken, lengths: dict[str, tuple[int, str]]) -> None:
    """Raise Unfit unless the array has the axes wanted, each as long as where it was met first."""
    if array.size > MOST or not array.size:
        raise Unfit(f"{name} has {array.size} numbers: give it from 1 to {MOST}.")
    if max(array.shape, default=1) > LONGEST:
        raise Unfit(f"{name} has {max(array.shape)} numbers along an axis: give it {LONGEST} at most.")
    axes = tuple(f"axis {axis}" for axis in range(array.ndim)) if wanted.axes is None else wanted.axes
    if array.ndim != len(axes):
        raise Unfit(f"{name} must be {_of(axes)}; yours has shape {array.shape}.")
    for axis, length in zip(axes, array.shape, strict=True):
        before, where = lengths.setdefault(axis, (length, name))
        if before != length:
            said = f"with {axis} = {before}, as {where} has it"
            raise Unfit(f"{name} must be {_of(axes)} {said}; yours has shape {array.shape}.")


def _of(axes: tuple[str, ...]) -> str:
    return f"of shape ({axes[0]},)" if len(axes) == 1 else f"of shape ({', '.join(axes)})" if axes else "a number"
