"""The quantities of the text, and recognizing them in the shapes in which people keep them."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from bnkit.judging.key import Answer
from bnkit.judging.symptoms import FACTORS

PRECISION = 1e-7
NOTHING = 1e-9


def same(value: np.ndarray, quantity: np.ndarray) -> bool:
    """Whether a value is a quantity, axes of length 1 aside, to within rounding of its largest entry."""
    value, quantity = np.squeeze(value), np.squeeze(quantity)
    if value.shape != quantity.shape or not quantity.size:
        return False
    largest = float(np.max(np.abs(quantity)))
    return NOTHING < largest < np.inf and bool(np.max(np.abs(value - quantity)) <= PRECISION * largest)


def layouts(quantity: np.ndarray) -> Iterator[np.ndarray]:
    """The shapes in which people keep a quantity, the one that it has first.

    A table (N, D) also transposed; images (N, C, H, W) also as rows of channels, and with the channels first or last; blocks of
    channels (N, groups, C/groups, H, W) also as images, and with a block in one axis; parts of a batch (K, m, D) also in a row.
    """
    yield quantity
    shape = quantity.shape
    if quantity.ndim == 2 and min(shape) > 1:
        yield quantity.T
    elif quantity.ndim == 3:
        yield quantity.reshape(-1, shape[2])
    elif quantity.ndim == 4:
        last = quantity.transpose(0, 2, 3, 1)
        rows = last.reshape(-1, shape[1])
        yield from (last, rows, rows.T, quantity.transpose(1, 0, 2, 3))
    elif quantity.ndim == 5:
        yield quantity.reshape(shape[0], -1, *shape[3:])
        yield quantity.reshape(*shape[:2], -1)
        yield quantity.reshape(shape[0] * shape[1], -1)


def is_quantity(values: list[np.ndarray], quantity: np.ndarray) -> bool:
    """Whether a place's values are a quantity: the last of them, or all together where a loop goes over an axis."""
    if any(same(values[-1], each) for each in layouts(quantity)):
        return True
    return len(values) > 1 and any(_is_series(values, plan) for plan in series(len(values), values[0], quantity))


def _is_series(values: list[np.ndarray], plan: Mapping[int, np.ndarray]) -> bool:
    return all(np.shape(value) == np.shape(plan[k]) for k, value in enumerate(values)) and same(
        np.stack(values), np.stack([plan[k] for k in range(len(values))])
    )


def series(times: int, value: np.ndarray, quantity: np.ndarray) -> Iterator[dict[int, np.ndarray]]:
    """A quantity taken apart along the loop in which a value of this shape comes up so many times."""
    quantity = np.squeeze(quantity)
    for axis in range(min(quantity.ndim, 2)):
        if quantity.shape[axis] == times:
            parts = np.moveaxis(quantity, axis, 0)
            if np.squeeze(value).shape == np.squeeze(parts[0]).shape:
                yield {k: parts[k].reshape(value.shape) for k in range(times)}
    if value.ndim == 0 and quantity.ndim > 1 and quantity.size == times:
        for entries in (quantity.ravel(), quantity.T.ravel()):
            yield {k: np.asarray(entries[k]) for k in range(times)}


def in_place_of(values: list[np.ndarray], quantity: np.ndarray) -> Iterator[dict[int, np.ndarray]]:
    """The ways to put a quantity where a place has `values`: part by part in a loop, or whole, the last time."""
    if len(values) > 1:
        yield from series(len(values), values[-1], quantity)
    last, found = values[-1], False
    for each in layouts(quantity):
        if np.squeeze(last).shape == np.squeeze(each).shape:
            found = True
            yield {len(values) - 1: each.reshape(last.shape)}
    if not found or np.shape(last) != np.shape(quantity):
        yield {len(values) - 1: quantity}


class Known:
    """The values of an example that have a name: arguments, outputs, and the quantities of the text, right and mistaken."""

    def __init__(self, case: Answer, parameters: list[str]) -> None:
        self.right: dict[str, np.ndarray] = {}
        for name, value in case.quantities.items():
            self.right[name] = np.asarray(value)
        for name, value in case.right.items():
            if isinstance(value, np.ndarray) and value.size:
                self.right[f"the right {name.rpartition('.')[2]}"] = value
        self.given = dict(_numbers({**dict(zip(parameters, case.args, strict=False)), **case.keywords}))
        self.mistaken = {name: np.asarray(value) for name, value in case.mistaken.items()}
        self.symbols = case.symbols

    def names(self, values: list[np.ndarray]) -> list[str]:
        """The right quantities and the arguments that a place's values are."""
        both = {**self.right, **{name: array for name, array in self.given.items() if name not in self.right}}
        return [name for name, quantity in both.items() if is_quantity(values, quantity)]

    def get(self, name: str) -> np.ndarray | None:
        """The right quantity or the argument of this name."""
        return self.right.get(name, self.given.get(name))

    def alike(self, values: list[np.ndarray]) -> list[str]:
        """The right quantities of the shape of a place's values; all statistics where none is, as over a wrong axis."""
        shape = np.squeeze(values[-1]).shape
        alike = [name for name, quantity in self.right.items() if _fits(values, shape, quantity)]
        if alike or len(shape) > 1:
            return alike
        return [name for name, quantity in self.right.items() if np.squeeze(quantity).ndim <= 1]

    def version(self, values: list[np.ndarray], wanted: str | None) -> list[str]:
        """What a place's values are in the place of a quantity: a mistaken one, another one, the quantity times a factor."""
        told = [name for name, quantity in self.mistaken.items() if is_quantity(values, quantity)]
        told += [name for name in self.names(values) if name not in (wanted, *told)]
        if told or wanted not in self.right:
            return told
        changed = _changed(wanted, self.right[wanted], self.symbols)
        return [text for text, quantity in changed if is_quantity(values, quantity)]


def _fits(values: list[np.ndarray], shape: tuple[int, ...], quantity: np.ndarray) -> bool:
    if any(np.squeeze(each).shape == shape for each in layouts(quantity)):
        return True
    return len(values) > 1 and next(series(len(values), values[-1], quantity), None) is not None


def _numbers(arguments: Mapping[str, Any]) -> Iterator[tuple[str, np.ndarray]]:
    for name, value in arguments.items():
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            yield from _numbers(dict(zip(value._fields, value, strict=True)))
        elif isinstance(value, (np.ndarray, float)):
            yield name, np.asarray(value)


def _changed(name: str, quantity: np.ndarray, symbols: Mapping[str, Any]) -> Iterator[tuple[str, np.ndarray]]:
    """A quantity times each factor that a mistake may bring in, and its square, root and inverse."""
    with np.errstate(all="ignore"):
        for factor, value in FACTORS.items():
            try:
                yield f"{name} times {factor}", np.asarray(quantity * value(dict(symbols)))
            except (KeyError, TypeError, ValueError):
                continue
        yield f"the square of {name}", quantity**2
        yield f"the root of {name}", np.sqrt(quantity)
        yield f"1 over {name}", 1 / quantity
