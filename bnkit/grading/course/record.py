"""Write a graded submission: the gradebook first, then its folder, so that a run that is killed can be taken up again."""

import contextlib
import errno
import os
import shutil
import tempfile
import traceback
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from nbgrader.api import BaseCell, Gradebook, InvalidEntry, SubmittedAssignment, SubmittedNotebook
from nbgrader.plugins import LateSubmissionPlugin
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SAWarning
from tornado.log import app_log

from bnkit.grading.course.course import TIMESTAMP, Course, NotReady, shown
from bnkit.grading.submission.job import Graded, Result

THEIRS = {errno.EINVAL, errno.EILSEQ, errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENOTEMPTY}


def recorded(
    book: Gradebook, course: Course, result: Result, files: dict[str, bytes], late: LateSubmissionPlugin
) -> Result:
    """The result once `record` has written it, or with the reason why just this one cannot be written.

    Raises OSError, DBAPIError where none can.
    """
    try:
        try:
            record(book, course, result, files, late)
        except InvalidEntry:  # another run, of another copy of the course, may have made the same student just now
            record(book, course, result, files, late)
        return result
    except OSError as error:
        if error.errno not in THEIRS:
            raise
        return replace(result, trouble=f"It could not be written: {error}.")
    except (NotReady, InvalidEntry, DBAPIError) as error:
        cause = error.__context__ if isinstance(error, InvalidEntry) else error  # nbgrader's name for any of them
        if isinstance(cause, DBAPIError) and not isinstance(cause, DataError | IntegrityError):
            raise cause from None
        return replace(result, trouble=f"It could not be recorded: {getattr(error, 'orig', error)}.")
    except Exception:
        return replace(result, trouble=f"It could not be recorded.\n{traceback.format_exc()}")


def record(
    book: Gradebook, course: Course, result: Result, files: dict[str, bytes], late: LateSubmissionPlugin
) -> None:
    """Record the result, with the submission's `files` beside it. Manual scores, comments and extra credit stay."""
    with _one_transaction(book):
        submission = _submission(book, course, result.student)
        for graded in result.notebooks:
            notebook = _notebook(submission, graded.name)
            _grades(book, notebook, graded)
            book.db.flush()
            _penalty(notebook, submission, result.student, late)
    readable = course.timestamp(course.folder("submitted", result.student))
    _folder(course, result, {name: files[name] for name in files if name != TIMESTAMP or readable})


@contextlib.contextmanager
def _one_transaction(book: Gradebook) -> Iterator[None]:
    """All or nothing, and one write to the disk, where nbgrader's methods would commit on their own.

    Without nbgrader's warnings under SQLAlchemy 2, and its traceback before an error that it raises too.
    """
    commit, book.db.commit, app_log.disabled = book.db.commit, book.db.flush, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)
            yield
            commit()
    finally:
        book.db.commit, app_log.disabled = commit, False
        book.db.remove()


def _submission(book: Gradebook, course: Course, student: str) -> SubmittedAssignment:
    """The student's submission in the gradebook, made where there is none."""
    when = course.timestamp(course.folder("submitted", student))
    book.update_or_create_student(student)
    return book.update_or_create_submission(course.assignment, student, **({"timestamp": when} if when else {}))


def _notebook(submission: SubmittedAssignment, name: str) -> SubmittedNotebook:
    for notebook in submission.notebooks:
        if notebook.name == name:
            return notebook
    raise NotReady(
        f"The notebook {name} was added after {shown(submission.student_id)} had been graded. Remove the old record: "
        f"nbgrader db student remove {shown(submission.student_id)} --force"
    )


def _grades(book: Gradebook, notebook: SubmittedNotebook, graded: Graded) -> None:
    cells = book.db.query(BaseCell.id, BaseCell.name).filter(BaseCell.notebook_id == notebook.notebook_id)
    names = {identity: name for identity, name in cells}
    for grade in notebook.grades:
        if names[grade.cell_id] in graded.scores:
            grade.auto_score = graded.scores[names[grade.cell_id]]
            grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
    for comment in notebook.comments:
        comment.auto_comment = "No response." if names[comment.cell_id] in graded.blank else None


def _penalty(notebook: SubmittedNotebook, submission, student: str, late: LateSubmissionPlugin) -> None:
    """The late penalty by the course's plug-in, between nothing and the score."""
    notebook.late_submission_penalty = None
    if submission.total_seconds_late > 0:
        penalty = late.late_submission_penalty(student, notebook.score, submission.total_seconds_late)
        if penalty is not None:
            notebook.late_submission_penalty = min(max(penalty, 0), notebook.score)


def _folder(course: Course, result: Result, files: dict[str, bytes]) -> None:
    """Put the graded notebooks and the other files in their place, all at once."""
    target = course.folder("autograded", result.student)
    target.parent.mkdir(parents=True, exist_ok=True)
    waiting = course.root / ".bnkit" / "partial"
    waiting.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=waiting, ignore_cleanup_errors=True) as folder:
        partial = Path(folder, "new")
        _write(partial, files, result.notebooks)
        if target.is_symlink() or target.is_file():
            target.unlink()
        elif target.is_dir():
            os.rename(target, Path(folder, "old"))
        os.rename(partial, target)


def _write(folder: Path, files: dict[str, bytes], notebooks: list[Graded]) -> None:
    folder.mkdir()
    for name, content in files.items():
        if not name.endswith(".ipynb") or name == TIMESTAMP:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    for graded in notebooks:
        (folder / f"{graded.name}.ipynb").write_text(graded.text, encoding="utf-8")


def clear_partial(course: Course) -> None:
    """Remove what a killed run left half written."""
    shutil.rmtree(course.root / ".bnkit" / "partial", ignore_errors=True)
