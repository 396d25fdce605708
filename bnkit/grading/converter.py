"""nbgrader's autograde on the safe path: the same command, folders and gradebook, another engine."""

from collections.abc import Callable

from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.exc import OperationalError
from traitlets import Bool, Dict, Integer, Unicode

from bnkit.grading.course import Course, NotReady, shown
from bnkit.grading.job import Job, Result
from bnkit.grading.limits import Limits
from bnkit.grading.pool import pool
from bnkit.grading.record import clear_partial, record
from bnkit.grading.sandbox import NoSandbox


class Stuck(NbGraderException):
    """The run cannot go on; what was graded is kept, and the same command goes on from there."""


class SafeAutograde(Autograde):
    """Autograde for hostile notebooks: in a sandbox, with every student graded."""

    workers = Integer(1, help="How many submissions are graded at the same time").tag(config=True)
    scheduler = Unicode("", help="The address of a Dask scheduler whose workers grade").tag(config=True)
    unsafe = Bool(False, help="Grade without a sandbox").tag(config=True)
    limits = Dict({}, help="Bounds on a submission: see bnkit.grading.limits.Limits").tag(config=True)

    def start(self) -> None:
        """Grade what is to be graded. Raises NbGraderException where the run cannot go on."""
        course = Course(self.coursedir, self.coursedir.assignment_id)
        students = course.students(self.coursedir.student_id)
        if not students:
            raise self._stuck(
                f"Nobody has handed in {course.assignment}: there is no folder {course.folder('submitted', 'STUDENT')}."
            )
        todo = [student for student in students if course.pending(student, self.force)]
        self.log.info("%d submissions, %d to grade", len(students), len(todo))
        for _, result, points in self.graded(course, todo):
            self.log.info("%s: %g points, %.2f s", shown(result.student), points, result.seconds)
            for note in (note for graded in result.notebooks for note in graded.notes):
                self.log.warning("%s: %s", shown(result.student), note)

    def graded(self, course: Course, students: list[str], after: Callable = lambda *_: None):
        """Grade and record these students: job, result and points of each as it is done. Raises Stuck."""
        clear_partial(course)
        late = AssignLatePenalties(parent=self).plugin_class(parent=self)
        try:
            sources = course.sources()
            limits = Limits(**self.limits)
            jobs = (course.job(student, sources, limits, self.unsafe) for student in students)
            with pool(self.workers, self.scheduler or None) as grade:
                for job, result in grade(jobs):
                    yield job, result, self._record(course, job, result, late)
        except (NotReady, NoSandbox) as error:
            raise self._stuck(str(error)) from error
        except OperationalError as error:
            raise self._stuck(
                f"The gradebook cannot be used ({error.orig}). Nothing is lost: repeat the command."
            ) from error
        except OSError as error:
            raise self._stuck(
                f"{error.strerror or error}: {error.filename or ''}. Nothing is lost: repeat the command."
            ) from error

    def _record(self, course: Course, job: Job, result: Result, late: LateSubmissionPlugin) -> float:
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as book:
            return record(book, course, job, result, late)

    def _stuck(self, text: str) -> Stuck:
        self.log.error(text)
        return Stuck(text)


def install() -> None:
    """Let nbgrader's command and its formgrader grade with SafeAutograde: nbgrader has no setting for it."""
    from nbgrader.apps import api, autogradeapp

    autogradeapp.Autograde = api.Autograde = SafeAutograde
