"""A course to grade in a temporary folder, and the sandbox, or the line that installs it."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bnkit.grading.sandbox import INSTALL, NoSandbox, probe

ROOT = Path(__file__).parents[2]
CHAPTER = "ch02_algorithm"
SETTINGS = """
from bnkit.grading.converter import install
install()
c.SafeAutograde.limits = {limits!r}
"""


@pytest.fixture(scope="session")
def needs_sandbox():
    """Skip where there is no sandbox; in CI that is a failure."""
    try:
        probe()
    except NoSandbox as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"{error} Install it: {INSTALL}")


class Course:
    """A course's folder."""

    def __init__(self, folder: Path, safe: bool = True, **limits):
        self.folder, self.chapter = folder, CHAPTER
        for name in ("exercises", "solutions"):
            ignored = shutil.ignore_patterns("__pycache__", "ch0[13-9]*")
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        settings = (ROOT / "nbgrader_config.py").read_text()
        (folder / "nbgrader_config.py").write_text(settings + (SETTINGS.format(limits=limits) if safe else ""))
        self.run("nbgrader", "generate_assignment", CHAPTER)

    def command(self, *words: str) -> subprocess.CompletedProcess:
        """Run `python -m words` in the folder."""
        environment = {name: value for name, value in os.environ.items() if name != "BNKIT_KEY"}
        environment["PYTHONPATH"] = str(ROOT)
        return subprocess.run(
            [sys.executable, "-m", *words], cwd=self.folder, env=environment, capture_output=True, text=True
        )

    def run(self, *words: str) -> str:
        """The output of a command that must succeed."""
        done = self.command(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def blank(self) -> dict:
        """The notebook as released."""
        return json.loads((self.folder / "release" / CHAPTER / f"{CHAPTER}.ipynb").read_text())

    def submit(self, student: str, answers: dict[str, str]) -> Path:
        """Hand in the released notebook with the solution cells of `answers` replaced; the notebook's path."""
        content = self.blank()
        for cell in content["cells"]:
            name = cell["metadata"]["nbgrader"]["grade_id"]
            cell["source"] = answers.get(name, cell["source"])
        return self.submit_text(student, json.dumps(content))

    def submit_text(self, student: str, text: str | bytes) -> Path:
        """Hand in a file with this text."""
        path = self.folder / "submitted" / student / CHAPTER / f"{CHAPTER}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def scores(self) -> dict[str, float]:
        """Each student's score in nbgrader's export."""
        self.run("nbgrader", "export")
        with open(self.folder / "grades.csv", newline="") as file:
            return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file) if row["timestamp"] != "x"}

    def graded(self, student: str) -> str:
        """The text of the graded notebook."""
        return (self.folder / "autograded" / student / CHAPTER / f"{CHAPTER}.ipynb").read_text()


@pytest.fixture(scope="module")
def empty_course(tmp_path_factory, needs_sandbox):
    """A course without submissions, graded safely."""
    return Course(tmp_path_factory.mktemp("a course"))
