"""What a value should be, and whether the result is right with that in its place."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from bnkit.judging.quantities import in_place_of
from bnkit.judging.seen import Seen


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


def mended_by(seen: Seen, number: int, wanted: str) -> Slip | None:
    """The slip, if the quantity in this place makes an output right and spoils none; None, too, where that is tried no more."""
    place, quantity = seen.place(number), seen.known.get(wanted)
    if quantity is None or seen.watched.exhausted:
        return None
    grows = place.grows or place.name in place.reads
    for values in in_place_of(seen.values[number], quantity, grows):
        if right := seen.exchanges.mended(number, values):
            return Slip(number, wanted, right, len(right) == len(seen.exchanges.wrong), values)
    return None


def mended(seen: Seen, number: int, wanted: Iterable[str]) -> Slip | None:
    """The slip with the first of the quantities that mends something."""
    return next(filter(None, (mended_by(seen, number, name) for name in wanted)), None)


def surely_wanted(seen: Seen, number: int) -> list[str]:
    """The quantities that the values should be if they are wrong at all: by the name, or as a known mistake."""
    if not seen.place(number).text or seen.blank(number):
        return []
    names = seen.names(number)
    wanted = [] if seen.continued(number) else [name for name in seen.roles(number) if name not in names]
    if names:
        wanted += [name for name in names if _in_another_shape(seen, number, name)]
    elif not seen.whole(number) and seen.known.is_mistaken(seen.values[number]):
        wanted += seen.known.alike(seen.values[number])
    return list(dict.fromkeys(wanted))


def perhaps_wanted(seen: Seen, number: int) -> list[str]:
    """Other quantities of the values' shape."""
    if seen.whole(number) or seen.blank(number) or not seen.place(number).text:
        return []
    names = seen.names(number)
    copied = names and all(name in seen.known.given for name in names)
    alike = list(seen.known.right) if copied else seen.known.alike(seen.values[number])
    return [name for name in alike if name not in names]


def _in_another_shape(seen: Seen, number: int, name: str) -> bool:
    if name not in seen.known.right:
        return False
    both = [seen.values[number][-1], seen.known.right[name]]
    alike = len({np.squeeze(each).shape for each in both}) == len(seen.values[number]) == 1
    return alike and len({_without_leading(each.shape) for each in both}) > 1


def _without_leading(shape: tuple[int, ...]) -> tuple[int, ...]:
    return _without_leading(shape[1:]) if shape[:1] == (1,) else shape
