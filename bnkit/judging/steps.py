"""Where a wrong answer goes wrong: the first value that, exchanged for a quantity of the text, makes the result right."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from bnkit.judging.exchanges import wrong_outputs
from bnkit.judging.key import Answer, Piece
from bnkit.judging.outcome import Fault, outcome
from bnkit.judging.seen import Seen
from bnkit.judging.trust import names_follow, trusted, used_rightly
from bnkit.judging.wanted import Slip, mended, mended_by, perhaps_wanted, surely_wanted
from bnkit.judging.watch import TooMuch, Watched
from bnkit.judging.written import NoSource

MOST_SECONDS = 2.0  # of processor time: some thirty times what the slowest known walk takes
COARSEST = 1e-5  # tolerance of an example: in single precision different quantities may look the same
PASSED_ON = re.compile(r"\w+(\.T|\.copy\(\)|\.tolist\(\))*")
CONFIRMING = 3  # further examples to try


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
        if slip := mended(seen, number, surely_wanted(seen, number)):
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
        if not place.name and not seen.right(number) and (part := mended(seen, number, perhaps_wanted(seen, number))):
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
        if seen is None or not seen.exchanges.wrong or not seen.known.named:
            return None
        slip = sure_slip(seen)
        if slip is None or not _confirmed(slip, watched, piece, cases):
            return Finding(seen)
        finding = _traced(seen, slip)
        return Finding(seen, slip) if watched.exhausted else finding  # what was not tried may mend it as well
    except (NoSource, TooMuch):
        return None


def _confirmed(slip: Slip, watched: Watched, piece: Piece, cases: Iterator[Answer]) -> bool:
    """Whether the same exchange mends a further example, if there is one that fails: one alone may be a coincidence."""
    further = (Seen(watched, piece, case) for case in cases if case.quantities)
    first = next(further, None)
    return first is None or any(_mends(slip, each) for each in chain([first], islice(further, CONFIRMING - 1)))


def _mends(slip: Slip, seen: Seen) -> bool:
    return slip.number in seen.values and mended_by(seen, slip.number, slip.wanted) is not None


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
        if movable and (same := mended_by(seen, number, slip.wanted)):
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
        if alone := mended(seen, behind[0], perhaps_wanted(seen, behind[0])):
            sure = _leads_on(seen, alone, slip) and _elsewhere(seen, alone) is None
            return Finding(seen, alone, behind[0] if sure else None, tuple(behind))
    return Finding(seen, slip, None, tuple(sorted(behind, key=seen.order.__getitem__)))


def _is_wrong(seen: Seen, number: int) -> bool:
    """Whether the values are surely wrong, though mending them alone is not enough."""
    values, known = seen.values[number], seen.known
    named = not seen.continued(number) and any(
        seen.known.fits(values, role) for role in seen.roles(number) if role in seen.known.right
    )
    return (named or known.is_mistaken(values)) and not seen.right(number) and not used_rightly(seen, number)


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
    return [each for each in seen.sources(number) if not trusted(seen, each)]


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
        surely = set(seen.roles(each)) & set(seen.names(each)) or names_follow(seen, each, line)
        if seen.place(each).line != line and not surely and mended(seen, each, perhaps_wanted(seen, each)):
            return each
    return None
