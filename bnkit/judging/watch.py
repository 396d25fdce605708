"""Run a function on an example and see the values that it computes; run it again with one of them exchanged."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from bnkit.judging import plain
from bnkit.judging.instrument import instrument
from bnkit.judging.key import Answer
from bnkit.judging.outcome import returned

MOST_VALUES, LARGEST = 2000, 4096
MOST_SHOWN = 100_000  # values of one run: with a value exchanged, a loop may have no end
MOST_TRIES = 150  # exchanges that a wrong answer is worth: each runs it once more
MOST_IN_ALL = 5100  # values of all these runs together: one of many values takes longer


class TooMuch(Exception):
    """More values than are worth a look."""


class Watched:
    """A function made anew, so that its values can be seen and exchanged. Raises NoSource."""

    def __init__(self, function: Callable, outputs: list[str]) -> None:
        self.outputs = outputs
        self.seen: dict[int, list[np.ndarray]] | None = None
        self.exchanged: tuple[int, Mapping[int, np.ndarray]] = (-1, {})
        self.times = self.tries = self.shown = self.shown_in_all = 0
        self.function, self.places = instrument(function, self._show)
        self.name = function.__code__.co_name

    def values(
        self, case: Answer, number: int = -1, other: Mapping[int, np.ndarray] | None = None
    ) -> tuple[dict[str, Any], dict[int, list[np.ndarray]]]:
        """The outputs, and for each place, in the order in which they come, its values at each time. Raises TooMuch.

        Place `number`, if any, has `other[k]` at the k-th time.
        """
        seen: dict[int, list[np.ndarray]] = {}
        self.seen = seen
        try:
            outputs = self.exchanging(case, number, other or {})
        finally:
            self.seen = None
        if sum(map(len, seen.values())) > MOST_VALUES:
            raise TooMuch
        return outputs, seen

    @property
    def exhausted(self) -> bool:
        """Whether no more exchanges will be tried."""
        return self.tries >= MOST_TRIES or self.shown_in_all >= MOST_IN_ALL

    def exchanging(self, case: Answer, number: int, other: Mapping[int, np.ndarray]) -> dict[str, Any]:
        """The outputs when place `number` has other values: `other[k]` at the k-th time."""
        self.exchanged, self.times, self.shown, self.tries = (number, other), 0, 0, self.tries + 1
        try:
            return returned(self.function, plain.copy(case.args), plain.copy(case.keywords), self.outputs)
        finally:
            self.exchanged = (-1, {})
            self.shown_in_all += self.shown

    def _show(self, number: int, value: Any) -> Any:
        self.shown += 1
        if self.shown > MOST_SHOWN:
            raise TooMuch
        if number == self.exchanged[0] and as_numbers(value) is not None:
            self.times += 1
            other = self.exchanged[1].get(self.times - 1)
            value = value if other is None else other.copy()
        if self.seen is not None:
            numbers = as_numbers(value)
            if numbers is not None and len(values := self.seen.setdefault(number, [])) <= MOST_VALUES:
                values.append(numbers)
        return value


def as_numbers(value: Any) -> np.ndarray | None:
    """A copy of a number, an array, or a list or tuple of numbers; None for anything else."""
    if isinstance(value, np.ndarray):
        usable = value.dtype.kind in "iuf" and value.size <= LARGEST
        return np.array(value, subok=False) if usable else None
    if isinstance(value, (int, float, np.integer, np.floating)):
        return np.asarray(int(value) if isinstance(value, bool) else value)
    if isinstance(value, (list, tuple)) and value and len(value) <= LARGEST:
        return _of_list(value)
    return None


def _of_list(value: list | tuple) -> np.ndarray | None:
    try:
        array = np.array(value)
    except Exception:
        return None
    return array if array.dtype.kind in "iuf" and array.size <= LARGEST else None
