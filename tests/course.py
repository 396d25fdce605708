"""A course to grade in a temporary folder, safely or by stock nbgrader, and machines that lack something."""

import csv
import json
import os
import shutil
import subprocess
import sys
from copy import copy
from pathlib import Path

import pytest
import starter
from conftest import ROOT
from notebooks import fill
from shared import once

CHAPTER = "ch02_algorithm"
LIMITS = "\nc.SafeAutograde.limits = {!r}\n"
READABLE = """set -e
mount --make-rprivate / && mount --bind "$1" /mnt
if ! setpriv --reuid 1000 --clear-groups test -x "$1"; then
    mount -t tmpfs -o mode=755 none "/$(echo "$1" | cut -d/ -f2)" && mkdir -p "$1"
fi
mount --bind /mnt "$1"
shift
"""
ORDINARY = f"""{READABLE}
exec setpriv --reuid 1000 --regid 1000 --clear-groups --inh-caps=-all --bounding-set=-all -- "$@"
"""
WITHOUT_LANDLOCK = """import ctypes, errno, os, struct, sys
steps = [(0x20, 0, 0, 0), (0x15, 0, 1, 444), (0x06, 0, 0, 0x00050000 | errno.ENOSYS), (0x06, 0, 0, 0x7FFF0000)]
text = b"".join(struct.pack("HBBI", *step) for step in steps)
class Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))
libc = ctypes.CDLL(None)
assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, ctypes.byref(Program(len(steps), text)), 0, 0) == 0
os.execv(sys.executable, [sys.executable, "-m", *sys.argv[1:]])
"""
STOCK = """
from nbgrader.apps import api, autogradeapp
from nbgrader.converters import Autograde
autogradeapp.Autograde = api.Autograde = Autograde
c.NotebookClient.shutdown_kernel = "immediate"
"""


def without_bubblewrap(folder: Path) -> str:
    """A PATH with what `as_ordinary` needs, and without bubblewrap: links in the folder."""
    for name in ("unshare", "sh", "mount", "setpriv", "test", "cut", "mkdir"):
        (folder / name).symlink_to(shutil.which(name))
    return str(folder)


@pytest.fixture(scope="session")
def needs_sandbox():
    """Skip where there is no sandbox; in CI that is a failure."""
    from bnkit.grading.sandbox.bubblewrap import INSTALL, NoSandbox
    from bnkit.grading.sandbox.session import probe

    try:
        probe()
    except NoSandbox as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"{error} {INSTALL}")


class Course:
    """A course's folder with one chapter, generated as an assignment.

    gradebook  where it is, if not in the folder
    """

    gradebook = ""

    def __init__(self, folder: Path, chapter: str = CHAPTER, stock: bool = False, **limits):
        self.folder, self.chapter, self.stock = folder, chapter, stock
        shutil.copytree(once(f"course of {chapter}", self.generate), folder, dirs_exist_ok=True)
        with (folder / "nbgrader_config.py").open("a") as settings:
            settings.write(STOCK if stock else LIMITS.format(limits))

    def generate(self, folder: Path) -> None:
        """Make the course that all courses with this chapter begin as copies of."""
        shutil.copytree(ROOT / "exercises" / self.chapter, folder / "exercises" / self.chapter)
        shutil.copytree(ROOT / "solutions", folder / "solutions", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "nbgrader_config.py", folder)
        first = copy(self)
        first.folder = folder
        first.run("nbgrader", "generate_assignment", self.chapter)

    def copy(self, folder: Path, source: Path) -> "Course":
        """The same course in `folder`, as it is in the folder `source`."""
        shutil.copytree(source, folder)
        other = copy(self)
        other.folder = folder
        return other

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its commands."""
        environment = {name: value for name, value in os.environ.items() if name != "BNKIT_KEY"}
        key = {"BNKIT_KEY": str(self.folder / ".bnkit" / "keys")} if self.stock else {}
        return environment | key | {"PYTHONPATH": str(ROOT)}

    def command(self, *words: str, **environment: str) -> subprocess.CompletedProcess:
        """Run `python -m words` in the folder."""
        return starter.run(words, self.folder, self.environment | environment)

    def as_ordinary(self, *words: str, **environment: str) -> subprocess.CompletedProcess:
        """As root: run `python -m words` in the folder, which is given to an ordinary user, as that user."""
        subprocess.run(["chown", "-R", "-h", "1000:1000", self.folder], check=True)
        return subprocess.run(
            ["unshare", "-m", "sh", "-c", ORDINARY, "sh", sys.base_prefix, sys.executable, "-m", *words],
            cwd=self.folder,
            env=self.environment | {"HOME": str(self.folder.parent)} | environment,
            capture_output=True,
            text=True,
        )

    def run(self, *words: str) -> str:
        """The output of a command that must succeed."""
        done = self.command(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    @property
    def released(self) -> Path:
        """The notebook as released."""
        return self.folder / "release" / self.chapter / f"{self.chapter}.ipynb"

    def blank(self) -> dict:
        """The content of the notebook as released."""
        return json.loads(self.released.read_text())

    def path(self, step: str, student: str) -> Path:
        """A student's notebook in the folder `step` ("submitted", "autograded")."""
        return self.folder / step / student / self.chapter / f"{self.chapter}.ipynb"

    def submit(self, student: str, answers: dict[str, str]) -> Path:
        """Hand in the released files with the solution cells of `answers` replaced; the notebook's path."""
        target = fill(self.released, self.path("submitted", student), answers)
        shutil.copy(self.released.with_name("key.npz"), target.parent)
        return target

    def submit_text(self, student: str, text: str | bytes) -> Path:
        """Hand in a file with this text."""
        path = self.path("submitted", student)
        path.parent.mkdir(parents=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def grades(self) -> dict[str, dict[str, str]]:
        """Each student's row in nbgrader's export."""
        self.run("nbgrader", "export")
        with open(self.folder / "grades.csv", newline="") as file:
            return {row["student_id"]: row for row in csv.DictReader(file)}

    def scores(self) -> dict[str, float]:
        """Each student's score in nbgrader's export."""
        return {student: float(row["score"]) for student, row in self.grades().items()}

    def book(self) -> dict[tuple[str, str], tuple]:
        """What the gradebook holds of each student's cells: scores, whether a person must look, comments, penalties."""
        from nbgrader.api import Gradebook  # takes a second, in each process of a run

        found = {}
        with Gradebook(self.gradebook or f"sqlite:///{self.folder}/gradebook.db") as book:
            for submission in book.assignment_submissions(self.chapter):
                for notebook in submission.notebooks:
                    who = submission.student_id
                    found[who, ""] = (submission.timestamp, notebook.late_submission_penalty, notebook.score)
                    for grade in notebook.grades:
                        scores = (grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade)
                        found[who, f"{grade.name} points"] = scores
                    for comment in notebook.comments:
                        found[who, f"{comment.name} comment"] = (comment.auto_comment, comment.manual_comment)
        return found

    def graded(self, student: str) -> str:
        """The text of the graded notebook."""
        return self.path("autograded", student).read_text()

    def feedback(self, student: str) -> str:
        """The text of the feedback page."""
        return self.path("feedback", student).with_suffix(".html").read_text()


@pytest.fixture(scope="module")
def empty_course(tmp_path_factory, needs_sandbox):
    """A course without submissions, graded safely, in a folder with a space in its name."""
    return Course(tmp_path_factory.mktemp("a course"))
