"""Grade one submission: its cells in the sandbox, the instructor's grade cells here."""

import atexit
import contextlib
import errno
import hashlib
import json
import re
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from types import CodeType
from typing import Any

import nbformat

from bnkit.grading.sandbox.bubblewrap import NoSandbox
from bnkit.grading.sandbox.limits import Limits
from bnkit.grading.sandbox.sandbox import Sandbox, sandbox
from bnkit.grading.sandbox.session import Disturbed, Session, Stopped
from bnkit.grading.submission.account import ACCOUNT, UNSAFE, Account
from bnkit.grading.submission.bound import bound
from bnkit.grading.submission.code import imports_of
from bnkit.grading.submission.files import as_arrays
from bnkit.grading.submission.grade_cell import Grader, Judged
from bnkit.grading.submission.job import Graded, Job, Material, Result, Source
from bnkit.grading.submission.mend import Mended, Unreadable, mend, new_cell, read
from bnkit.grading.submission.outputs import display, stopped
from bnkit.grading.submission.score import blank, scores
from bnkit.grading.submission.shown import EXAMPLES, Shown
from bnkit.grading.text import printable
from bnkit.judging.key import Key, Piece, load

ONE_AT_A_TIME = threading.Lock()
SLOW = {"matplotlib": "matplotlib.pyplot", "torch": "torch"}  # what takes seconds to import, by its package
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}  # what would fail every submission after this one


def get_ready() -> None:
    """Warm the sandbox before the first submission, with the usual limits. Raises NoSandbox."""
    _sandbox(Limits(), False)


@lru_cache(maxsize=4)
def _sandbox(limits: Limits, unsafe: bool) -> Sandbox:
    """This process's sandbox, warm since its first use. Raises NoSandbox."""
    warm = sandbox(limits, unsafe)
    atexit.register(warm.close)
    return warm


def grade(material: Material, job: Job) -> Result:
    """The graded submission, or that the machine failed it. Raises NoSandbox, and OSError where nothing can be written."""
    if job.trouble:
        return Result(job.student, [], job.trouble)
    with ONE_AT_A_TIME:
        try:
            return Result(job.student, [_grade(material, job, source) for source in material.sources])
        except (MemoryError, OSError) as error:
            if getattr(error, "errno", None) in NO_ROOM:
                raise
            return Result(job.student, [], f"This machine failed: {type(error).__name__}: {error}.")
        except Disturbed as error:
            return Result(job.student, [], str(error))


def _grade(material: Material, job: Job, source: Source) -> Graded:
    start, trouble, wall = time.monotonic(), "", ""
    try:
        data, found = _submitted(job, source, material)
        original = _notebook(source)
        mended = mend(read(data, _names(original)), original)
        mended.notes[:0] = [*job.notes, *found]
        verdicts, wall = _execute(material, job, source, mended)
    except (NoSandbox, Disturbed, MemoryError, OSError):
        raise
    except Unreadable as error:
        mended, verdicts = _refused(source, str(error)), []
    except Exception as error:
        reason = f"It could not be graded ({type(error).__name__}); your instructor has been told."
        mended, verdicts, trouble = _refused(source, reason), [], traceback.format_exc()
    if material.unsafe:
        mended.notes.insert(0, UNSAFE)
    notes, seconds = list(dict.fromkeys(mended.notes)), time.monotonic() - start
    account = Account(verdicts, notes, seconds, trouble, material.unsafe, wall)
    _tell(mended.notebook, account)
    notebook = mended.notebook
    points, untouched = scores(notebook), blank(notebook)
    bound(notebook)
    # nbformat's own way indents, which takes ten times as long
    text = json.dumps(notebook, ensure_ascii=False, sort_keys=True)
    return Graded(source.name, text, account, points, untouched)


def _submitted(job: Job, source: Source, material: Material) -> tuple[bytes, list[str]]:
    """The notebook, or the only other one that there is, as browsers and copies rename it; and what to say of that."""
    wanted = f"{source.name}.ipynb"
    taken = {f"{each.name}.ipynb" for each in material.sources}
    others = [name for name in job.files if name.endswith(".ipynb") and name not in taken and "/" not in name]
    name = wanted if wanted in job.files or len(others) != 1 else others[0]
    data = job.files.get(name)
    if data is None:
        seen = f" There are {', '.join(map(printable, others[:5]))}." if others else ""
        raise Unreadable(f"There is no readable file {wanted}.{seen}")
    if len(data) > material.limits.upload // 4:
        raise Unreadable(f"The notebook is too large: {len(data) >> 20} MB.")
    return data, [] if name == wanted else [f"There is no {wanted}; {printable(name)} was taken for it."]


def _names(original: Any) -> set[str]:
    return {cell.metadata.nbgrader.grade_id for cell in original.cells if "nbgrader" in cell.metadata}


def _execute(material: Material, job: Job, source: Source, mended: Mended) -> tuple[list[dict], str]:
    """Run the notebook twice, once for its points and once for what is shown, filling in its outputs.

    Returns the verdicts, and what stood around it.
    """
    others = {name: content for name, content in job.files.items() if not name.endswith(".ipynb")}
    warm, files = _sandbox(material.limits, material.unsafe), as_arrays(others | material.files)
    cells = [cell for cell in mended.notebook.cells if cell.cell_type == "code"]
    warm.load(source.libraries)
    warm.lend(_imported(cells))
    warm.know(_locked(source.text))
    with contextlib.closing(Session(warm, files, mute=True)) as session:
        stopped = _judge(session, _grader(session, source), cells, mended.notes)
    with contextlib.closing(Session(warm, files | as_arrays(_examples(source.key)))) as session:
        return _show(Shown(session, stopped), cells), "" if warm.unsafe else warm.wall


def _imported(cells: list) -> list[str]:
    """What these cells import that is worth having once for all submissions."""
    text = "\n".join(cell.source for cell in cells)
    begin = r"^[ \t]*(import +|from +|%)"  # not \s, with which many empty lines take hours
    return [library for name, library in SLOW.items() if re.search(rf"{begin}{name}\b", text, re.MULTILINE)]


def _grader(session: Session, source: Source) -> Grader:
    return Grader(session, _imports(source.text), _file(source.key), _file(source.catalogue))


def _judge(session: Session, grader: Grader, cells: list, notes: list[str]) -> dict[int, str]:
    """Run the notebook, and its grade cells here: their outputs. Returns why which cells were stopped. Raises Disturbed."""
    stopped = {}
    for number, cell in enumerate(cells):
        before = len(session.stops)
        if _trusted(cell):
            cell.outputs = grader.run(cell.source, cell.metadata.nbgrader.points)
        else:
            try:
                session.run(cell.source, _ahead(cells[number + 1 :], _trusted))
            except Stopped as error:
                stopped[number] = str(error)
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "of your own")
        notes += [f"In the cell {name} your code was stopped: {why}" for why in session.stops[before:]]
        if session.disturbed:
            raise Disturbed(session.disturbed)
    return stopped


def _show(shown: Shown, cells: list) -> list[dict]:
    """Run the notebook again for what may be shown of it; the verdicts of its grade cells. Raises Disturbed."""
    verdicts = []
    for number, cell in enumerate(cells):
        cell.execution_count = number + 1
        if not _trusted(cell):
            cell.outputs = shown.run(number, cell.source, _ahead(cells[number + 1 :], shown.waits))
        for place, output in enumerate(cell.outputs):
            if isinstance(output, Judged):
                verdicts.append(verdict := shown.verdict(output))
                cell.outputs[place] = display({"text/plain": str(verdict), "text/html": verdict._repr_html_()})
        if shown.session.disturbed:
            raise Disturbed(shown.session.disturbed)
    return [verdict.as_dict() for verdict in verdicts]


def _ahead(cells: list, waits: Callable[[Any], bool]) -> Iterator[str]:
    """The submission's cells up to the first that must be waited for."""
    return (cell.source for cell in takewhile(lambda cell: not waits(cell), cells) if not _trusted(cell))


def _trusted(cell: Any) -> bool:
    """Whether it is a grade cell, which never runs where the submission does."""
    return _is(cell, "grade") and not _is(cell, "solution")


@lru_cache(maxsize=8)
def _imports(source: str) -> CodeType:
    return imports_of(_locked(source))


@lru_cache(maxsize=8)
def _locked(source: str) -> list[str]:
    """The instructor's cells that nobody may change and that give no points."""
    cells = nbformat.from_dict(json.loads(source)).cells
    return [cell.source for cell in cells if _is(cell, "locked") and not _is(cell, "grade")]


def _is(cell: Any, what: str) -> bool:
    return cell.cell_type == "code" and bool(cell.metadata.get("nbgrader", {}).get(what))


def _refused(source: Source, reason: str) -> Mended:
    """The blank notebook with no points, and the reason."""
    notebook = _notebook(source)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = stopped(reason) if _is(cell, "grade") else []
    return Mended(notebook, [reason])


def _notebook(source: Source) -> Any:
    return nbformat.from_dict(json.loads(source.text))


def _tell(notebook: Any, account: Account) -> None:
    """Put the notes on top of the notebook, and the whole account into its metadata."""
    notebook.metadata[ACCOUNT] = vars(account)
    if account.notes:
        text = "\n".join(["**About this submission**", "", *(f"- {_plain(note)}" for note in account.notes)])
        notebook.cells.insert(0, new_cell("markdown", text))


def _plain(note: str) -> str:
    """A note as Markdown that shows nothing but its text."""
    return "".join(
        f"\\{letter}" if letter in "\\`*_[]#!$|" else {"<": "&lt;", "&": "&amp;"}.get(letter, letter) for letter in note
    )


@lru_cache(maxsize=8)
def _examples(content: bytes | None) -> dict[str, bytes]:
    """Each piece of a key with what anyone may see of it, as a key of its own among the submission's files."""
    path = _file(content)
    if path is None:
        return {}
    key = load(path)
    pieces = [replace(key.piece(name), answers=[], variants=[], prints={}) for name in key.trees]
    return {EXAMPLES.format(piece.name): _alone(key.chapter, piece) for piece in pieces}


def _alone(chapter: str, piece: Piece) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        Key.of(chapter, [piece]).save(Path(folder, "key.npz"))
        return Path(folder, "key.npz").read_bytes()


@lru_cache(maxsize=8)
def _file(content: bytes | None) -> Path | None:
    """A private file with that key or catalogue, for as long as this process lives."""
    if content is None:
        return None
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    path = Path(folder.name, f"{hashlib.sha256(content).hexdigest()[:16]}.npz")
    path.write_bytes(content)
    return path
