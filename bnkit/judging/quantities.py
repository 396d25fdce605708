"""The quantities of the text, and recognizing them in the shapes in which people keep them."""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from bnkit.judging.key import Answer
from bnkit.judging.symptoms import FACTORS

PRECISION = 1e-7
NOTHING = 1e-9


@lru_cache(maxsize=64)
def orders(shape: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """The ways in which people keep a quantity of this shape, each by the places that its entries come from, without axes of 1.

    Each is also there with its second axis first: a table transposed, and as a loop over that axis brings it up.
    """
    found: dict[tuple, np.ndarray] = {}
    for each in map(np.squeeze, _layouts(np.arange(math.prod(shape)).reshape(shape))):
        for order in [each, each.swapaxes(0, 1)] if each.ndim > 1 else [each]:
            found.setdefault((order.shape, order.tobytes()), order)
    return tuple(found.values())


@lru_cache(maxsize=64)
def shapes(shape: tuple[int, ...]) -> frozenset[tuple[int, ...]]:
    """The shapes in which people keep a quantity of this one, without axes of length 1."""
    return frozenset(order.shape for order in orders(shape))


def _layouts(entries: np.ndarray) -> Iterator[np.ndarray]:
    """Images (N, C, H, W) also with the channels last, and as rows of channels; blocks of channels (N, groups, C/groups, H, W)
    also as images, and with a block in one axis; parts of a batch (K, m, D) also in a row."""
    yield entries
    shape = entries.shape
    if entries.ndim == 3:
        yield entries.reshape(-1, shape[2])
    elif entries.ndim == 4:
        last = entries.transpose(0, 2, 3, 1)
        yield from (last, last.reshape(-1, shape[1]))
    elif entries.ndim == 5:
        yield entries.reshape(shape[0], -1, *shape[3:])
        yield entries.reshape(*shape[:2], -1)
        yield entries.reshape(shape[0] * shape[1], -1)


class Table:
    """Quantities in all their orders by shape, so that a value is compared with all of its shape at once."""

    def __init__(self, quantities: Mapping[str, np.ndarray]) -> None:
        rows: dict[tuple[int, ...], list[tuple[np.ndarray, np.ndarray]]] = {}
        for shape, names, entries in _by_shape(quantities):
            for kept, order in _kept(shape):
                rows.setdefault(kept, []).append((names, entries[:, order]))
        self.quantities = list(quantities)
        self.names = {shape: np.concatenate([names for names, _ in parts]) for shape, parts in rows.items()}
        self.values = {shape: np.concatenate([values for _, values in parts]) for shape, parts in rows.items()}
        self.largest = {shape: np.abs(values).max(axis=1) for shape, values in self.values.items()}

    def named(self, values: list[np.ndarray]) -> list[str]:
        """The quantities that a place's values are: the last of them, or all together where a loop goes over an axis.

        Axes of length 1 do not count, rows that are all the same count as one, and single numbers may be a quantity's entries.
        """
        found = self._of(np.squeeze(values[-1]))
        if len(values) > 1 and len({np.shape(value) for value in values}) == 1:
            together = np.squeeze(np.stack(values))
            found += self._of(together)
            if together.ndim == 1:
                found += self._rows(together, (together.size, -1))
        return list(dict.fromkeys(found))

    def _of(self, value: np.ndarray) -> list[str]:
        found = self._rows(value, value.shape)
        if (
            value.ndim > 1
            and len(value) > 1
            and value.size
            and np.isfinite(value).all()
            and np.abs(value - value[:1]).max() <= NOTHING
        ):
            found += self._of(np.squeeze(value[0]))
        return found

    def _rows(self, value: np.ndarray, shape: tuple[int, ...]) -> list[str]:
        if shape not in self.values:
            return []
        apart = np.abs(self.values[shape] - value.ravel()).max(axis=1)
        found = self.names[shape][apart <= PRECISION * self.largest[shape]]
        return [self.quantities[number] for number in sorted(found)]


def _by_shape(quantities: Mapping[str, np.ndarray]) -> Iterator[tuple[tuple[int, ...], np.ndarray, np.ndarray]]:
    """The quantities of each shape, by their numbers, with their entries in rows; without those that are not finite, or nothing."""
    alike: dict[tuple[int, ...], list[int]] = {}
    for number, quantity in enumerate(quantities.values()):
        if quantity.size:
            alike.setdefault(quantity.shape, []).append(number)
    every = list(quantities.values())
    for shape, numbers in alike.items():
        entries = np.array([every[number].ravel() for number in numbers])
        usable = np.isfinite(entries).all(axis=1) & (np.abs(entries).max(axis=1) > NOTHING)
        yield shape, np.array(numbers)[usable], entries[usable]


def _kept(shape: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], np.ndarray]]:
    """The shapes of the orders, with these; and as single numbers in a row, which has the shape (size, -1)."""
    yield from ((order.shape, order.ravel()) for order in orders(shape))
    entries = np.arange(math.prod(shape)).reshape(shape)
    yield from (((entries.size, -1), order) for order in (entries.ravel(), entries.T.ravel()))


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


def in_place_of(values: list[np.ndarray], quantity: np.ndarray, grows: bool) -> Iterator[dict[int, np.ndarray]]:
    """The ways to put a quantity where a place has `values`: part by part in a loop; whole, the last time, where it grows."""
    if len(values) > 1:
        yield from series(len(values), values[-1], quantity)
        if not grows:
            return
    last, found = values[-1], False
    for order in orders(quantity.shape):
        if np.squeeze(last).shape == order.shape:
            found = True
            yield {len(values) - 1: quantity.ravel()[order].reshape(last.shape)}
    if not found or np.shape(last) != np.shape(quantity):
        yield {len(values) - 1: quantity}
    if last.ndim == 1 and last.size == quantity.size:
        yield {len(values) - 1: quantity.reshape(-1, 1)}


class Known:
    """The values of an example that have a name: arguments, outputs, and the quantities of the text, right and mistaken."""

    def __init__(self, case: Answer, parameters: Sequence[str]) -> None:
        self.right: dict[str, np.ndarray] = {}
        for name, value in case.quantities.items():
            self.right[name] = np.asarray(value)
        for name, value in case.right.items():
            if isinstance(value, np.ndarray) and value.size:
                self.right[f"the right {name.rpartition('.')[2]}"] = value
        self.arguments = {**dict(zip(parameters, case.args, strict=False)), **case.keywords}
        self.given = dict(_numbers(self.arguments))
        self.symbols = case.symbols
        shapes = [each.shape for each in (*self.given.values(), *self.right.values())]
        whole = [value for value in self.arguments.values() if isinstance(value, int)]
        self.sizes = {0, 1, 2, *whole, *(size for shape in shapes for size in (*shape, math.prod(shape)))}
        self.misunderstood = {name: np.asarray(value) for name, value in case.mistaken.items()}

    @cached_property
    def known(self) -> Table:
        """The arguments, and what is right."""
        return Table({**self.given, **self.right})

    @cached_property
    def mistaken(self) -> Table:
        """What is mistaken for that."""
        return Table(self.misunderstood)

    def is_part(self, value: np.ndarray) -> bool:
        """Whether a value is a row of an argument."""
        return any(
            value.shape == each.shape[1:] and (value == each).reshape(len(each), -1).all(1).any() for each in self._rows
        )

    @property
    def _rows(self) -> list[np.ndarray]:
        return [each for each in self.given.values() if each.ndim and each.size]

    @property
    def named(self) -> bool:
        """Whether the text names any quantity of this example."""
        return any(not name.startswith("the right ") for name in self.right)

    def names(self, values: list[np.ndarray]) -> list[str]:
        """The right quantities and the arguments that a place's values are."""
        return self.known.named(values)

    def get(self, name: str) -> np.ndarray | None:
        """The right quantity or the argument of this name."""
        return self.right.get(name, self.given.get(name))

    def may_be(self, name: str) -> bool:
        """Whether a variable of this name may be that: a quantity, or an argument, but for a table, which people change."""
        table = isinstance(self.arguments.get(name), np.ndarray) and self.arguments[name].ndim > 1
        return name in self.right or (name in self.given and not table)

    def is_size(self, value: np.ndarray) -> bool:
        """Whether whole numbers are axes, or a size that an argument has."""
        return value.ndim > 0 or value.item() in self.sizes

    def alike(self, values: list[np.ndarray]) -> list[str]:
        """The right quantities of the shape of a place's values; all statistics where none is, as over a wrong axis."""
        shape = np.squeeze(values[-1]).shape
        alike = [name for name in self.right if self.fits(values, name)]
        if alike or len(shape) > 1:
            return alike
        return [name for name, quantity in self.right.items() if np.squeeze(quantity).ndim <= 1]

    def fits(self, values: list[np.ndarray], name: str) -> bool:
        """Whether a place's values have a shape in which people keep the quantity."""
        if np.squeeze(values[-1]).shape in shapes(self.right[name].shape):
            return True
        return len(values) > 1 and next(series(len(values), values[-1], self.right[name]), None) is not None

    def is_mistaken(self, values: list[np.ndarray]) -> bool:
        """Whether a place's values are a mistaken quantity."""
        return bool(self.mistaken.named(values))

    def version(self, values: list[np.ndarray], wanted: str | None) -> list[str]:
        """What a place's values are in the place of a quantity: a mistaken one, another one, the quantity times a factor."""
        told = self.mistaken.named(values)
        told += [name for name in self.names(values) if name not in (wanted, *told)]
        if told or wanted not in self.right:
            return told
        changed = _changed(wanted, self.right[wanted], self.symbols)
        return Table(dict(changed)).named(values)


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
