"""Plain data as bytes, and back. The reader trusts nothing: what comes may have been forged by a submission."""

import json
import re
import struct
from collections.abc import Callable
from typing import Any

import numpy as np

from bnkit.grading.text import clean
from bnkit.judging.cache import Cache
from bnkit.judging.functions import FUNCTIONS

LENGTH = struct.Struct("!I")
DTYPE = re.compile(r"[<>|][biuf](1|2|4|8|16)")
DEEPEST = 40
MOST_NODES = 50_000
LONGEST_TEXT = 200_000
LONGEST_TREE = 8 << 20


class Refused(Exception):
    """Bytes or a tree that no honest `pack` writes."""


def pack(value: Any, arrays: list[np.ndarray], depth: int = 0) -> Any:
    """The JSON tree of `value`, with its arrays appended to `arrays`. What is not plain data becomes its type's name."""
    if value is None or type(value) in (bool, float, str):
        return value
    if type(value) is int and abs(value) < 1 << 64:
        return value
    if depth < DEEPEST:
        for kinds, packer in PACKERS:
            if isinstance(value, kinds):
                return packer(value, arrays, depth + 1)
    if callable(value) and FUNCTIONS.get(name := getattr(value, "__name__", "")) is value:
        return {"function": name}
    return _opaque(value)


def _opaque(value: Any) -> dict:
    return {"opaque": [type(value).__name__[:60], type(value).__module__[:60]]}


def _pack_array(value: Any, arrays: list, depth: int) -> dict:
    if value.dtype.kind not in "biuf":
        return _opaque(value)
    arrays.append(np.asarray(value))
    return {"array": len(arrays) - 1}


def _pack_items(value: Any, arrays: list, depth: int) -> dict:
    items = [pack(item, arrays, depth) for item in list(value)]
    if isinstance(value, Cache):
        return {"cache": items}
    fields = getattr(type(value), "_fields", None)
    if isinstance(value, tuple) and fields:
        return {"named": [[type(value).__name__, *fields], items]}
    return {"tuple" if isinstance(value, tuple) else "list": items}


def _pack_dict(value: dict, arrays: list, depth: int) -> dict:
    if type(value) is not dict or not all(type(name) is str for name in value):
        return _opaque(value)
    return {"dict": [[name, pack(item, arrays, depth)] for name, item in value.items()]}


PACKERS: tuple[tuple[tuple[type, ...], Callable], ...] = (
    ((np.ndarray, np.generic), _pack_array),
    ((list, tuple), _pack_items),
    ((dict,), _pack_dict),
)


def encode(value: Any) -> bytes:
    """`value` as bytes: a length, JSON, and the arrays' bytes."""
    arrays: list[np.ndarray] = []
    tree = pack(value, arrays)
    head = json.dumps([tree, [[array.dtype.str, array.shape] for array in arrays]]).encode()
    return b"".join([LENGTH.pack(len(head)), head, *(array.tobytes() for array in arrays)])


def decode(data: bytes) -> Any:
    """The value that `encode` turned into `data`. Raises Refused."""
    try:
        (length,) = LENGTH.unpack_from(data)
        if length > LONGEST_TREE:
            raise Refused("it sent too many values")
        tree, table = json.loads(data[LENGTH.size : LENGTH.size + length])
        return Reader(_arrays(table, memoryview(data)[LENGTH.size + length :])).read(tree)
    except Refused:
        raise
    except Exception as error:  # whatever strange bytes make Python raise
        raise Refused(f"it sent what cannot be read ({type(error).__name__})") from error


def _arrays(table: Any, data: memoryview) -> list[np.ndarray]:
    """The arrays of the table, which must use up `data` exactly."""
    arrays, start = [], 0
    for dtype, shape in table:
        if not DTYPE.fullmatch(dtype) or len(shape) > 32 or not all(type(n) is int and n >= 0 for n in shape):
            raise Refused("it sent an array of a strange kind")
        kind, count = np.dtype(dtype), 1
        for n in shape:
            count *= n
        if start + count * kind.itemsize > len(data):
            raise Refused("it sent an array shorter than announced")
        arrays.append(np.frombuffer(data, kind, count, start).reshape(shape).copy())
        start += count * kind.itemsize
    if start != len(data):
        raise Refused("it sent more than its arrays")
    return arrays


class Reader:
    """Reads a tree; each array may be used once, and nodes are counted, so that a short message stays small in memory."""

    def __init__(self, arrays: list[np.ndarray]):
        self.arrays = dict(enumerate(arrays))
        self.nodes = 0

    def read(self, tree: Any, depth: int = 0) -> Any:
        """The value of `tree`. Raises Refused, and what a wrong tree makes Python raise."""
        self.nodes += 1
        if self.nodes > MOST_NODES or depth > DEEPEST + 2:
            raise Refused("it sent too many or too deeply nested values")
        if tree is None or type(tree) in (bool, int, float, str):
            return clean(tree[:LONGEST_TEXT]) if type(tree) is str else tree
        ((kind, content),) = tree.items()
        return READERS[kind](self, content, depth + 1)

    def _array(self, content: Any, depth: int) -> np.ndarray:
        return self.arrays.pop(content)

    def _list(self, content: Any, depth: int) -> list:
        if type(content) is not list:
            raise Refused("it sent a list that is none")
        return [self.read(item, depth) for item in content]

    def _tuple(self, content: Any, depth: int) -> tuple:
        return tuple(self._list(content, depth))

    def _cache(self, content: Any, depth: int) -> Cache:
        return Cache(*self._list(content, depth))

    def _named(self, content: Any, depth: int) -> tuple:
        (name, *fields), items = content
        values = self._tuple(items, depth)
        good = all(type(each) is str and each.isidentifier() and len(each) < 60 for each in (name, *fields))
        if not good or len(values) != len(fields):
            return values
        return type(name, (tuple,), {"_fields": tuple(fields)})(values)

    def _dict(self, content: Any, depth: int) -> dict:
        return {str(name): self.read(item, depth) for name, item in content}

    def _function(self, content: Any, depth: int) -> Any:
        return FUNCTIONS[content]

    def _opaque(self, content: Any, depth: int) -> Any:
        name, module = content
        return Opaque.of(str(name), str(module))


class Opaque:
    """Stands for an object of the submission that is not plain data; its class has the object's class's name."""

    @staticmethod
    def of(name: str, module: str) -> "Opaque":
        """One for an object of the class `name` in `module`."""
        clean = name if name.isidentifier() else "object"
        return type(clean[:60], (Opaque,), {"__module__": "torch" if module.startswith("torch") else "submission"})()


READERS = {
    kind: getattr(Reader, f"_{kind}")
    for kind in ("array", "list", "tuple", "cache", "named", "dict", "function", "opaque")
}
