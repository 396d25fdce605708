"""Grade at hand-in: collect from nbgrader's exchange, and grade what has arrived."""

import contextlib
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from nbgrader.apps import NbGrader
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeFactory

from bnkit.grading.converter import SafeAutograde
from bnkit.grading.course.course import NAME, Course, shown
from bnkit.grading.submission.job import Result

SECONDS = 5.0  # between two looks


class Exchange:
    """What students have handed in at nbgrader's exchange, collected student by student: what one puts there stops no other."""

    def __init__(self, app: NbGrader, course: Course):
        self.app, self.course = app, course
        self.collected: dict[str, set[str]] = {}

    def collect(self) -> None:
        """Bring the latest of each student who has handed in since into the course's folder."""
        for student, entries in self._inbound().items():
            if entries != self.collected.get(student):
                self._collect(student)
                if self.course.timestamp(self.course.folder("submitted", student)):  # the last to be written there
                    self.collected[student] = entries

    def _inbound(self) -> dict[str, set[str]]:
        """The names of each student's entries."""
        folder, found = Path(self._collector("").root, self.app.coursedir.course_id, "inbound"), defaultdict(set)
        wanted = re.compile(rf"(.+)\+{re.escape(self.course.assignment)}\+.*")
        for path in folder.iterdir() if folder.is_dir() else ():
            match = wanted.fullmatch(path.name)
            if match and NAME.fullmatch(match[1]) and "/" not in match[1] and not match[1].startswith("."):
                found[match[1]].add(path.name)
        return found

    def _collect(self, student: str) -> None:
        try:
            self._collector(student).start()
        except Exception as error:  # nbgrader's own, or what a stranger's names and times do to it
            self.app.log.warning("%s cannot be collected: %s", shown(student), error)

    def _collector(self, student: str):
        directory = CourseDirectory(parent=self.app)
        directory.assignment_id, directory.student_id = self.course.assignment, student
        factory = ExchangeFactory(parent=self.app)
        return factory.Collect(
            coursedir=directory, authenticator=Authenticator(parent=self.app), parent=self.app, update=True
        )


class Watch:
    """What was seen at one look is graded at the next, if nothing in it has changed: it may still be being copied.

    Who is graded already, the folders and the gradebook know.
    """

    def __init__(self, converter: SafeAutograde):
        self.converter = converter
        self.wanted = converter.coursedir.student_id
        self.course = Course(converter.coursedir, converter.coursedir.assignment_id)
        self.exchange = Exchange(converter.parent, self.course)
        self.seen: dict[str, list] = {}
        self.failed: dict[str, list] = {}
        self.told: set[tuple[str, str]] = set()

    def results(self) -> Iterator[Result]:
        """Each submission's result, for ever; what the machine failed waits for the next hand-in. Raises what `stuck` tells of."""
        while True:
            self.exchange.collect()
            arrived = self._arrived()
            for result in self.converter.graded(self.course, arrived) if arrived else ():
                if result.trouble:
                    self.failed[result.student] = self.seen[result.student]
                yield result
            time.sleep(SECONDS)

    def _arrived(self) -> list[str]:
        """Whose submission is to be graded now."""
        for fault in set(self.course.left_out(self.wanted)) - self.told:
            self.told.add(fault)
            self.converter.log.warning("%s is not graded: %s", shown(fault[0]), fault[1])
        before, students = self.seen, self.course.students(self.wanted)
        self.seen = {each: _state(self.course.folder("submitted", each)) for each in students}
        settled = [each for each, state in self.seen.items() if before.get(each) == state != self.failed.get(each)]
        return [each for each in settled if self.course.pending(each, force=False)]


def _state(folder: Path) -> list[tuple]:
    """The names, sizes and times of a folder's files."""
    found = []
    for path in sorted(folder.rglob("*")):
        with contextlib.suppress(OSError):
            status = path.lstat()
            found.append((str(path), status.st_size, status.st_mtime_ns))
    return found
