"""Grade one submission: its cells in the sandbox, the instructor's grade cells here."""

import atexit
import contextlib
import hashlib
import json
import tempfile
import threading
import time
import traceback
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_markdown_cell

from bnkit.grading.sandbox.bubblewrap import NoSandbox
from bnkit.grading.sandbox.limits import Limits
from bnkit.grading.sandbox.sandbox import Sandbox, sandbox
from bnkit.grading.sandbox.session import Disturbed, Session, Stopped
from bnkit.grading.submission.account import ACCOUNT, UNSAFE, Account
from bnkit.grading.submission.files import as_arrays
from bnkit.grading.submission.grade_cell import Grader, imports_of
from bnkit.grading.submission.job import Graded, Job, Material, Result, Source
from bnkit.grading.submission.mend import Mended, Unreadable, mend, read
from bnkit.grading.submission.outputs import Outputs, stopped
from bnkit.grading.submission.score import blank, scores

ONE_AT_A_TIME = threading.Lock()


@lru_cache(maxsize=4)
def _sandbox(limits: Limits, libraries: tuple[str, ...], unsafe: bool) -> Sandbox:
    """This process's sandbox, warm since its first use. Raises NoSandbox."""
    warm = sandbox(limits, libraries, unsafe)
    atexit.register(warm.close)
    return warm


def grade(material: Material, job: Job) -> Result:
    """The graded submission, whatever is in it; where the machine fails it, that it did. Raises NoSandbox."""
    if job.trouble:
        return Result(job.student, [], job.trouble)
    with ONE_AT_A_TIME:
        try:
            return Result(job.student, [_grade(material, job, source) for source in material.sources])
        except (MemoryError, OSError) as error:
            return Result(job.student, [], f"This machine failed: {type(error).__name__}: {error}.")
        except Disturbed as error:
            return Result(job.student, [], str(error))


def _grade(material: Material, job: Job, source: Source) -> Graded:
    start, original, trouble = time.monotonic(), nbformat.from_dict(json.loads(source.text)), ""
    try:
        mended = mend(_submitted(job, source, material.limits), original)
        mended.notes[:0] = job.notes
        verdicts = _execute(material, job, source, mended)
    except (NoSandbox, Disturbed, MemoryError, OSError):
        raise
    except Unreadable as error:
        mended, verdicts = _refused(original, str(error)), []
    except Exception as error:
        reason = f"It could not be graded ({type(error).__name__}); your instructor has been told."
        mended, verdicts, trouble = _refused(original, reason), [], traceback.format_exc()
    if material.unsafe:
        mended.notes.insert(0, UNSAFE)
    account = Account(verdicts, list(dict.fromkeys(mended.notes)), time.monotonic() - start, trouble, material.unsafe)
    _tell(mended.notebook, account)
    notebook = mended.notebook
    return Graded(source.name, nbformat.v4.writes(notebook, indent=None), account, scores(notebook), blank(notebook))


def _submitted(job: Job, source: Source, limits: Limits) -> list[dict]:
    data = job.files.get(f"{source.name}.ipynb")
    if data is None:
        raise Unreadable(f"There is no readable file {source.name}.ipynb.")
    if len(data) > limits.upload // 4:
        raise Unreadable(f"The notebook is too large: {len(data) >> 20} MB.")
    return read(data)


def _execute(material: Material, job: Job, source: Source, mended: Mended) -> list[dict]:
    """Run the notebook, filling in its outputs; the verdicts of its grade cells."""
    others = {name: content for name, content in job.files.items() if not name.endswith(".ipynb")}
    warm = _sandbox(material.limits, source.libraries, material.unsafe)
    session = Session(warm, as_arrays(others | material.files))
    grader, told = Grader(session, _imports(source.text), _key(source.key)), Outputs()
    with contextlib.closing(session):
        for number, cell in enumerate(cell for cell in mended.notebook.cells if cell.cell_type == "code"):
            cell.execution_count = number + 1
            trusted, before = _is(cell, "grade") and not _is(cell, "solution"), len(session.stops)
            cell.outputs = grader.run(cell.source) if trusted else _run(session, cell.source, told)
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "of your own")
            mended.notes += [f"In the cell {name} your code was stopped: {why}" for why in session.stops[before:]]
            if session.disturbed:
                raise Disturbed(session.disturbed)
    return [verdict.as_dict() for verdict in grader.verdicts]


@lru_cache(maxsize=8)
def _imports(source: str) -> str:
    cells = nbformat.from_dict(json.loads(source)).cells
    return imports_of(cell.source for cell in cells if _is(cell, "locked") and not _is(cell, "grade"))


def _run(session: Session, source: str, told: Outputs) -> list:
    try:
        return told.of(session.run(source))
    except Stopped as error:
        return stopped(str(error))


def _is(cell: Any, what: str) -> bool:
    return cell.cell_type == "code" and bool(cell.metadata.get("nbgrader", {}).get(what))


def _refused(original: Any, reason: str) -> Mended:
    """The blank notebook with no points, and the reason."""
    for cell in original.cells:
        if cell.cell_type == "code":
            cell.outputs = stopped(reason) if _is(cell, "grade") else []
    return Mended(original, [reason])


def _tell(notebook: Any, account: Account) -> None:
    """Put the notes on top of the notebook, and the whole account into its metadata."""
    notebook.metadata[ACCOUNT] = asdict(account)
    if account.notes:
        text = "\n".join(["**About this submission**", "", *(f"- {_plain(note)}" for note in account.notes)])
        notebook.cells.insert(0, new_markdown_cell(text))


def _plain(note: str) -> str:
    """A note as Markdown that shows nothing but its text."""
    return "".join(
        f"\\{letter}" if letter in "\\`*_[]#!$|" else {"<": "&lt;", "&": "&amp;"}.get(letter, letter) for letter in note
    )


@lru_cache(maxsize=8)
def _key(content: bytes | None) -> Path | None:
    """A private file with that key, for as long as this process lives."""
    if content is None:
        return None
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    path = Path(folder.name, f"{hashlib.sha256(content).hexdigest()[:16]}.npz")
    path.write_bytes(content)
    return path
