"""A wrong answer's values on an example: what each is, by its values and by its name, and what it is made of."""

from functools import lru_cache

import numpy as np

from bnkit.judging.exchanges import Exchanges
from bnkit.judging.instrument import Place
from bnkit.judging.key import Answer, Piece
from bnkit.judging.quantities import NOTHING, Known
from bnkit.judging.roles import roles
from bnkit.judging.watch import Watched

SIZES = ("m", "N", "D", "C")


class Seen:
    """A wrong answer's values on an example, and what they are."""

    def __init__(self, watched: Watched, piece: Piece, case: Answer) -> None:
        self.watched, self.piece, self.case = watched, piece, case
        self.known = _known(case, tuple(piece.parameters))
        self.exchanges = Exchanges(watched, piece, case)
        self.values = self.exchanges.values
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

    def blank(self, number: int) -> bool:
        """Whether the values are zeros or infinite, to be filled or outdone."""
        last = np.abs(self.values[number][-1])
        return not np.isfinite(last).any() or bool(np.max(last, initial=0.0) <= NOTHING)

    def continued(self, number: int) -> bool:
        """Whether the variable is given a new value made of this one later: then its name speaks of that."""
        name, rank = self.place(number).name, self.order[number]
        return bool(name) and any(
            self.order[each] > rank and name in self.place(each).reads and self.source(name, each) == number
            for each in self.values
            if self.place(each).name == name
        )

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


@lru_cache(maxsize=32)
def _known(case: Answer, parameters: tuple[str, ...]) -> Known:
    """What is known of an example, for many answers."""
    return Known(case, parameters)
