"""Judge the pieces in a file: a notebook or a Python module, run in a process of its own with a time limit."""

import contextlib
import io
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bnkit.judging.find import installed, nearest
from bnkit.judging.judge import judge_piece
from bnkit.judging.key import Key, NoKey, load
from bnkit.judging.outcome import LONGEST_LINE, UNDEFINED, Fault
from bnkit.judging.verdict import Verdict
from bnkit.learning.source import compiled

SECONDS = 20.0
STARTING = 120.0  # seconds that Python and NumPy may take to start, on the busiest machine


class Unreadable(Exception):
    """A file that cannot be checked, with the reason."""


@dataclass(frozen=True)
class Submission:
    """A file's code in the order in which it runs, and the key for it."""

    path: Path
    cells: list[str]
    key: Key


def submissions(path: Path | str, key: Path | None = None) -> list[Submission]:
    """What there is to check at `path`: a file, or a folder's notebooks and modules. Raises Unreadable, NoKey."""
    path = Path(path)
    if not path.exists():
        raise Unreadable(f"There is no file or folder {path}.")
    files = sorted(path.glob("*.ipynb")) or sorted(path.glob("*.py")) if path.is_dir() else [path]
    if not files:
        raise Unreadable(f"{path} has no notebook (.ipynb) or module (.py) to check.")
    return [Submission(file, cells_of(file), _key_for(file, key)) for file in files]


def cells_of(path: Path) -> list[str]:
    """The code of a notebook's cells that define something: not its checks and demonstrations, nor magics.

    A module's text is one cell. Raises Unreadable.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            return [text]
        return [_code(cell) for cell in json.loads(text)["cells"] if defines(cell)]
    except OSError as error:
        raise Unreadable(f"{path} cannot be read ({error.strerror}).") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(f"{path} is not a Jupyter notebook ({type(error).__name__}: {str(error)[:100]}).") from error


def defines(cell: dict[str, Any]) -> bool:
    """Whether a notebook's cell is one whose code is run."""
    ours = cell["metadata"].get("nbgrader", {})
    return cell["cell_type"] == "code" and (not ours.get("locked") or ours.get("grade_id") == "setup")


def _code(cell: dict[str, Any]) -> str:
    lines = "".join(cell["source"]).splitlines()
    return "\n".join(filter(runs, lines))


def runs(line: str) -> bool:
    """Whether a cell's line is Python, and no magic or command of IPython's."""
    return not line.lstrip().startswith(("%", "!", "?"))


def _key_for(path: Path, key: Path | None) -> Key:
    """The key given; else the nearest one for the file's chapter; else the package's own."""
    named = key or os.environ.get("BNKIT_KEY")
    for candidate in [Path(named)] if named else [*nearest(path.resolve().parent), *installed()]:
        loaded = load(candidate)
        if named or loaded.chapter == path.stem or candidate.parent == path.resolve().parent:
            return loaded
    raise NoKey(f"No answer key goes with {path}: keep the notebook's name, or put its key.npz beside it.")


def verdicts(submission: Submission, seconds: float = SECONDS, pieces: Sequence[str] = ()) -> Iterator[Verdict]:
    """Each piece's verdict, or those of `pieces` alone, in the key's order.

    A piece that takes longer than `seconds` is stopped and said to be endless.
    """
    remaining = [name for name in submission.key.trees if name in (pieces or submission.key.trees)]
    while remaining:
        for verdict in _attempt(submission, list(remaining), seconds):
            remaining.remove(verdict.name)
            yield verdict


def _attempt(submission: Submission, names: list[str], seconds: float) -> Iterator[Verdict]:
    """The verdicts of one process; the last one is that of the piece that it hangs or dies on, if it does.

    Where it does not come as far as the first piece, that is said of all of them.
    """
    with tempfile.TemporaryDirectory() as folder:
        task = Path(folder) / "task.json"
        submission.key.save(Path(folder) / "key.npz")
        task.write_text(json.dumps({"path": str(submission.path), "cells": submission.cells, "names": names}), "utf-8")
        process = subprocess.Popen([sys.executable, "-m", "bnkit.learning.run", str(task)], stdout=subprocess.PIPE)
        try:
            yield from _read(process, submission, names, seconds)
        finally:
            process.kill()
            process.wait()


def _read(process: subprocess.Popen, submission: Submission, names: list[str], seconds: float) -> Iterator[Verdict]:
    lines = _lines(process)
    _line(lines, STARTING)
    line, reason = _line(lines, seconds)
    if not line:
        yield from (_stopped(submission.key, name, f"A cell outside the pieces: {reason}") for name in names)
        return
    for name in names:
        line, reason = _line(lines, seconds)
        if not line:
            yield _stopped(submission.key, name, reason[0].upper() + reason[1:])
            return
        yield Verdict.of(json.loads(line))


def _lines(process: subprocess.Popen) -> queue.Queue:
    """What the process writes, a line an item as it comes, and an empty one at the end."""
    lines: queue.Queue[bytes] = queue.Queue()

    def pump() -> None:
        for line in process.stdout or ():
            lines.put(line)
        lines.put(b"")

    threading.Thread(target=pump, daemon=True).start()
    return lines


def _line(lines: queue.Queue, seconds: float) -> tuple[bytes, str]:
    """The next line, or nothing and the reason why there is none."""
    try:
        return lines.get(timeout=seconds), "the process that ran your code ended."
    except queue.Empty:
        limit = f"{seconds:g} second{'s' * (seconds != 1)}"
        return b"", f"it did not finish within {limit}. Is there a loop without an end?"


def _stopped(key: Key, name: str, reason: str) -> Verdict:
    return judge_piece(lambda *args, **keywords: Fault("stopped", reason), key.piece(name))


def _child(task: Path) -> None:
    """Run the cells and write a verdict a line to what was standard output; their own output is dropped."""
    channel = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    content = json.loads(task.read_text("utf-8"))
    key = load(task.parent / "key.npz")
    os.chdir(Path(content["path"]).resolve().parent)
    print("started", file=channel, flush=True)
    namespace, errors = _namespace(content["cells"])
    print("ready", file=channel, flush=True)
    for name in content["names"]:
        verdict = judge_piece(namespace.get(name, _undefined(name, errors)), key.piece(name))
        print(json.dumps(verdict.as_dict()), file=channel, flush=True)


def _namespace(cells: list[str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """What the cells define, and each failing one with what it says. `check` shows nothing meanwhile."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    errors = []
    for number, cell in enumerate(cells, 1):
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                exec(compiled(cell, f"<cell {number}>"), namespace)
        except NotImplementedError:
            continue
        except BaseException as error:
            errors.append((cell, _said(error)))
    return namespace, errors


def _said(error: BaseException) -> str:
    """The error's last line, with the line of code where that cannot be read."""
    text = traceback.format_exception_only(error)[-1].strip()[:200]
    if not isinstance(error, SyntaxError) or not error.text:
        return text
    return f"{text} (line {error.lineno}: `{error.text.strip()[:LONGEST_LINE]}`)"


def _undefined(name: str, errors: list[tuple[str, str]]) -> Any:
    """A function in the place of one that is not there."""
    own = [said for cell, said in errors if f"def {name}(" in cell]
    told = f"There is no function called {name}."
    if own:
        told = f"The cell that defines {name} fails: {own[0]}"
    elif errors:
        told += f" An earlier cell fails: {errors[0][1]}"
    return lambda *args, **keywords: Fault(UNDEFINED, told)


if __name__ == "__main__":
    _child(Path(sys.argv[1]))
