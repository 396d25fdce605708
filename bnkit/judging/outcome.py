"""Call a function on one set of arguments and name what comes out, whatever it does."""

import contextlib
import inspect
import io
import linecache
import traceback
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from bnkit.judging import plain

INPUTS = "inputs"
LONGEST_LINE = 120


class Fault(NamedTuple):
    """What came in the place of a value.

    kind  "undefined" (there is no such function), "unwritten", "raises", "alone" (one value for several), "count", "missing",
          "type", "shared" or "varies"; in an answer key also "unsettled": rounding decides
    text  says it to the learner
    """

    kind: str
    text: str


UNSETTLED = Fault("unsettled", "")
UNDEFINED, UNWRITTEN = "undefined", "unwritten"
NOT_YET = "It is not written yet."


class Call(NamedTuple):
    """What a call returned, what it printed, and its outputs by their names."""

    result: Any
    printed: str
    outputs: dict[str, Any]


def outcome(function: Callable, args: Sequence, keywords: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Each output's value by its name, and under "inputs" the numbers and names of the arguments that were changed.

    A value is an array of numbers, None, or a `Fault`. Nothing that `function` raises, prints or warns of gets out,
    but for KeyboardInterrupt.
    """
    return call(function, args, keywords, names).outputs


def call(function: Callable, args: Sequence, keywords: Mapping[str, Any], names: Sequence[str]) -> Call:
    """As `outcome`, with what was returned and printed."""
    given, printed = plain.copy([list(args), dict(keywords)]), io.StringIO()
    result = quietly(function, given[0], given[1], printed)
    return Call(result, printed.getvalue(), named(result, names) | {INPUTS: _changed([args, keywords], given)})


def returned(function: Callable, args: list, keywords: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Each output's value by its name, as `outcome` has them. The arguments are those that `function` may change."""
    return named(quietly(function, args, keywords, io.StringIO()), names)


def quietly(function: Callable, args: Sequence, keywords: Mapping[str, Any], printed: io.StringIO) -> Any:
    """What `function` returns, or a Fault; what it warns of is dropped."""
    try:
        with (
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(io.StringIO()),
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
        ):
            warnings.simplefilter("ignore")
            return function(*args, **keywords)
    except KeyboardInterrupt:
        raise
    except NotImplementedError:
        return Fault(UNWRITTEN, NOT_YET)
    except BaseException as error:
        return Fault("raises", f"It raised {type(error).__name__}: {_short(error)}{_line(error, function)}")


def _line(error: BaseException, function: Callable) -> str:
    """Where in the function's own file it happened: " (line 3: `y = x / s`)", "" where that cannot be known."""
    code: Any = getattr(inspect.unwrap(function), "__code__", None)
    numbers = [
        number
        for frame, number in traceback.walk_tb(error.__traceback__)
        if code and frame.f_code.co_filename == code.co_filename
    ]
    text = linecache.getline(code.co_filename, numbers[-1]).strip() if numbers else ""
    return f" (line {numbers[-1]}: `{text[:LONGEST_LINE]}`)" if text else ""


def _short(error: BaseException) -> str:
    """The error's first line, at most 200 characters, even where its own `__str__` fails."""
    try:
        return (str(error).splitlines() or ["(no message)"])[0][:200].strip()
    except Exception:
        return "(its message cannot be shown)"


def named(result: Any, names: Sequence[str]) -> dict[str, Any]:
    """Split a returned value into its named outputs: `y`, or `y` and `cache.x_hat`, …"""
    if isinstance(result, Fault):
        return dict.fromkeys(names, result)
    tops = _tops(tuple(names))
    parts = [result] if len(tops) == 1 else _items(result)
    if parts is None or len(parts) != len(tops):
        return dict.fromkeys(names, _wrong_count(parts, result, list(tops)))
    outputs: dict[str, Any] = {}
    for (top, fields), part in zip(tops.items(), parts, strict=True):
        values = _fields(part, fields) if fields != [""] else {"": as_array(part)}
        outputs |= {f"{top}.{name}" if name else top: value for name, value in values.items()}
    return outputs


@lru_cache(maxsize=64)
def _tops(names: tuple[str, ...]) -> dict[str, list[str]]:
    """What is returned, in order, and the fields that are wanted of each; "" is the value itself."""
    tops: dict[str, list[str]] = {}
    for name in names:
        top, _, field = name.partition(".")
        tops.setdefault(top, []).append(field)
    return tops


def _items(value: Any) -> list | None:
    """The items of a tuple, a list or an array's first axis; None for anything else."""
    if isinstance(value, (tuple, list)) or (isinstance(value, np.ndarray) and value.ndim):
        return list(value[:100])
    return None


def _wrong_count(parts: list | None, result: Any, tops: Sequence[str]) -> Fault:
    wanted = f"It must return {len(tops)} values, {', '.join(tops)}"
    if isinstance(result, np.ndarray):
        return Fault("alone", f"{wanted}; it returned one array, of shape {result.shape}.")
    if parts is None:
        return Fault("alone" if result is not None else "count", f"{wanted}; it returned {_kind(result)}.")
    return Fault("count", f"{wanted}; it returned {len(parts)}.")


def _fields(value: Any, names: Sequence[str]) -> dict[str, Any]:
    """The fields of a NamedTuple, a mapping or a namespace by name, of a plain tuple or list by position."""
    own = getattr(type(value), "_fields", ())
    if isinstance(value, tuple) and set(names) <= set(own):
        value = dict(zip(own, value, strict=False))
    elif type(value) in (tuple, list) and len(value) == len(names):
        value = dict(zip(names, value, strict=True))
    fields = _by_name(value)
    if fields is None:
        text = f"It must hold {', '.join(names)}; it is {_kind(value)}."
        return dict.fromkeys(names, Fault("type", text))
    absent = Fault("missing", "It is missing.")
    return {name: as_array(fields[name]) if name in fields else absent for name in names}


def _by_name(value: Any) -> dict | None:
    """A mapping's or a namespace's content; None for anything else, and where it cannot be read."""
    try:
        return dict(vars(value) if isinstance(value, SimpleNamespace) else value) if _holds(value) else None
    except Exception:
        return None


def _holds(value: Any) -> bool:
    return isinstance(value, (Mapping, SimpleNamespace))


def as_array(value: Any) -> Any:
    """`value` as an array of numbers; None stays None; anything else becomes a Fault that says what it is."""
    if value is None or isinstance(value, Fault):
        return value
    if isinstance(value, (np.ndarray, np.generic, list, tuple, bool, int, float)):
        try:
            if _holds_text(value):
                return Fault("type", f"It must be an array of real numbers; it is {_kind(value)} with text in it.")
            array = np.array(value, subok=False)
        except Exception:
            return Fault("type", f"It must be an array of numbers; it is {_kind(value)} of unequal rows.")
        if array.dtype.kind in "biuf":
            return array
        return Fault("type", f"It must be an array of real numbers; it is {_kind(value)} of {array.dtype} values.")
    hint = "; .detach().numpy() makes an array of it" if type(value).__module__.startswith("torch") else ""
    return Fault("type", f"It must be a NumPy array; it is {_kind(value)}{hint}.")


def _holds_text(value: Any) -> bool:
    """Whether a list has a string in it: NumPy would make room for the longest one in each place."""
    return isinstance(value, (str, bytes)) or (isinstance(value, (list, tuple)) and any(map(_holds_text, value)))


def _kind(value: Any) -> str:
    if value is None:
        return "None (is a return missing?)"
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def _changed(before: list, after: list) -> str:
    """The names of the keyword arguments and numbers of the positional ones that differ: "0, 2", "" for none."""
    pairs = [*enumerate(zip(before[0], after[0], strict=True))]
    pairs += [(name, (before[1][name], after[1][name])) for name in before[1]]
    return ", ".join(str(name) for name, (old, new) in pairs if not _identical(old, new))


def _identical(old: Any, new: Any) -> bool:
    """Whether two values have the same structure, and arrays the same values but for rounding."""
    if old is new:
        return True
    if isinstance(old, np.ndarray) and isinstance(new, np.ndarray):
        return _unchanged(old, new)
    was: list[np.ndarray] = []
    now: list[np.ndarray] = []
    try:
        same = plain.pack(old, was) == plain.pack(new, now)
    except Exception:
        return False
    return same and all(map(_unchanged, was, now))


def _unchanged(a: np.ndarray, b: np.ndarray) -> bool:
    if a.dtype != b.dtype or a.shape != b.shape:
        return False
    return a.tobytes() == b.tobytes() or np.allclose(a, b, rtol=1e-12, atol=1e-12, equal_nan=True)
