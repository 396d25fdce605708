"""The answer key: for each case its arguments, the right outputs, and what each known mistake gives."""

import json
import math
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from bnkit.judging import plain
from bnkit.judging.outcome import Fault
from bnkit.judging.whole import whole

SINGLE, DOUBLE = 1e-4, 1e-9  # how near two machines' values are in float32 and float64, on the scale of the largest


class NoKey(Exception):
    """No key for a piece, or a key file that cannot be read, with what to do."""


@dataclass(frozen=True, eq=False)
class Answer:
    """One case: how to call the piece, what is right, and each mistake's outputs where they differ from that.

    advice, probe, alone, part: as in `bnkit.authoring.Case`. An example also has the quantities of the text by their names, and
    mistaken ones that people take for them.
    """

    name: str
    args: list
    keywords: dict[str, Any]
    right: dict[str, Any]
    scales: dict[str, Any]
    symbols: dict[str, Any]
    wrong: dict[str, dict[str, Any]]
    tolerance: float
    may_raise: bool
    advice: str | None = None
    probe: str = ""
    alone: str = ""
    part: str = ""
    quantities: dict[str, Any] = field(default_factory=dict)
    mistaken: dict[str, Any] = field(default_factory=dict)

    @property
    def decides(self) -> bool:
        """Whether a difference in this case costs points."""
        return self.advice is None and not self.probe


@dataclass(frozen=True, eq=False)
class Piece:
    """All that judging one piece takes.

    answers   the cases that decide, advise and probe
    examples  the deciding cases from a seed of their own, in the same order, which may be shown to anyone
    messages  the text of each mistake and advice, by slug, the commonest first
    whole     the slugs of mistakes that are about all outputs at once
    up_to     slug -> what a mistake's values are compared after (`bnkit.judging.naming.TRANSFORMS`)
    variants  further wrong answers: "slug+slug" for two slips at a time, "slug" for one in another form
    prints    output -> for each variant and deciding case its fingerprint
    gallery   the address of the page of mistakes; "" where the book has none
    """

    chapter: str
    name: str
    section: str
    points: int
    parameters: list[str]
    outputs: list[str]
    weights: dict[str, float]
    messages: dict[str, str]
    answers: list[Answer]
    examples: list[Answer]
    whole: list[str] = field(default_factory=list)
    up_to: dict[str, str] = field(default_factory=dict)
    variants: list[str] = field(default_factory=list)
    prints: dict[str, np.ndarray] = field(default_factory=dict)
    gallery: str = ""


@dataclass(frozen=True)
class Key:
    """The pieces of one chapter, packed: `piece` unpacks one."""

    chapter: str
    trees: dict[str, Any]
    arrays: list[np.ndarray]

    @classmethod
    def of(cls, chapter: str, pieces: list[Piece]) -> "Key":
        """The key that holds `pieces`."""
        arrays: list[np.ndarray] = []
        return cls(chapter, {piece.name: plain.pack(_open(asdict(piece)), arrays) for piece in pieces}, arrays)

    def piece(self, name: str) -> Piece:
        """The piece called `name`. Raises KeyError."""
        fields = _close(plain.unpack(self.trees[name], self.arrays))
        for part in ("answers", "examples"):
            fields[part] = [Answer(**answer) for answer in fields[part]]
        return Piece(**fields)

    def save(self, path: Path) -> bool:
        """Write to `path` unless it holds the same key already (`same_as`). Returns whether it wrote."""
        if path.exists() and self._is_in(path):
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        key, values = self._blobs()
        with whole(path) as file:
            np.savez_compressed(file, key=key, values=values)
        return True

    def _is_in(self, path: Path) -> bool:
        try:
            return self.same_as(load(path))
        except NoKey:  # a damaged file is written anew
            return False

    def _blobs(self) -> tuple[np.ndarray, np.ndarray]:
        """The trees and the table of arrays as JSON, and the arrays' bytes, equal ones once."""
        places: dict[bytes, int] = {}
        table, blob = [], bytearray()
        for array in self.arrays:
            data = np.ascontiguousarray(array).tobytes()
            if data not in places:
                places[data] = len(blob)
                blob += data
            table.append([array.dtype.str, array.shape, places[data]])
        text = json.dumps({"chapter": self.chapter, "pieces": self.trees, "arrays": table})
        return np.frombuffer(text.encode(), np.uint8), np.frombuffer(bytes(blob), np.uint8)

    def same_as(self, other: "Key") -> bool:
        """Whether two keys have the same structure, and the same numbers but for what differs between machines."""
        same = self.chapter == other.chapter and _same_tree(self.trees, other.trees)
        return same and len(self.arrays) == len(other.arrays) and all(map(_same_array, self.arrays, other.arrays))


def _same_tree(a: Any, b: Any) -> bool:
    """Whether two JSON trees agree: numbers as `_same_array` has it, all else to the letter."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_same_tree(a[name], b[name]) for name in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(_same_tree, a, b))
    return _same_array(np.array(a), np.array(b)) if isinstance(a, float) else a == b


def _same_array(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether two arrays agree to what differs between machines. Which float a number is, NumPy 1 and 2 disagree on."""
    if a.dtype.kind != b.dtype.kind or a.shape != b.shape:
        return False
    return a.tobytes() == b.tobytes() or _near(a, b)


def _near(a: np.ndarray, b: np.ndarray) -> bool:
    largest = np.max(np.abs(a), initial=1.0, where=np.isfinite(a))
    close = SINGLE if np.float32 in (a.dtype, b.dtype) else DOUBLE
    return np.allclose(a, b, rtol=0, atol=close * largest, equal_nan=True)


def _open(value: Any) -> Any:
    """`value` with each Fault as plain data."""
    if isinstance(value, Fault):
        return {"fault": value.kind}
    if isinstance(value, dict):
        return {name: _open(item) for name, item in value.items()}
    return [_open(item) for item in value] if type(value) is list else value


def _close(value: Any) -> Any:
    """The inverse of `_open`; a fault's text stays behind."""
    if isinstance(value, dict):
        return Fault(value["fault"], "") if "fault" in value else {name: _close(v) for name, v in value.items()}
    return [_close(item) for item in value] if type(value) is list else value


def load(path: Path) -> Key:
    """The key in the file `path`. Raises NoKey when there is none or it is damaged."""
    path = Path(path)
    try:
        return _load(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise NoKey(f"There is no answer key at {path} ({error.strerror}).") from error
    except Exception as error:
        raise NoKey(f"The answer key {path} is damaged ({type(error).__name__}); fetch or build it anew.") from error


@lru_cache(maxsize=32)
def _load(path: Path, changed: int) -> Key:
    with np.load(path, allow_pickle=False) as file:
        content = json.loads(file["key"].tobytes())
        blob = file["values"].tobytes()
    arrays = []
    for dtype, shape, start in content["arrays"]:
        arrays.append(np.frombuffer(blob, dtype, math.prod(shape), start).reshape(shape))
    return Key(content["chapter"], content["pieces"], arrays)
