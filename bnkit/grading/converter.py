"""nbgrader's autograde on the safe path: the same command, folders and gradebook, another engine."""

import contextlib
from collections.abc import Iterator
from functools import partial

from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.exc import DBAPIError
from traitlets import Bool, Dict, Integer, Unicode

from bnkit.authoring.exercise import BrokenSource
from bnkit.cluster import spread
from bnkit.grading.course.course import Course, NotReady, shown
from bnkit.grading.course.record import clear_partial, recorded
from bnkit.grading.course.secret import NoSecret
from bnkit.grading.sandbox.bubblewrap import NoSandbox
from bnkit.grading.sandbox.group import divide
from bnkit.grading.sandbox.limits import Limits
from bnkit.grading.sandbox.sandbox import check_host
from bnkit.grading.submission.job import Job, Material, Result
from bnkit.grading.submission.worker import grade
from bnkit.pool import early

AGAIN = "What is graded is kept. Mend it and repeat the command: it goes on from there."


class Stuck(NbGraderException):
    """The run cannot go on, and what to do."""


@contextlib.contextmanager
def stuck() -> Iterator[None]:
    """Tell of what stops a run. Raises Stuck."""
    try:
        yield
    except (NotReady, NoSecret, NoSandbox, BrokenSource) as error:
        raise Stuck(str(error)) from error
    except DBAPIError as error:
        raise Stuck(f"The gradebook cannot be used: {getattr(error, 'orig', error)}. {AGAIN}") from error
    except OSError as error:
        raise Stuck(f"{error}. {AGAIN}") from error


def _lost(job: Job) -> Result:
    return Result(job.student, [], "One worker after another ended while it was being graded.")


class SafeAutograde(Autograde):
    """Autograde for hostile notebooks: in a sandbox, with every student graded."""

    workers = Integer(1, help="How many submissions are graded at the same time").tag(config=True)
    scheduler = Unicode("", help="The address of a Dask scheduler whose workers grade").tag(config=True)
    unsafe = Bool(False, help="Grade without a sandbox").tag(config=True)
    limits = Dict({}, help="Bounds on a submission: see bnkit.grading.sandbox.limits.Limits").tag(config=True)

    def start(self) -> None:
        """Grade what is to be graded. Raises NbGraderException where the run cannot go on."""
        try:
            with stuck():
                course, todo = self.todo()
                self.log.info("%d submissions to grade", len(todo))
                for result in self.graded(course, todo):
                    self._tell(result)
        except Stuck as error:
            self.log.error(str(error))
            raise

    def _tell(self, result: Result) -> None:
        if result.trouble:
            self.log.error("%s is not graded: %s", shown(result.student), result.trouble)
            return
        for graded in result.notebooks:
            points = sum(filter(None, graded.scores.values()))
            self.log.info("%s: %g points for %s", shown(result.student), points, graded.name)
            for note in graded.account.notes:
                self.log.warning("%s: %s", shown(result.student), note)
            if graded.account.trouble:
                self.log.error(graded.account.trouble)

    def todo(self) -> tuple[Course, list[str]]:
        """The course and whose submission is to be graded. Raises NotReady where nobody handed in."""
        course = Course(self.coursedir, self.coursedir.assignment_id)
        students = course.students(self.coursedir.student_id)
        for name, why in course.left_out(self.coursedir.student_id):
            self.log.warning("%s is not graded: %s", shown(name), why)
        if not students:
            folder = course.folder("submitted", self.coursedir.student_id.replace("*", "STUDENT"))
            raise NotReady(f"Nothing was handed in: there is no folder {folder}.")
        return course, [student for student in students if course.pending(student, self.force)]

    def graded(self, course: Course, students: list[str]) -> Iterator[Result]:
        """Grade and record these students: the result of each as it is done. Raises what `stuck` tells of."""
        if not self.scheduler:
            check_host(self.unsafe)
            divide()
        late = AssignLatePenalties(parent=self).plugin_class(parent=self)
        material = self.material(course)
        jobs = (course.job(student, material) for student in students)
        workers = self.workers if len(students) > 1 or early else 0
        with course.alone(), Gradebook(self.coursedir.db_url, self.coursedir.course_id) as book:
            clear_partial(course)
            for job, result in spread(partial(grade, material), jobs, workers, self.scheduler or None, _lost):
                if not result.trouble:
                    result = recorded(book, course, result, job.files | material.files, late)
                if not result.trouble:
                    self.set_permissions(course.assignment, result.student)
                yield result

    def material(self, course: Course) -> Material:
        """What the submissions are graded with. Raises NotReady."""
        try:
            limits = Limits(**self.limits)
        except TypeError as error:
            raise NotReady(f"SafeAutograde.limits may have {', '.join(vars(Limits()))}: {error}") from error
        return course.material(limits, self.unsafe, self.exclude_overwriting.get(course.assignment, []))


def install() -> None:
    """Let nbgrader's commands and its formgrader grade with SafeAutograde and make pages with SafeFeedback.

    nbgrader has no setting for it.
    """
    from nbgrader.apps import api, autogradeapp, generatefeedbackapp

    from bnkit.grading.afterwards.feedback import SafeFeedback

    autogradeapp.Autograde = api.Autograde = SafeAutograde
    generatefeedbackapp.GenerateFeedback = api.GenerateFeedback = SafeFeedback
