"""What becomes of a wrong answer's outputs when one place of it has other values."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from bnkit.judging.compare import sizes
from bnkit.judging.key import Answer, Piece
from bnkit.judging.naming import is_right
from bnkit.judging.outcome import Fault
from bnkit.judging.watch import Watched


class Exchanges:
    """Runs of a wrong answer on an example with other values in one place. None is tried twice.

    wrong   the outputs that are wrong as it stands
    raises  whether it raises as it stands: then nothing but all that is right will do
    unfit   places with other shapes than theirs that no wrong output has its size with: no numbers would change that
    """

    def __init__(self, watched: Watched, piece: Piece, case: Answer) -> None:
        self.watched, self.case = watched, case
        outputs, self.values = watched.values(case)
        self.wrong = wrong_outputs(piece, case, outputs)
        self.others = [name for name in piece.outputs if name not in self.wrong]
        self.raises = any(isinstance(value, Fault) for value in outputs.values())
        self.farthest = {name: _farthest(name, case) for name in self.wrong}
        self.tried: dict[tuple, tuple[str, ...]] = {}
        self.unfit: set[tuple] = set()

    def mended(self, number: int, values: Mapping[int, np.ndarray]) -> tuple[str, ...]:
        """The wrong outputs that are right with these values in the place; () where another is spoiled."""
        shape = number, *((time, value.shape) for time, value in values.items())
        key = shape, *(value.tobytes() for value in values.values())
        if key not in self.tried and shape not in self.unfit:
            outputs = self.watched.exchanging(self.case, number, values)
            self.tried[key] = self._mended(outputs)
            if self._is_other_shape(number, values) and not self._fits(outputs):
                self.unfit.add(shape)
        return self.tried.get(key, ())

    def _mended(self, outputs: Mapping[str, Any]) -> tuple[str, ...]:
        mended = tuple(
            name for name in self.wrong if self._near(name, outputs) and is_right(name, self.case, outputs[name])
        )
        if not mended or (self.raises and len(mended) < len(self.wrong)):
            return ()
        return mended if all(is_right(name, self.case, outputs[name]) for name in self.others) else ()

    def _is_other_shape(self, number: int, values: Mapping[int, np.ndarray]) -> bool:
        return any(value.shape != self.values[number][time].shape for time, value in values.items())

    def _fits(self, outputs: Mapping[str, Any]) -> bool:
        return any(np.size(outputs[name]) == np.size(self.case.right[name]) for name in self.wrong)

    def _near(self, name: str, outputs: Mapping[str, Any]) -> bool:
        """Whether an output may be right by its first entry: most are not, and are compared no further."""
        got, wanted = outputs[name], self.case.right[name]
        if not isinstance(got, np.ndarray) or np.size(got) != np.size(wanted) or not got.size:
            return True
        return not abs(float(got.flat[0]) - float(wanted.flat[0])) > self.farthest[name]


def _farthest(name: str, case: Answer) -> float:
    """How far from what is right an entry of the output may be at most."""
    wanted = case.right[name]
    if not isinstance(wanted, np.ndarray):
        return np.inf
    return float(case.tolerance * np.max(sizes(wanted, case.scales.get(name, 1.0)), initial=0.0))


def wrong_outputs(piece: Piece, case: Answer, outputs: Mapping[str, Any]) -> list[str]:
    """The names of the outputs that are not right."""
    return [name for name in piece.outputs if not is_right(name, case, outputs[name])]
