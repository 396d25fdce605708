"""Run and judge what a reader writes in the page. `book/_static/write/worker.js` calls it in the reader's browser."""

import ast
import contextlib
import functools
import io
import json
import linecache
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from bnkit.judging.cache import Cache
from bnkit.judging.judge import judge
from bnkit.judging.verdict import Verdict

FILE = "<your code>"
ABOVE = "<your {}>"
GALLERY = "mistakes.html"  # seen from a chapter's page
LONGEST = 10_000
NO_KEYBOARD = "{}() cannot ask you anything in this page. Write the value into the code."
NO_MODULE = "In this page there are NumPy and the modules that come with Python, and no others."


class Report(NamedTuple):
    """What became of a box.

    said     what it printed, and what it raised with the reader's own lines
    value    what its last expression gives, as text; "" for None and for statements
    line     the line of the box that raised, counted from 1; 0 where none did
    flaw     what it raised, in a line
    right    whether the piece is right
    verdict  the verdict as HTML; "" where there is none
    """

    said: str = ""
    value: str = ""
    line: int = 0
    flaw: str = ""
    right: bool = False
    verdict: str = ""


class Session:
    """The boxes of a page, run one after the other in a namespace that begins with NumPy as `np` and `Cache`."""

    def __init__(self) -> None:
        asking = {name: functools.partial(_cannot_ask, name) for name in ("input", "breakpoint")}
        self.namespace: dict[str, Any] = {"__name__": "__main__", "np": np, "Cache": Cache, **asking}

    def lend(self, piece: str, code: str) -> None:
        """Run a box above, for what it defines. Its output and its errors are dropped, but for KeyboardInterrupt."""
        with _told():
            _run(code, self.namespace, ABOVE.format(_name(piece)))

    def run(self, code: str) -> str:
        """The `Report` on a box that is run, as JSON."""
        with _told() as told:
            value, line, flaw = _run(code, self.namespace, FILE)
        return _json(Report(_short(told.getvalue()), _short(value), line, flaw))

    def check(self, piece: str, code: str) -> str:
        """The `Report` on a box that is run and judged as `piece` ("chNN_chapter/name"), as JSON. Raises `bnkit.NoKey`.

        There is no verdict where the box fails before it defines the piece.
        """
        name = _name(piece)
        self.namespace.pop(name, None)
        with _told() as told:
            _, line, flaw = _run(code, self.namespace, FILE)
        said, function = _short(told.getvalue()), self.namespace.get(name)
        if not callable(function):
            return _json(Report(said or f"Your code defines no function called {name}.\n", "", line, flaw))
        raised: list[tuple[int, str]] = []
        verdict = replace(self.judged(_watched(function, raised), piece), gallery=GALLERY)
        line, flaw = (line, flaw) if line else next(iter(raised), (0, ""))
        return _json(Report(said, "", line, flaw, verdict.right, verdict._repr_html_()))

    def judged(self, function: Callable, piece: str) -> Verdict:
        """The verdict on what a box defines."""
        return judge(function, piece)


def _name(piece: str) -> str:
    return piece.rpartition("/")[2]


def _json(report: Report) -> str:
    return json.dumps(report._asdict())


def _cannot_ask(name: str, *args: Any, **keywords: Any) -> None:
    raise RuntimeError(NO_KEYBOARD.format(name))


@contextlib.contextmanager
def _told() -> Iterator[io.StringIO]:
    """What is printed meanwhile."""
    text = io.StringIO()
    with contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
        yield text


def _run(code: str, namespace: dict[str, Any], file: str) -> tuple[str, int, str]:
    """Execute the code: (its last expression's value, the line that raised, what it raised).

    A failure is printed with the reader's own lines, and no others.
    """
    linecache.cache[file] = (len(code), None, code.splitlines(keepends=True), file)
    try:
        return _value(code, namespace, file), 0, ""
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        if isinstance(error, ModuleNotFoundError):
            error.add_note(NO_MODULE)
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith("<your ")]
        lines = [*traceback.format_list(frames), *traceback.format_exception_only(error)]
        print("".join(lines), end="", file=sys.stderr)
        return "", *_place(error, file)


def _value(code: str, namespace: dict[str, Any], file: str) -> str:
    """Execute the code; its last statement's value as text, where that is an expression other than None."""
    tree = ast.parse(code, file)
    last = [each.value for each in tree.body[-1:] if isinstance(each, ast.Expr)]
    del tree.body[len(tree.body) - len(last) :]
    exec(compile(tree, file, "exec"), namespace)
    value = eval(compile(ast.Expression(last[0]), file, "eval"), namespace) if last else None
    return "" if value is None else repr(value)


def _place(error: BaseException, file: str) -> tuple[int, str]:
    """The last line of `file` that the error came through, 0 for none, and what the error says in a line."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno or 0 for frame in frames if frame.filename == file]
    if isinstance(error, SyntaxError) and error.filename == file:
        lines.append(error.lineno or 0)
    says = error.msg if isinstance(error, SyntaxError) else f"{error}".partition("\n")[0]
    return (lines or [0])[-1], f"{type(error).__name__}: {says}"


def _watched(function: Callable, raised: list[tuple[int, str]]) -> Callable:
    """`function`, which notes in `raised` at which line it raised what."""

    @functools.wraps(function)
    def watched(*args: Any, **keywords: Any) -> Any:
        try:
            return function(*args, **keywords)
        except NotImplementedError:
            raise
        except Exception as error:
            raised.append(_place(error, FILE))
            raise

    return watched


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}\n… and {len(text) - LONGEST} characters more\n"
