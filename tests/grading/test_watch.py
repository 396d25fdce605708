"""Grading at hand-in: students fetch and submit through nbgrader's exchange while the grader watches, and is killed once."""

import os
import shutil
import signal
import subprocess
import sys
import threading

import pytest
from course import CHAPTER, Course
from notebooks import EPS_OUTSIDE, fill, solutions

RIGHT = solutions(CHAPTER)
LONGEST = 900
SETTINGS = """
c.Exchange.root = {root!r}
from bnkit.grading import watch
watch.SECONDS = 0.5
"""
STUDENTS = "c = get_config()\nc.CourseDirectory.course_id = 'bnkit'\nc.Exchange.root = {root!r}\n"


class Watching:
    """A watch that runs, and what it says."""

    def __init__(self, course: Course):
        self.lines = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bnkit", "grade", CHAPTER, "--watch"],
            cwd=course.folder,
            env=course.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        self.timer = threading.Timer(LONGEST, self.process.kill)
        self.timer.start()

    def until(self, *texts: str) -> None:
        """Wait until each of the texts stood in a line."""
        while missing := [text for text in texts if not any(text in line for line in self.lines)]:
            line = self.process.stdout.readline()
            assert line, f"it ended before it said {missing}: {self.lines}"
            self.lines.append(line)

    def end(self, number: int) -> int:
        """Send it that signal: its exit code."""
        self.process.send_signal(number)
        self.lines += self.process.communicate()[0].splitlines()
        self.timer.cancel()
        return self.process.returncode

    def graded(self) -> list[str]:
        """Whom it has graded, with their points."""
        return sorted(line.split(" ", 1)[1].strip() for line in self.lines if "points" in line)


@pytest.fixture
def course(tmp_path, needs_sandbox):
    course = Course(tmp_path / "course")
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    with (course.folder / "nbgrader_config.py").open("a") as settings:
        settings.write(SETTINGS.format(root=str(exchange)))
    course.run("nbgrader", "release_assignment", CHAPTER)
    course.inbound = exchange / "bnkit" / "inbound"
    return course


def hand_in(course: Course, student: str, answers: dict[str, str]) -> None:
    """Submit a notebook with these answers by nbgrader's command, to a copy of the exchange; then it is the student's here."""
    folder, exchange = course.folder.with_name(student), course.inbound.parents[1]
    shutil.rmtree(folder, ignore_errors=True)
    fill(course.released, folder / CHAPTER / f"{CHAPTER}.ipynb", answers)
    own = shutil.copytree(exchange, folder / "exchange", ignore=lambda path, names: names if "inbound" in path else [])
    (folder / "nbgrader_config.py").write_text(STUDENTS.format(root=str(own)))
    words = [sys.executable, "-m", "nbgrader", "submit", CHAPTER]
    environment = course.environment | {"HOME": str(folder)}
    subprocess.run(words, cwd=folder, env=environment, check=True, capture_output=True)
    (entry,) = (own / "bnkit" / "inbound").iterdir()
    entry.rename(course.inbound / f"{student}+{entry.name.partition('+')[2]}")


def test_each_is_graded_when_it_is_handed_in_the_latest_and_once(course):
    (course.inbound / f"eve+{CHAPTER}+noon").mkdir()
    (course.inbound / f"..+{CHAPTER}+2030-01-01 12:00:00 UTC").mkdir()
    first = Watching(course)
    hand_in(course, "ann", RIGHT)
    first.until("eve cannot be collected", "ann: 11 points")
    first.end(signal.SIGKILL)
    hand_in(course, "ann", RIGHT | {"batch_norm": EPS_OUTSIDE})
    hand_in(course, "ben", RIGHT)
    second = Watching(course)
    second.until("ann: 9 points", "ben: 11 points")
    shutil.copytree(course.submit("by hand", RIGHT).parent, course.folder / "submitted" / "odd" / "ch02-algorithm")
    second.until("by hand: 11 points", "odd is not graded: it has no folder")
    assert second.end(signal.SIGINT) == 0, second.lines
    assert second.graded() == ["ann: 9 points", "ben: 11 points", "by hand: 11 points"]
    assert course.scores() == {"ann": 9, "ben": 11, "by hand": 11}
    assert sorted(os.listdir(course.folder / "submitted")) == ["ann", "ben", "by hand", "odd"]
