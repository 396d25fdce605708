"""Run and judge what a reader writes in the page. `book/_static/try_worker.js` calls it in the reader's browser."""

import contextlib
import io
import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from bnkit.judging.cache import Cache
from bnkit.judging.judge import judge
from bnkit.learning.source import compiled

FILE = "<your code>"
GALLERY = "mistakes.html"  # seen from a chapter's page
LONGEST = 10_000


def attempt(piece: str, cells: Sequence[str]) -> tuple[str, str]:
    """What the last of `cells` prints or raises, and the verdict on `piece` ("chNN_chapter/name") as HTML.

    The cells before it define what it may call; their own output and errors are dropped. The verdict is empty where
    the last cell fails before it defines the piece. Raises `bnkit.NoKey`.
    """
    namespace: dict[str, Any] = {"__name__": "__main__", "np": np, "Cache": Cache}
    *earlier, last = cells
    for cell in earlier:
        with _told(), contextlib.suppress(BaseException):
            exec(cell, namespace)
    name = piece.rpartition("/")[2]
    namespace.pop(name, None)
    with _told() as told:
        _run(last, namespace)
    if callable(namespace.get(name)):
        return _short(told), replace(judge(namespace[name], piece), gallery=GALLERY)._repr_html_()
    return _short(told) or f"Your code defines no function called {name}.\n", ""


@contextlib.contextmanager
def _told() -> Iterator[io.StringIO]:
    """What is printed meanwhile."""
    text = io.StringIO()
    with contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
        yield text


def _run(code: str, namespace: dict[str, Any]) -> None:
    """Execute the code; print a failure with the reader's own lines, and no others."""
    try:
        exec(compiled(code, FILE), namespace)
    except BaseException as error:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == FILE]
        lines = [*traceback.format_list(frames), *traceback.format_exception_only(error)]
        print("".join(lines), end="", file=sys.stderr)


def _short(told: io.StringIO) -> str:
    text = told.getvalue()
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}\n… and {len(text) - LONGEST} characters more\n"
