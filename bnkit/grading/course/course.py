"""A course's folders and gradebook as nbgrader knows them: what there is to grade, and what it is graded by."""

import contextlib
import json
import re
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path

import nbformat
from nbgrader import utils
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory

from bnkit.authoring.catalogue import NAME as CATALOGUE
from bnkit.authoring.catalogue import write_catalogue
from bnkit.grading.course.secret import secret_key
from bnkit.grading.sandbox.limits import Limits
from bnkit.grading.submission.files import regular
from bnkit.grading.submission.handed_in import handed_in
from bnkit.grading.submission.job import Job, Material, Source
from bnkit.grading.text import printable

TIMESTAMP = "timestamp.txt"
NOTHING = "nothing was handed in"
NAME = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff*?\[\]\\]{1,128}")  # the gradebook's column holds 128 letters


class NotReady(Exception):
    """An assignment that cannot be graded yet, with what to do."""


class Course:
    """One assignment of the course in `directory`."""

    def __init__(self, directory: CourseDirectory, assignment: str):
        self.directory, self.assignment = directory, assignment
        self.root = Path(directory.root)

    def folder(self, kind: str, student: str) -> Path:
        """Where a student's files are: kind is "submitted" or "autograded"."""
        name = getattr(self.directory, f"{kind}_directory")
        return self.root / self.directory.format_path(name, student, self.assignment)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """No other run grades this course meanwhile. Raises NotReady where one does."""
        import fcntl  # not on Windows

        (self.root / ".bnkit").mkdir(exist_ok=True, mode=0o700)
        with open(self.root / ".bnkit" / "lock", "w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise NotReady("Another run is grading this course: wait until it has ended, or stop it.") from error
            yield

    def sources(self) -> tuple[Source, ...]:
        """The assignment's notebooks with the cells that the gradebook holds. Raises NotReady."""
        with Gradebook(self.directory.db_url, self.directory.course_id) as book:
            try:
                notebooks = book.find_assignment(self.assignment).notebooks
            except MissingEntry as error:
                raise NotReady(
                    f"The gradebook has no assignment {self.assignment}. First: nbgrader generate_assignment {self.assignment}"
                ) from error
            return tuple(self._source(notebook) for notebook in notebooks)

    def _source(self, notebook) -> Source:
        path = self.folder("source", ".") / f"{notebook.name}.ipynb"
        if not path.is_file():
            raise NotReady(f"The instructor's notebook {path} is missing.")
        try:
            content = nbformat.read(path, as_version=4)
        except (ValueError, nbformat.ValidationError) as error:
            raise NotReady(f"The instructor's notebook {path} cannot be read: {str(error)[:200]}") from error
        saved = {cell.name: cell for cell in notebook.source_cells}
        points = {cell.name: cell.max_score for cell in notebook.grade_cells}
        for cell in content.cells:
            ours = cell.metadata.get("nbgrader", {})
            known = saved.get(ours.get("grade_id"))
            if known is not None:
                cell.source, ours["checksum"] = known.source, known.checksum
                if known.name in points:
                    ours["points"] = points[known.name]
        key = self._key(notebook.name, content.cells)
        hunts = key and any("hunting.check(" in each.source for each in content.cells)
        return Source(notebook.name, json.dumps(content), key, self._catalogue() if hunts else None)

    def _catalogue(self) -> bytes:
        """The chapters' source, packed."""
        path = self.root / ".bnkit" / CATALOGUE
        write_catalogue(self.root / "solutions", path)
        return path.read_bytes()

    def _key(self, name: str, cells: list) -> bytes | None:
        """The secret key of a notebook; None where it is not one of bnkit's. Raises NotReady where it cannot be made."""
        chapter = self.root / "solutions" / name
        if chapter.is_dir():
            return secret_key(self.root / ".bnkit", chapter).read_bytes()
        if any("bnkit" in cell.source for cell in cells if cell.cell_type == "code"):
            raise NotReady(f"The folder {chapter} is missing, from which the secret key is made. Restore it.")
        return None

    def students(self, wanted: str = "*") -> list[str]:
        """Who handed something in, in order: each real folder SUBMITTED/STUDENT/ASSIGNMENT with a usable name."""
        return [name for name in self._names(wanted) if not self._fault(name)]

    def left_out(self, wanted: str = "*") -> list[tuple[str, str]]:
        """What lies where submissions do and is not graded, and why."""
        faults = ((name, self._fault(name)) for name in self._names(wanted))
        return [(name, fault) for name, fault in faults if fault and fault != NOTHING]

    def _names(self, wanted: str) -> list[str]:
        top, excluded = self.root / self.directory.submitted_directory, self.directory.student_id_exclude.split(",")
        names = sorted(path.name for path in top.iterdir() if path.is_dir()) if top.is_dir() else []
        return [name for name in names if wanted in ("*", name) and name not in excluded]

    def _fault(self, student: str) -> str:
        """Why a student's folder is not graded; "" where it is."""
        above, folder = self.root / self.directory.submitted_directory / student, self.folder("submitted", student)
        if above.is_symlink() or folder.is_symlink():
            return f"{'the folder' if above.is_symlink() else printable(folder.name)} is a link: put the files there."
        if not folder.is_dir():
            return self._misnamed(above)
        if student.startswith("."):
            return "rename this folder, without the dot at its beginning."
        usable = NAME.fullmatch(student)
        return "" if usable else "rename this folder, to 128 letters at most, without line breaks and any of * ? [ ] \\"

    def _misnamed(self, above: Path) -> str:
        """What a folder without this assignment has instead, where that is no other assignment."""
        source = self.root / self.directory.source_directory
        other = sorted(path.name for path in above.iterdir() if path.is_dir() and not (source / path.name).is_dir())
        other = [printable(name) for name in other if not name.startswith(".")]
        return f"it has no folder {self.assignment}, but {', '.join(other[:3])}: rename it." if other else NOTHING

    def pending(self, student: str, force: bool) -> bool:
        """Whether the submission is still to be graded, or was handed in anew since."""
        done = self.folder("autograded", student)
        if force or not done.is_dir():
            return True
        before, now = (self.timestamp(self.folder(kind, student)) for kind in ("autograded", "submitted"))
        return before is not None and now is not None and now > before

    def timestamp(self, folder: Path) -> datetime | None:
        """When the submission in `folder` was handed in; None where no readable file says it."""
        path = folder / TIMESTAMP
        try:
            if path.is_symlink() or not path.is_file() or path.stat().st_size > 200:
                return None
            return utils.parse_utc(path.read_text().strip())
        except Exception:  # the parser was not made for what a stranger may write
            return None

    def material(self, limits: Limits, unsafe: bool = False, own: Collection[str] = ()) -> Material:
        """What the submissions are graded with: the source folder's notebooks, and its files but for the students' `own`.

        Raises NotReady.
        """
        folder, ignored = self.folder("source", "."), self.directory.ignore
        files, _ = regular(folder, limits.upload)
        shared = {
            name: content
            for name, content in files.items()
            if not name.endswith(".ipynb") and name not in own and not utils.is_ignored(str(folder / name), ignored)
        }
        return Material(self.sources(), shared, limits, unsafe)

    def job(self, student: str, material: Material) -> Job:
        """The student's submission, ready for a worker."""
        return handed_in(self.folder("submitted", student), student, material)


def shown(student: str) -> str:
    """A student's name as a terminal may print it."""
    return printable(student) if not student.isprintable() else student[:100]
