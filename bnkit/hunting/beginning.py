"""What stands in a hunt's box before anything is written."""

import inspect
from typing import Any

import numpy as np

from bnkit.authoring.exercise import Exercise
from bnkit.authoring.hunt import Hunt
from bnkit.authoring.make_key import PUBLIC_SEED
from bnkit.hunting.found import mistake_of
from bnkit.hunting.shapes import Taken, taken
from bnkit.hunting.spelled import spelled

LENGTH = 2  # of every axis
ONES = ("gamma", "var", "running_var", "variances", "inv_std", "scale", "counts", "w")
ZEROS = ("beta", "mean", "running_mean", "shift", "b", "dvar", "dmean")


def beginning(hunt: Hunt, exercise: Exercise) -> str:
    """The code that the box begins with: a function that returns an input, or the one to be mended."""
    if hunt.kind == "mend":
        return code(hunt, exercise).replace(f"def {exercise.name}(", f"def {hunt.name}(", 1)
    given = tidy(exercise)
    arrays = [name for name, value in given.items() if isinstance(value, np.ndarray)]
    lines = [f"    {name} = np.array({given[name].tolist()})" for name in arrays]
    passed = ", ".join(f"{name}={name if name in arrays else repr(value)}" for name, value in given.items())
    return "\n".join([f"def {hunt.name}():", *lines, f"    return dict({passed})"]) + "\n"


def code(hunt: Hunt, exercise: Exercise) -> str:
    """The function that is shown: the piece with the hunt's mistake. Raises BrokenSource, Unspelled."""
    return spelled(mistake_of(exercise, hunt.mistake), exercise.solution)


def tidy(exercise: Exercise) -> dict[str, Any]:
    """An input that hides most: mean 0 and variance 1, scale 1, shift 0, and every default."""
    example = next(iter(exercise.cases(PUBLIC_SEED))).args
    defaults = {name: each.default for name, each in inspect.signature(exercise.solution).parameters.items()}
    return {
        name: _number(defaults[name], example.get(name)) if each.axes == () else _array(name, each, example[name])
        for name, each in taken(exercise).items()
    }


def _number(default: Any, example: Any) -> Any:
    """The default; for a whole number that divides an axis, the axis's length; else a digit of the example."""
    if default is not inspect.Parameter.empty:
        return default
    return LENGTH if type(example) is int else float(f"{example:.1g}")


def _array(name: str, wanted: Taken, example: np.ndarray) -> np.ndarray:
    shape = (LENGTH,) * (example.ndim if wanted.axes is None else len(wanted.axes))
    if name in (*ONES, *ZEROS):
        return np.full(shape, float(name in ONES))
    return (-1.0) ** np.indices(shape).sum(axis=0)
