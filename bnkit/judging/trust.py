"""Whether a value is what it is said to be, as far as one can know."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from bnkit.judging.seen import Seen
from bnkit.judging.wanted import mended_by


def trusted(seen: Seen, number: int) -> bool:
    """Whether the values are what they are said to be, as far as one can know."""
    if not seen.place(number).text:
        return _handed_on(seen, number)
    values = seen.values[number]
    if seen.blank(number) or (seen.known.is_part(values[-1]) and seen.continued(number)):
        return True
    if not seen.whole(number):
        return seen.right(number) and (not seen.at_odds(number) or names_follow(seen, number, seen.place(number).line))
    if seen.roles(number):
        return not seen.at_odds(number)
    if seen.place(number).grows:  # a count, of what nobody knows
        return False
    return seen.known.is_size(values[-1]) and ("m" not in seen.known.right or mended_by(seen, number, "m") is None)


def _handed_on(seen: Seen, number: int) -> bool:
    """Whether a parameter has the argument of its name, or a quantity that its name allows."""
    place, last = seen.place(number), seen.values[number][-1]
    if place.function == seen.watched.name:
        return True
    if seen.whole(number):
        given: Any = seen.known.arguments.get(place.name)
        return np.array_equal(last, given)
    return seen.right(number) and not seen.at_odds(number)


def used_rightly(seen: Seen, number: int) -> bool:
    """Whether something else that is known is made of these values later: then they were a step on a way that is right."""
    return next(_uses(seen, number), None) is not None


def names_follow(seen: Seen, number: int, line: int) -> bool:
    """Whether that is a variable, on another line than this one."""
    return any(seen.place(each).name and seen.place(each).line != line for each in _uses(seen, number))


def _uses(seen: Seen, number: int) -> Iterator[int]:
    name, rank, names = seen.place(number).name, seen.order[number], set(seen.names(number))
    for each in seen.values:
        reads = seen.order[each] > rank and name in seen.place(each).reads and seen.source(name, each) == number
        if reads and not seen.whole(each) and seen.place(each).name != name and set(seen.names(each)) - names:
            yield each
