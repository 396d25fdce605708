"""Name it: from what went in, what came out and what was right, which of four mistakes is it?"""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from bnkit.judging.compare import sizes, squeezed
from bnkit.judging.key import Answer, Piece
from bnkit.judging.outcome import INPUTS, Fault
from bnkit.judging.shown import VISIBLE, row
from bnkit.judging.spoiled import shown

CHOICES = 4
NEAREST = 4  # cases in which an input is looked for that tells two mistakes apart, the smallest first
OTHER_SHAPE = 1e6  # how far values of another shape or kind are from one another
FAULTS = {
    "raises": "an exception",
    "alone": "one array in the place of several",
    "count": "another number of values",
    "missing": "nothing",
    "type": "no array of numbers",
}
Rows = list[tuple[str, str]]


class Question(NamedTuple):
    """Which mistake gives this?

    slug     the mistake's
    given    the arguments: a name and the value as text, row by row
    right    what is right
    got      what came out
    others   the wrong choices' slugs: those that look most alike on this input
    replies  for each of them an input that tells the two apart: its arguments, what the choice gives there, and the mistake
    """

    slug: str
    given: Rows
    right: Rows
    got: Rows
    others: list[str]
    replies: list[dict[str, Rows]]


def questions(piece: Piece, slugs: Iterable[str] = ()) -> Iterator[Question]:
    """A question for each mistake of the piece, or for each of those named, that shows in some case of the key."""
    return filter(None, map(_Asking(piece).question, slugs or piece.messages))


class _Asking:
    """A piece's deciding cases, the smallest first, and as text what each mistake gives there."""

    def __init__(self, piece: Piece):
        self.piece = piece
        self.cases = sorted((case for case in piece.answers if case.decides), key=_size)
        self.shown = [set(shown(case)) for case in self.cases]
        self.gives = cache(self.gives)  # type: ignore[method-assign]
        self._given = cache(self._given)  # type: ignore[method-assign]
        self._apart = cache(self._apart)  # type: ignore[method-assign]

    def question(self, slug: str) -> Question | None:
        """What is asked of the mistake, in the smallest case in which it is told from what is right and from others at a glance.

        Where there is none, in the smallest in which it shows at all; None where it never does.
        """
        number = next((each for each in self._seen(slug) if self._is_clear(each, slug)), next(self._seen(slug), None))
        return None if number is None else self._question(slug, number)

    def _seen(self, slug: str) -> Iterator[int]:
        """The cases in which the mistake can be seen."""
        return (n for n, shown in enumerate(self.shown) if slug in shown and self._told(n, slug, ""))

    def _is_clear(self, number: int, slug: str) -> bool:
        others = ["", *self._others(number, slug)]
        apart = self._apart(number, slug)
        return len(others) == CHOICES and all(apart[other] > VISIBLE for other in others)

    def _question(self, slug: str, number: int) -> Question:
        others = self._others(number, slug)
        replies = [self._reply(slug, other, number) for other in others]
        return Question(slug, self._given(number), self.gives(number, ""), self.gives(number, slug), others, replies)

    def _others(self, number: int, slug: str) -> list[str]:
        """The wrong choices: those most alike that are told apart at a glance, before those that are by their last digits."""
        apart = self._apart(number, slug)

        def nearness(other: str) -> tuple[bool, bool, float]:
            return apart[other] <= VISIBLE, other not in self.shown[number], apart[other]

        nearest = sorted(filter(apart.__contains__, self.piece.messages), key=nearness)
        return list(islice((other for other in nearest if self._told(number, slug, other)), CHOICES - 1))

    def gives(self, number: int, slug: str) -> Rows:
        """What the mistake gives in the case; for "" what is right."""
        case, names = self.cases[number], self.piece.parameters
        values = case.right | case.wrong.get(slug, {})
        changed = values.get(INPUTS)
        told = [names[int(part)] if part.isdigit() else part for part in changed.split(", ")] if changed else []
        rows = [(name, _text(name, values[name])) for name in self.piece.outputs]
        return [*rows, *((f"{name} afterwards", "changed in place") for name in told)]

    def _given(self, number: int) -> Rows:
        case = self.cases[number]
        named = dict(zip(self.piece.parameters, case.args, strict=False)) | case.keywords
        return [(name, _text(name, value)) for name, value in named.items()]

    def _told(self, number: int, slug: str, other: str) -> bool:
        """Whether what two mistakes give, or for "" what is right, is another in print."""
        known = {"", *self.cases[number].wrong}
        return {slug, other} <= known and self.gives(number, slug) != self.gives(number, other)

    def _apart(self, number: int, slug: str) -> dict[str, float]:
        """How far what the mistake gives is from what is right, "", and from what each other gives, on the scale of the outputs."""
        case, names = self.cases[number], [*self.piece.outputs, INPUTS]
        values = {each: case.right | case.wrong.get(each, {}) for each in ("", *case.wrong)}
        far = [
            _distances(values[slug][name], [its[name] for its in values.values()], case.scales.get(name, 1.0))
            for name in names
        ]
        return dict(zip(values, np.max(far, axis=0).tolist(), strict=True))

    def _reply(self, slug: str, other: str, asked: int) -> dict[str, Rows]:
        """Of the smallest cases that where the two differ most: what the other gives there, and what the mistake does."""
        telling = [number for number in range(min(NEAREST, len(self.cases))) if self._told(number, slug, other)]
        best = max([asked, *telling], key=lambda number: min(self._apart(number, slug)[other], 1.0))
        return {"given": self._given(best), "other": self.gives(best, other), "mistake": self.gives(best, slug)}


def _size(case: Answer) -> int:
    return sum(np.size(each) for value in [*case.args, *case.keywords.values()] for each in _arrays(value))


def _arrays(value: Any) -> Sequence:
    return value if isinstance(value, (tuple, list)) else [value]


def _text(name: str, value: Any) -> str:
    """The value as an example has it, without its name."""
    if isinstance(value, Fault):
        return FAULTS.get(value.kind, value.kind)
    told, before = row(name, value), f"{name} = "
    if not told.startswith(before):
        return told  # in parts, each with a name of its own
    return told.removeprefix(before).replace("\n" + " " * len(before), "\n")


def _distances(value: Any, others: Sequence, scale: Any) -> np.ndarray:
    """max |other - value| / scale for each of the others; OTHER_SHAPE for one of another shape or kind."""
    if not isinstance(value, np.ndarray):
        return np.array([0.0 if type(value) is type(each) and value == each else OTHER_SHAPE for each in others])
    far = np.full(len(others), OTHER_SHAPE)
    arrays = {n: squeezed(each, value) for n, each in enumerate(others) if isinstance(each, np.ndarray)}
    alike = {n: each for n, each in arrays.items() if each.shape == value.shape}
    if alike:
        wanted, stacked = value.astype(float), np.stack(list(alike.values())).astype(float)
        with np.errstate(all="ignore"):
            off = np.abs(stacked - wanted) / sizes(wanted, scale)
        off = np.nan_to_num(off, nan=OTHER_SHAPE, posinf=OTHER_SHAPE)
        far[list(alike)] = off.max(axis=tuple(range(1, off.ndim)), initial=0.0)
    return far


def packed(found: Sequence[Question]) -> dict[str, Any]:
    """The questions as plain data for a page: rows that several have are there once, and referred to by number."""
    pool: dict[str, int] = {}

    def place(rows: Rows) -> int:
        return pool.setdefault(json.dumps(rows, ensure_ascii=False), len(pool))

    asked = [
        each._asdict()
        | {name: place(getattr(each, name)) for name in ("given", "right", "got")}
        | {"replies": [{name: place(rows) for name, rows in reply.items()} for reply in each.replies]}
        for each in found
    ]
    return {"questions": asked, "rows": [json.loads(text) for text in pool]}
