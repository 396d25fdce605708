"""Judge the pieces in a file: a notebook or a Python module, run in a process of its own with a time limit."""

import contextlib
import io
import json
import linecache
import os
import queue
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bnkit.judging.judge import judge_piece
from bnkit.judging.key import Key, NoKey, installed, load, nearest
from bnkit.judging.outcome import Fault
from bnkit.judging.verdict import Verdict

SECONDS = 20.0


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
        return [_code(cell) for cell in json.loads(text)["cells"] if _defines(cell)]
    except OSError as error:
        raise Unreadable(f"{path} cannot be read ({error.strerror}).") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(f"{path} is not a Jupyter notebook ({type(error).__name__}: {str(error)[:100]}).") from error


def _defines(cell: dict[str, Any]) -> bool:
    ours = cell["metadata"].get("nbgrader", {})
    return cell["cell_type"] == "code" and (not ours.get("locked") or ours.get("grade_id") == "setup")


def _code(cell: dict[str, Any]) -> str:
    lines = "".join(cell["source"]).splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith(("%", "!", "?")))


def _key_for(path: Path, key: Path | None) -> Key:
    """The key given; else the nearest one for the file's chapter; else the package's own."""
    named = key or os.environ.get("BNKIT_KEY")
    for candidate in [Path(named)] if named else [*nearest(path.resolve().parent), *installed()]:
        loaded = load(candidate)
        if named or loaded.chapter == path.stem or candidate.parent == path.resolve().parent:
            return loaded
    raise NoKey(f"No answer key goes with {path}: keep the notebook's name, or put its key.npz beside it.")


def verdicts(submission: Submission, seconds: float = SECONDS) -> Iterator[Verdict]:
    """Each piece's verdict, in the key's order. A piece that takes longer than `seconds` is stopped and said to be endless."""
    remaining = list(submission.key.trees)
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
        task.write_text(json.dumps({"path": str(submission.path), "cells": submission.cells, "names": names}))
        process = subprocess.Popen([sys.executable, "-m", "bnkit.learning.run", str(task)], stdout=subprocess.PIPE)
        try:
            yield from _read(process, submission, names, seconds)
        finally:
            process.kill()
            process.wait()


def _read(process: subprocess.Popen, submission: Submission, names: list[str], seconds: float) -> Iterator[Verdict]:
    lines = _lines(process)
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
        for line in process.stdout:
            lines.put(line)
        lines.put(b"")

    threading.Thread(target=pump, daemon=True).start()
    return lines


def _line(lines: queue.Queue, seconds: float) -> tuple[bytes, str]:
    """The next line, or nothing and the reason why there is none."""
    try:
        return lines.get(timeout=seconds), "the process that ran your code ended."
    except queue.Empty:
        return b"", f"it did not finish within {seconds:g} seconds. Is there a loop without an end?"


def _stopped(key: Key, name: str, reason: str) -> Verdict:
    return judge_piece(lambda *args, **keywords: Fault("stopped", reason), key.piece(name))


def _child(task: Path) -> None:
    """Run the cells and write a verdict a line to what was standard output; their own output is dropped."""
    channel = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    content = json.loads(task.read_text())
    key = load(task.parent / "key.npz")
    os.chdir(Path(content["path"]).resolve().parent)
    namespace, errors = _namespace(content["cells"])
    print("ready", file=channel, flush=True)
    for name in content["names"]:
        verdict = judge_piece(namespace.get(name, _undefined(name, errors)), key.piece(name))
        print(json.dumps(verdict.as_dict()), file=channel, flush=True)


def _namespace(cells: list[str]) -> tuple[dict[str, Any], list[str]]:
    """What the cells define, and the first line of what each failing one says. `check` shows nothing meanwhile."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    errors = []
    for number, cell in enumerate(cells):
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                exec(compile(cell, _readable(cell, number), "exec"), namespace)
        except NotImplementedError:
            continue
        except BaseException as error:
            errors.append(traceback.format_exception_only(error)[-1].strip()[:200])
    return namespace, errors


def _readable(cell: str, number: int) -> str:
    """A file name for a cell's code under which its lines are found again."""
    name = f"<your code {number}>"
    linecache.cache[name] = (len(cell), None, cell.splitlines(keepends=True), name)
    return name


def _undefined(name: str, errors: list[str]) -> Any:
    """A function in the place of one that is not there."""
    hint = f" An earlier cell fails: {errors[0]}" if errors else ""
    return lambda *args, **keywords: Fault("undefined", f"There is no function called {name}.{hint}")


if __name__ == "__main__":
    _child(Path(sys.argv[1]))
