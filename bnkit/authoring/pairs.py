"""Two slips at a time, made from what the author has written of each: for a key to know their fingerprints."""

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Arguments = dict[str, Any]


def pair(first: Callable, second: Callable, both: Callable) -> Callable:
    """The wrong answer `both`, under the two slips' names."""
    again = functools.wraps(both)(lambda *args, **keywords: both(*args, **keywords))
    again.__name__ = f"{first.__name__}+{second.__name__}"
    return again


def pairs(
    changes: Mapping[str, Callable[[Arguments], Arguments]], mistakes: Sequence[Callable]
) -> tuple[Callable, ...]:
    """Each slip that is but a change of the arguments, together with each other mistake.

    changes   slug -> arguments by name -> those that make the right answer give what the slip gives: with eps = 0 it is
              that of who forgot eps
    mistakes  functions with the solution's signature
    """
    return tuple(
        _changed(slug, change, mistake)
        for slug, change in changes.items()
        for mistake in mistakes
        if mistake.__name__ != slug
    )


def _changed(slug: str, change: Callable[[Arguments], Arguments], mistake: Callable) -> Callable:
    signature = inspect.signature(mistake, follow_wrapped=False)

    def both(*args: Any, **keywords: Any) -> Any:
        bound = signature.bind(*args, **keywords)
        bound.apply_defaults()
        return mistake(**change(dict(bound.arguments)))

    both.__name__ = f"{slug}+{mistake.__name__}"
    return both


def setting(**values: Any) -> Callable[[Arguments], Arguments]:
    """A change that gives arguments other values; a function of the arguments is called for its value."""

    def change(arguments: Arguments) -> Arguments:
        return arguments | {name: value(arguments) if callable(value) else value for name, value in values.items()}

    return change
