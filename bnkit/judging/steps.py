"""Where a wrong answer goes wrong: the first value that, exchanged for a quantity of the text, makes the result right."""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from bnkit.judging.compare import agrees
from bnkit.judging.instrument import NoSource, Place
from bnkit.judging.key import Answer, Piece
from bnkit.judging.outcome import Fault, outcome
from bnkit.judging.quantities import NOTHING, Known, in_place_of
from bnkit.judging.roles import roles
from bnkit.judging.watch import TooMuch, Watched

MOST_SECONDS = 2.0  # of processor time: some thirty times what the slowest known walk takes
COARSEST = 1e-5  # tolerance of an example: in single precision different quantities may look the same
SIZES = ("m", "N", "D", "C")
PASSED_ON = re.compile(r"\w+(\.T|\.copy\(\)|\.tolist\(\))*")
CONFIRMING = 3  # further examples to try


@dataclass(frozen=True)
class Slip:
    """A place whose values, exchanged for the quantity `wanted`, make outputs right and spoil none.

    mended  the outputs that it makes right; all is whether none is wrong then
    values  what is put there, by the times that the place is passed
    """

    number: int
    wanted: str
    mended: tuple[str, ...]
    all: bool
    values: dict[int, np.ndarray]


class Seen:
    """A wrong answer's values on an example, and what they are."""

    def __init__(self, watched: Watched, piece: Piece, case: Answer) -> None:
        self.watched, self.piece, self.case = watched, piece, case
        self.known = Known(case, piece.parameters)
        self.outputs, self.values = watched.values(case)
        self.wrong = wrong_outputs(piece, case, self.outputs)
        self.raises = any(isinstance(value, Fault) for value in self.outputs.values())
        self.order = {number: rank for rank, number in enumerate(self.values)}
        self.named: dict[int, list[str]] = {}

    def names(self, number: int) -> list[str]:
        """The quantities and arguments that a place's values are."""
        if number not in self.named:
            self.named[number] = self.known.names(self.values[number])
        return self.named[number]

    def place(self, number: int) -> Place:
        """Where the values of a number come from."""
        return self.watched.places[number]

    def roles(self, number: int) -> list[str]:
        """The known quantities that the place should be: by its variable's name, or by where it is returned."""
        place, outputs = self.place(number), list(dict.fromkeys(name.partition(".")[0] for name in self.piece.outputs))
        name = place.name or place.field
        named = [*roles(name), f"the right {name}", name] if name else []
        if place.returned is not None and place.function == self.watched.name and place.returned < len(outputs):
            named = [f"the right {outputs[place.returned]}"]
        sizes = () if self.whole(number) else SIZES
        return [name for name in named if self.known.may_be(name) and name not in sizes]

    def right(self, number: int) -> bool:
        """Whether the place's values are a quantity or an argument."""
        return bool(self.names(number))

    def outcome(self, number: int) -> bool:
        """Whether the values are those of an output."""
        return any(name.startswith("the right ") for name in self.names(number))

    def whole(self, number: int) -> bool:
        """Whether the values are whole numbers: a size, an index."""
        return self.values[number][-1].dtype.kind in "iu"

    def at_odds(self, number: int) -> bool:
        """Whether the variable's name says that it is another quantity than it is."""
        wanted = [] if self.continued(number) else self.roles(number)
        return bool(wanted) and not set(wanted) & set(self.names(number))

    def mended_by(self, number: int, wanted: str) -> Slip | None:
        """The slip, if the quantity in this place makes an output right and spoils none."""
        place = self.place(number)
        grows = place.grows or place.name in place.reads
        quantity: Any = self.known.get(wanted)
        for values in in_place_of(self.values[number], quantity, grows):
            outputs = self.watched.exchanging(self.case, number, values)
            wrong = wrong_outputs(self.piece, self.case, outputs)
            if set(wrong) < set(self.wrong) and not (wrong and self.raises):
                mended = tuple(name for name in self.wrong if name not in wrong)
                return Slip(number, wanted, mended, not wrong, values)
        return None

    def mended(self, number: int, wanted: Iterable[str]) -> Slip | None:
        """The slip with the first of the quantities that mends something."""
        return next(filter(None, (self.mended_by(number, name) for name in wanted)), None)

    def blank(self, number: int) -> bool:
        """Whether the values are zeros or infinite, to be filled or outdone."""
        last = np.abs(self.values[number][-1])
        return not np.isfinite(last).any() or bool(np.max(last, initial=0.0) <= NOTHING)

    def surely_wanted(self, number: int) -> list[str]:
        """The quantities that the values should be if they are wrong at all: by the name, or as a known mistake."""
        if not self.place(number).text or self.blank(number):
            return []
        names = self.names(number)
        wanted = [] if self.continued(number) else [name for name in self.roles(number) if name not in names]
        if names:
            wanted += [name for name in names if self._in_another_shape(number, name)]
        elif not self.whole(number) and self.known.is_mistaken(self.values[number]):
            wanted += self.known.alike(self.values[number])
        return list(dict.fromkeys(wanted))

    def continued(self, number: int) -> bool:
        """Whether the variable is given a new value made of this one later: then its name speaks of that."""
        name, rank = self.place(number).name, self.order[number]
        return bool(name) and any(
            self.order[each] > rank and name in self.place(each).reads and self.source(name, each) == number
            for each in self.values
            if self.place(each).name == name
        )

    def perhaps_wanted(self, number: int) -> list[str]:
        """Other quantities of the values' shape."""
        if self.whole(number) or self.blank(number) or not self.place(number).text:
            return []
        names = self.names(number)
        copied = names and all(name in self.known.given for name in names)
        alike = list(self.known.right) if copied else self.known.alike(self.values[number])
        return [name for name in alike if name not in names]

    def _in_another_shape(self, number: int, name: str) -> bool:
        if name not in self.known.right:
            return False
        both = [self.values[number][-1], self.known.right[name]]
        alike = len({np.squeeze(each).shape for each in both}) == len(self.values[number]) == 1
        return alike and len({_without_leading(each.shape) for each in both}) > 1

    def sources(self, number: int) -> list[int]:
        """The places that gave what this one reads its values; what functions return that it calls."""
        place, found = self.place(number), []
        for name in sorted(place.reads):
            found += [each for each in [self.source(name, number)] if each is not None]
            returned = [n for n in self.values if self.place(n).function == name and self.place(n).returned is not None]
            found += [each for each in returned if self.order[each] < self.order[number] and name != place.function]
        return found

    def source(self, name: str, before: int) -> int | None:
        """The place that gave variable `name`, as place `before` reads it, its value."""
        function, rank = self.place(before).function, self.order[before]
        given = [n for n in self.values if self.place(n).name == name and self.place(n).function == function]
        earlier = [n for n in given if self.order[n] < rank]
        return max(earlier, key=self.order.__getitem__, default=None)

    def way(self, number: int) -> list[int]:
        """The variables that this place's values are made of, and what those are made of; without parameters and sizes."""
        found, waiting = [], [number]
        while waiting:
            new = [each for each in self.sources(waiting.pop()) if each not in found and each != number]
            found += new
            waiting += new
        return [each for each in found if self.place(each).text and not self.whole(each) and not self.blank(each)]

    def unseen(self, number: int) -> bool:
        """Whether the place reads a variable that never had a value of numbers."""
        place = self.place(number)
        own = [each for each in self.watched.places if each.function == place.function]
        local = {each.name for each in own if each.text or place.function != self.watched.name}
        return any(name in local and self.source(name, number) is None for name in place.reads - {place.name})

    def trusted(self, number: int) -> bool:
        """Whether the values are what they are said to be, as far as one can know."""
        if not self.place(number).text:
            return self._handed_on(number)
        values = self.values[number]
        if self.blank(number) or (self.known.is_part(values[-1]) and self.continued(number)):
            return True
        if not self.whole(number):
            return self.right(number) and (
                not self.at_odds(number) or self.names_follow(number, self.place(number).line)
            )
        if self.roles(number):
            return not self.at_odds(number)
        if self.place(number).grows:  # a count, of what nobody knows
            return False
        return self.known.is_size(values[-1]) and ("m" not in self.known.right or self.mended_by(number, "m") is None)

    def _handed_on(self, number: int) -> bool:
        """Whether a parameter has the argument of its name, or a quantity that its name allows."""
        place, last = self.place(number), self.values[number][-1]
        if place.function == self.watched.name:
            return True
        if self.whole(number):
            given: Any = self.known.arguments.get(place.name)
            return np.array_equal(last, given)
        return self.right(number) and not self.at_odds(number)

    def used_rightly(self, number: int) -> bool:
        """Whether something else that is known is made of these values later: then they were a step on a way that is right."""
        return next(self._uses(number), None) is not None

    def names_follow(self, number: int, line: int) -> bool:
        """Whether that is a variable, on another line than this one."""
        return any(self.place(each).name and self.place(each).line != line for each in self._uses(number))

    def _uses(self, number: int) -> Iterator[int]:
        name, rank, names = self.place(number).name, self.order[number], set(self.names(number))
        for each in self.values:
            reads = self.order[each] > rank and name in self.place(each).reads and self.source(name, each) == number
            if reads and not self.whole(each) and self.place(each).name != name and set(self.names(each)) - names:
                yield each


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


def sure_slip(seen: Seen) -> Slip | None:
    """The earliest place that can be mended by what it surely should be."""
    until = time.process_time() + MOST_SECONDS
    for number in seen.values:
        if time.process_time() > until:
            return None
        if slip := seen.mended(number, seen.surely_wanted(number)):
            return slip
    return None


def inner_slip(seen: Seen, slip: Slip) -> Slip | None:
    """A part of the slip's expression, on its line, that could be mended in its place: the smallest and earliest one."""
    whole = seen.place(slip.number)
    for number in seen.values:
        place = seen.place(number)
        if seen.order[number] >= seen.order[slip.number] or (place.function, place.line) != (
            whole.function,
            whole.line,
        ):
            continue
        if not place.name and not seen.right(number) and (part := seen.mended(number, seen.perhaps_wanted(number))):
            return part if set(part.mended) >= set(slip.mended) else None
    return None


@dataclass(frozen=True)
class Finding:
    """What is known of the way to a wrong result.

    slip     the place that can be mended
    first    the first place that goes wrong, where that is known: the slip's, or one before it
    unknown  the places before the slip at which it may go wrong, too, where it is not
    """

    seen: Seen
    slip: Slip | None = None
    first: int | None = None
    unknown: tuple[int, ...] = ()


def find_first(function: Callable, piece: Piece) -> Finding | None:
    """Where the function goes wrong on the smallest example in which it does; None where nothing can be said."""
    if not any(case.quantities for case in piece.examples):
        return None
    try:
        watched = Watched(function, piece.outputs)
        cases = failing(function, piece)
        case = next(cases, None)
        seen = Seen(watched, piece, case) if case else None
        if seen is None or not seen.wrong or not seen.known.named:
            return None
        slip = sure_slip(seen)
        if slip is None or not _confirmed(slip, watched, piece, cases):
            return Finding(seen)
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
    """The slip is the first value that goes wrong if all that it is made of is known; else look at what that is."""
    if seen.unseen(slip.number):
        return Finding(seen, slip)
    unknown = _unknown(seen, slip.number)
    called = [each for each in seen.sources(slip.number) if seen.place(each).returned is not None]
    for number in dict.fromkeys(
        [*called, *unknown]
    ):  # where the same mends, values are only moved about from there to the slip
        movable = number in called or (seen.place(number).text and not seen.outcome(number))
        if movable and (same := seen.mended_by(number, slip.wanted)):
            return _traced(seen, same)
    if called:
        return Finding(seen, slip, None, tuple(unknown))
    if not unknown:
        other = _handed_out(seen, slip)
        other = _elsewhere(seen, slip) if other is None else other
        return Finding(seen, slip, None, (other,)) if other is not None else Finding(seen, slip, slip.number)
    behind = _earliest(seen, slip.number, set())
    if len(behind) == 1 and seen.place(behind[0]).text and not seen.unseen(behind[0]):
        if _is_wrong(seen, behind[0]) and all(seen.roles(each) for each in seen.way(behind[0])):
            return Finding(seen, slip, behind[0])
        if alone := seen.mended(behind[0], seen.perhaps_wanted(behind[0])):
            sure = _leads_on(seen, alone, slip) and _elsewhere(seen, alone) is None
            return Finding(seen, alone, behind[0] if sure else None, tuple(behind))
    return Finding(seen, slip, None, tuple(sorted(behind, key=seen.order.__getitem__)))


def _is_wrong(seen: Seen, number: int) -> bool:
    """Whether the values are surely wrong, though mending them alone is not enough."""
    values, known = seen.values[number], seen.known
    named = not seen.continued(number) and any(
        seen.known.fits(values, role) for role in seen.roles(number) if role in seen.known.right
    )
    return (named or known.is_mistaken(values)) and not seen.right(number) and not seen.used_rightly(number)


def _leads_on(seen: Seen, alone: Slip, slip: Slip) -> bool:
    """Whether variables between the two places become quantities of the text when the first is mended: then it was that one."""
    _, mended = seen.watched.values(seen.case, alone.number, alone.values)
    between = range(seen.order[alone.number] + 1, seen.order[slip.number])
    return any(
        seen.order[number] in between
        and seen.place(number).name
        and not seen.right(number)
        and seen.known.names(values)
        for number, values in mended.items()
        if number in seen.order
    )


def _unknown(seen: Seen, number: int) -> list[int]:
    return [each for each in seen.sources(number) if not seen.trusted(each)]


def _earliest(seen: Seen, number: int, visited: set[int]) -> list[int]:
    """The unknown places behind this one that are made of nothing unknown themselves."""
    found: list[int] = []
    for each in _unknown(seen, number):
        if each not in visited:
            visited.add(each)
            found += _earliest(seen, each, visited) or [each]
    return list(dict.fromkeys(found))


def _handed_out(seen: Seen, slip: Slip) -> int | None:
    """The place of a variable that is returned as it is, when its value belongs to no other output."""
    sources = seen.sources(slip.number) if PASSED_ON.fullmatch(seen.place(slip.number).text) else []
    return next((each for each in sources if not seen.place(slip.number).name and not seen.outcome(each)), None)


def _elsewhere(seen: Seen, slip: Slip) -> int | None:
    """A variable before the slip, of which no name says what it should be, that could as well be mended."""
    line = seen.place(slip.number).line
    for each in seen.way(slip.number):
        surely = set(seen.roles(each)) & set(seen.names(each)) or seen.names_follow(each, line)
        if seen.place(each).line != line and not surely and seen.mended(each, seen.perhaps_wanted(each)):
            return each
    return None
