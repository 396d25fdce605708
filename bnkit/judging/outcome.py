"""Call a function on one set of arguments and name what comes out, whatever it does."""

import contextlib
import io
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from bnkit.judging import plain

INPUTS = "inputs"


class Fault(NamedTuple):
    """What came in the place of a value.

    kind  "unwritten", "raises", "count", "missing" or "type"; in an answer key also "unsettled": rounding decides
    text  says it to the learner
    """

    kind: str
    text: str


UNSETTLED = Fault("unsettled", "")


def outcome(function: Callable, args: Sequence, keywords: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Each output's value by its name, and under "inputs" the numbers and names of the arguments that were changed.

    A value is an array of numbers, None, or a `Fault`. Nothing that `function` raises, prints or warns of gets out,
    but for KeyboardInterrupt.
    """
    args, keywords = plain.copy(list(args)), plain.copy(dict(keywords))
    before = plain.copy([args, keywords])
    return returned(function, args, keywords, names) | {INPUTS: _changed(before, [args, keywords])}


def returned(function: Callable, args: list, keywords: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Each output's value by its name, as `outcome` has them. The arguments are those that `function` may change."""
    result = _quietly(function, args, keywords)
    return dict.fromkeys(names, result) if isinstance(result, Fault) else _named(result, names)


def _quietly(function: Callable, args: list, keywords: dict) -> Any:
    """What `function` returns, or a Fault; what it prints and warns of is dropped."""
    try:
        with (
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
        ):
            warnings.simplefilter("ignore")
            return function(*args, **keywords)
    except KeyboardInterrupt:
        raise
    except NotImplementedError:
        return Fault("unwritten", "It is not written yet.")
    except BaseException as error:
        return Fault("raises", f"It raised {type(error).__name__}: {_short(error)}")


def _short(error: BaseException) -> str:
    """The error's first line, at most 200 characters, even where its own `__str__` fails."""
    try:
        return (str(error).splitlines() or ["(no message)"])[0][:200]
    except Exception:
        return "(its message cannot be shown)"


def _named(result: Any, names: Sequence[str]) -> dict[str, Any]:
    """Split a returned value into its named outputs: `y`, or `y` and `cache.x_hat`, …"""
    tops = list(dict.fromkeys(name.partition(".")[0] for name in names))
    parts = [result] if len(tops) == 1 else _items(result)
    if parts is None or len(parts) != len(tops):
        return dict.fromkeys(names, Fault("count", _wrong_count(parts, result, tops)))
    outputs = {}
    for top, part in zip(tops, parts, strict=True):
        fields = [name.partition(".")[2] for name in names if name.partition(".")[0] == top]
        values = _fields(part, fields) if fields != [""] else {"": as_array(part)}
        outputs |= {f"{top}.{name}" if name else top: value for name, value in values.items()}
    return outputs


def _items(value: Any) -> list | None:
    """The items of a tuple, a list or an array's first axis; None for anything else."""
    if isinstance(value, (tuple, list)) or (isinstance(value, np.ndarray) and value.ndim):
        return list(value[:100])
    return None


def _wrong_count(parts: list | None, result: Any, tops: Sequence[str]) -> str:
    wanted = f"It must return {len(tops)} values, {', '.join(tops)}"
    return f"{wanted}; it returned {_kind(result) if parts is None else len(parts)}."


def _fields(value: Any, names: Sequence[str]) -> dict[str, Any]:
    """The fields of a NamedTuple or dict by name, of a plain tuple or list by position."""
    if isinstance(value, tuple) and set(names) <= set(getattr(type(value), "_fields", ())):
        value = dict(zip(type(value)._fields, value, strict=False))
    elif type(value) in (tuple, list) and len(value) == len(names):
        value = dict(zip(names, value, strict=True))
    if type(value) is not dict:
        text = f"It must hold {', '.join(names)}; it is {_kind(value)}."
        return dict.fromkeys(names, Fault("type", text))
    absent = Fault("missing", "It is missing.")
    return {name: as_array(value[name]) if name in value else absent for name in names}


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
    return np.array_equal(a, b) or np.allclose(a, b, rtol=1e-12, atol=1e-12, equal_nan=True)
