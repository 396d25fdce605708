"""Sentences on where an answer goes wrong."""

import inspect
from collections.abc import Callable

import numpy as np

from bnkit.judging.key import Piece
from bnkit.judging.roles import roles
from bnkit.judging.rounds import early_return
from bnkit.judging.seen import Seen
from bnkit.judging.steps import Finding, find_first, inner_slip
from bnkit.judging.wanted import Slip

MOST_RIGHT, LONGEST = 4, 60
FIRST = "That is the first value that goes wrong"
LATER = "is the first value that goes wrong"
EARLY = "Line {}: this `return` is inside the loop, which therefore ends in its first round."
RAISED = "So far your values are those of the text. The exception comes after them."
UNFOUND = "So far your values are those of the text. Where it goes wrong could not be found."


def steps(function: Callable, piece: Piece) -> tuple[str, ...]:
    """Which values of a wrong answer are still right, and the first that is not; () where nothing is known of its values.

    The function is run on the smallest example in which it goes wrong, each of its values is compared with the quantities of the
    text, and exchanged for one: where that makes the result right, that value was wrong and all that comes after it is right.
    Where a loop ends in its first round, that is said instead.
    """
    own = inspect.unwrap(function)
    try:
        if line := early_return(own):
            return (EARLY.format(line),)
        finding = find_first(own, piece)
        return _told(finding) if finding else ()
    except Exception:  # a value that cannot be looked at costs the walk, not the verdict
        return ()


def _told(finding: Finding) -> tuple[str, ...]:
    right = [f"{_line(finding.seen, number)}: {_is_right(finding, number)}." for number in right_before(finding)]
    unfound = RAISED if finding.seen.exchanges.raises else UNFOUND
    return (*right, *(_wrong(finding, finding.slip) if finding.slip else [unfound] if right else []))


def right_before(finding: Finding) -> list[int]:
    """The last few variables before the slip that are quantities of the text."""
    seen, end = finding.seen, _end(finding)
    shown: dict[str, int] = {}
    for number in sorted(seen.values, key=seen.order.__getitem__):
        place = seen.place(number)
        if seen.order[number] < end and place.name and place.text:
            shown.pop(place.name, None)
            if _is_told(seen, number):
                shown[place.name] = number
    return list(shown.values())[-MOST_RIGHT:]


def _end(finding: Finding) -> int:
    order = finding.seen.order
    places = [finding.first] if finding.first is not None else list(finding.unknown)
    return min((order[number] for number in places), default=order[finding.slip.number] if finding.slip else len(order))


def _is_told(seen: Seen, number: int) -> bool:
    names = seen.names(number)
    return bool(names) and not seen.whole(number) and not seen.at_odds(number) and seen.place(number).name not in names


def _is_right(finding: Finding, number: int) -> str:
    place, names = finding.seen.place(number), finding.seen.names(number)
    told = names[0] if len(names) == 1 else ""
    if finding.slip is None:
        return f"`{place.text}` is {told or 'a quantity of the text'}"
    plain = not told or told in roles(place.name) or told.startswith("the right ")
    return f"`{place.text}` is right" if plain else f"`{place.text}` is right ({told})"


def _wrong(finding: Finding, slip: Slip) -> list[str]:
    seen = finding.seen
    if finding.first is None:
        return _somewhere(seen, slip, finding.unknown)
    place, at = seen.place(finding.first), _line(seen, finding.first)
    if finding.first != slip.number:
        told = _version(seen, finding.first, None)
        return [f"{at}: {told} {FIRST}." if told else f"{at}: `{place.text}` {LATER}."]
    part = inner_slip(seen, slip)
    if part is not None:
        told = _version(seen, part.number, None)
        end = f"{_with(part)} in the place of `{short(seen.place(part.number).text)}` {_result(part)} right."
        return [f"{at}: {told} {FIRST}: {end}" if told else f"{at}: `{short(place.text)}` {LATER}: {end}"]
    told, end = _version(seen, slip.number, slip.wanted), _remedy(seen, slip)
    return [f"{at}: {told} {FIRST}: {end}" if told else f"{at}: `{short(place.text)}` {LATER}: {end}"]


def _remedy(seen: Seen, slip: Slip) -> str:
    if slip.wanted.startswith("the right ") and not seen.at_odds(slip.number):
        return "what it is made of is right."
    if slip.wanted in seen.names(slip.number):
        return f"in shape {np.shape(next(iter(slip.values.values())))} {_result(slip)} right."
    return f"{_with(slip)} in its place {_result(slip)} right."


def _with(slip: Slip) -> str:
    return f"with {slip.wanted if slip.wanted.startswith('the ') else 'the right ' + slip.wanted}"


def _result(slip: Slip) -> str:
    if slip.all:
        return "your result is"
    return " and ".join(slip.mended) + (" is" if len(slip.mended) == 1 else " are")


def _version(seen: Seen, number: int, wanted: str | None) -> str:
    """ "`v` is the variance times m/(m − 1).", where that is certain; or ""."""
    text = short(seen.place(number).text)
    if wanted is not None and wanted in seen.names(number):
        return f"`{text}` has the right values in shape {np.shape(seen.values[number][-1])}."
    wanted = wanted or next(iter(seen.roles(number)), None)
    told = [name for name in seen.known.version(seen.values[number], wanted) if not name.startswith("the right ")]
    return f"`{text}` is {told[0]}." if len(told) == 1 and told[0] != text else ""


def _somewhere(seen: Seen, slip: Slip, unknown: tuple[int, ...]) -> list[str]:
    """Where it may go wrong, when several places come into question."""
    others = [number for number in unknown if number != slip.number and seen.place(number).text]
    told = [f"{_line(seen, each)}: `{short(seen.place(each).text)}` {_known(seen.names(each))}." for each in others]
    text = short(seen.place(slip.number).text)
    return [*told, f"{_line(seen, slip.number)}: {_with(slip)} in the place of `{text}` {_result(slip)} right."]


def _known(names: list[str]) -> str:
    return f"is {names[0]}" if names else "has no name in the text: whether it is right cannot be told"


def _line(seen: Seen, number: int) -> str:
    """ "Line 3", or "Line 3 of `helper`" where that is another function."""
    place = seen.place(number)
    return f"Line {place.line}" + ("" if place.function == seen.watched.name else f" of `{place.function}`")


def short(text: str) -> str:
    """An expression, its middle left out where it is long."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"
