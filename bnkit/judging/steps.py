"""Where a wrong answer goes wrong: the first value that, exchanged for a quantity of the text, makes the result right."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from bnkit.judging.compare import agrees
from bnkit.judging.instrument import NoSource, Place
from bnkit.judging.key import Answer, Piece
from bnkit.judging.outcome import Fault, outcome
from bnkit.judging.quantities import Known, in_place_of
from bnkit.judging.roles import roles
from bnkit.judging.watch import TooMuch, Watched

MOST_TRIALS, MOST_SECONDS = 400, 2.0
COARSEST = 1e-5  # tolerance of an example: in single precision different quantities may look the same
CONFIRMING = 3  # further examples to try


@dataclass(frozen=True)
class Slip:
    """A place whose values, exchanged for the quantity `wanted`, make outputs right and spoil none.

    mended  the outputs that it makes right; all is whether none is wrong then
    """

    number: int
    wanted: str
    mended: tuple[str, ...]
    all: bool


class Seen:
    """A wrong answer's values on an example, and what they are."""

    def __init__(self, watched: Watched, piece: Piece, case: Answer) -> None:
        self.watched, self.piece, self.case = watched, piece, case
        self.known = Known(case, piece.parameters)
        self.outputs, self.values = watched.values(case)
        self.wrong = wrong_outputs(piece, case, self.outputs)
        self.order = {number: rank for rank, number in enumerate(self.values)}
        self.names = {number: self.known.names(values) for number, values in self.values.items()}

    def place(self, number: int) -> Place:
        """Where the values of a number come from."""
        return self.watched.places[number]

    def roles(self, number: int) -> list[str]:
        """The known quantities that the place should be: by its variable's name, or by where it is returned."""
        place, outputs = self.place(number), list(dict.fromkeys(name.partition(".")[0] for name in self.piece.outputs))
        named = [*roles(place.name), f"the right {place.name}", place.name] if place.name else []
        if place.returned is not None and place.function == self.watched.name and place.returned < len(outputs):
            named = [f"the right {outputs[place.returned]}"]
        return [name for name in named if self.known.get(name) is not None]

    def right(self, number: int) -> bool:
        """Whether the place's values are a quantity or an argument."""
        return bool(self.names[number])

    def whole(self, number: int) -> bool:
        """Whether the values are whole numbers: a size, an index."""
        return self.values[number][-1].dtype.kind in "iu"

    def at_odds(self, number: int) -> bool:
        """Whether the variable's name says that it is another quantity than it is."""
        wanted = self.roles(number)
        return bool(wanted) and not set(wanted) & set(self.names[number])

    def mended_by(self, number: int, wanted: str) -> Slip | None:
        """The slip, if the quantity in this place makes an output right and spoils none."""
        for values in in_place_of(self.values[number], self.known.get(wanted)):
            outputs = self.watched.exchanging(self.case, number, values)
            wrong = wrong_outputs(self.piece, self.case, outputs)
            if set(wrong) < set(self.wrong):
                return Slip(number, wanted, tuple(name for name in self.wrong if name not in wrong), not wrong)
        return None

    def wanted(self, number: int) -> list[str]:
        """The quantities that the place's values may have to be, the likeliest first."""
        place = self.place(number)
        if not place.text:
            return []
        by_name = [name for name in self.roles(number) if name not in self.names[number]]
        if self.whole(number):
            return by_name
        if self.right(number):
            return [*by_name, *(name for name in self.names[number] if self._in_another_shape(number, name))]
        return list(dict.fromkeys([*by_name, *self.known.alike(self.values[number])]))

    def _in_another_shape(self, number: int, name: str) -> bool:
        if name not in self.known.right:
            return False
        shapes = [np.shape(array) for array in (self.values[number][-1], self.known.right[name])]
        return len(self.values[number]) == 1 and len({_without_leading(shape) for shape in shapes}) > 1

    def source(self, name: str, before: int) -> int | None:
        """The place that gave variable `name`, as place `before` reads it, its value."""
        function, rank = self.place(before).function, self.order[before]
        given = [n for n in self.values if self.place(n).name == name and self.place(n).function == function]
        earlier = [n for n in given if self.order[n] < rank]
        return max(earlier, key=self.order.__getitem__, default=None)

    def unknown(self, number: int) -> list[int]:
        """The places that gave what this one reads, as far as their values are nothing known."""
        sources = [self.source(name, number) for name in sorted(self.place(number).reads)]
        return [each for each in sources if each is not None and not self._trusted(each)]

    def _trusted(self, number: int) -> bool:
        if not self.whole(number):
            return self.right(number) and not self.at_odds(number)
        if self.roles(number):
            return not self.at_odds(number)
        return "m" not in self.known.right or self.mended_by(number, "m") is None

    def used_rightly(self, number: int) -> bool:
        """Whether something known is made of these values later: then they were a step on a way that is right."""
        name, rank = self.place(number).name, self.order[number]
        return any(
            self.order[each] > rank and name in self.place(each).reads and self.source(name, each) == number
            for each, names in self.names.items()
            if names and not self.whole(each) and self.place(each).name != name
        )


def _without_leading(shape: tuple[int, ...]) -> tuple[int, ...]:
    return _without_leading(shape[1:]) if shape[:1] == (1,) else shape


def wrong_outputs(piece: Piece, case: Answer, outputs: dict[str, Any]) -> list[str]:
    """The names of the outputs that are not right."""
    return [
        name
        for name in piece.outputs
        if not agrees(outputs[name], case.right[name], case.scales.get(name, 1.0), case.tolerance)
    ]


def failing(function: Callable, piece: Piece) -> Iterator[Answer]:
    """The examples in which the function's outputs are wrong, or it raises, the smallest first."""
    for case in piece.examples:
        if case.tolerance <= COARSEST:
            outputs = outcome(function, case.args, case.keywords, piece.outputs)
            kinds = {value.kind for value in outputs.values() if isinstance(value, Fault)}
            if kinds <= {"raises"} and wrong_outputs(piece, case, outputs):
                yield case


def first_slip(seen: Seen) -> Slip | None:
    """The earliest place that can be mended."""
    until, trials = time.monotonic() + MOST_SECONDS, 0
    for number in seen.values:
        for wanted in seen.wanted(number):
            trials += 1
            if trials > MOST_TRIALS or time.monotonic() > until:
                return None
            if slip := seen.mended_by(number, wanted):
                return slip
    return None


@dataclass(frozen=True)
class Finding:
    """What is known of the way to a wrong result.

    first  the first value that goes wrong, where that is known
    slip   the place that can be mended: first, or one after it
    """

    seen: Seen
    slip: Slip | None
    first: int | None
    unknown: tuple[int, ...] = ()


def find_first(function: Callable, piece: Piece) -> Finding | None:
    """Where the function goes wrong on the smallest example in which it does; None where nothing can be said."""
    try:
        watched = Watched(function, piece.outputs)
        cases = failing(function, piece)
        case = next(cases, None)
        if case is None:
            return None
        seen = Seen(watched, piece, case)
        slip = first_slip(seen)
        if not seen.wrong or slip is None or not _confirmed(slip, watched, piece, cases):
            return Finding(seen, None, None) if seen.wrong else None
        return _traced(seen, slip)
    except (NoSource, TooMuch):
        return None


def _confirmed(slip: Slip, watched: Watched, piece: Piece, cases: Iterator[Answer]) -> bool:
    """Whether the same exchange mends a further example, if there is one that fails: one alone may be a coincidence."""
    further = [case for case, _ in zip(cases, range(CONFIRMING), strict=False)]
    return not further or any(_mends(slip, Seen(watched, piece, case)) for case in further)


def _mends(slip: Slip, seen: Seen) -> bool:
    return slip.number in seen.values and seen.mended_by(slip.number, slip.wanted) is not None


def _traced(seen: Seen, slip: Slip) -> Finding:
    """The slip is the first value that goes wrong if all that it reads is known; else look at what that reads."""
    unknown = _earliest(seen, slip.number, set())
    if not unknown:
        return Finding(seen, slip, slip.number)
    (first, *others) = sorted(unknown, key=seen.order.__getitem__)
    told = seen.known.version(seen.values[first], seen.roles(first)[0] if seen.roles(first) else None)
    if not others and (told or seen.roles(first)) and not seen.used_rightly(first):
        return Finding(seen, slip, first)
    return Finding(seen, slip, None, tuple(unknown))


def _earliest(seen: Seen, number: int, visited: set[int]) -> list[int]:
    """The unknown places behind this one that read nothing unknown themselves."""
    found: list[int] = []
    for each in seen.unknown(number):
        if each not in visited:
            visited.add(each)
            found += _earliest(seen, each, visited) or [each]
    return list(dict.fromkeys(found))
