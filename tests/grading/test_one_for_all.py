"""No submission, no name and no file beside it ends a run: what goes wrong with one is a reason for that one."""

import hashlib
import shutil
import sqlite3

import pytest
from course import CHAPTER, Course
from notebooks import solutions

RIGHT = solutions(CHAPTER)
HALF = """def batch_norm(x, gamma, beta, eps=1e-5):
    raise ValueError('\\ud800' + chr(0) + chr(27) + '[2J')"""
NESTED = "def batch_norm(x, gamma, beta, eps=1e-5):\n    return " + "-" * 20_000 + "1"
LONG = "x" * 130
OWN, STRANGE = "a5" * 64, {"cut": b"", "half": b"\xff\xfe", "nested": b"../../x"}  # nbgrader's secrets, and no secrets
TIMES = {
    "forty digits": "1" * 40,
    "no time": "noon " * 8,
    "far away": "99999-01-01",
    "a zone": "2030-01-01 12:00 ../../x",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory, needs_sandbox):
    course = Course(tmp_path_factory.mktemp("one for all"))
    course.submit("right", RIGHT)
    course.submit("half", RIGHT | {"batch_norm": HALF})
    course.submit("nested", RIGHT | {"batch_norm": NESTED})
    course.submit("cut", RIGHT)
    course.submit(LONG, RIGHT)
    for name, text in TIMES.items():
        course.submit(name, RIGHT).with_name("timestamp.txt").write_text(text)
    for name, text in {"right": OWN.encode(), **STRANGE}.items():
        course.path("submitted", name).with_name("submission_secret.txt").write_bytes(text)
    with sqlite3.connect(course.folder / "gradebook.db") as book:
        book.execute(
            "CREATE TRIGGER no BEFORE INSERT ON student WHEN NEW.id = 'refused' BEGIN SELECT RAISE(ABORT, 'too odd'); END"
        )
    course.submit("refused", RIGHT)
    course.done = course.command("bnkit", "grade", CHAPTER)
    return course


def test_the_run_ends_and_names_whom_it_could_not_record(course):
    assert course.done.returncode == 1 and "Traceback" not in course.done.stderr, course.done.stderr
    assert "refused is not graded: It could not be recorded: (sqlite3.IntegrityError) too odd" in course.done.stderr
    assert f"{4 + len(TIMES)} submissions graded" in course.done.stdout


def test_everybody_else_has_a_grade(course):
    scores = course.scores()
    assert scores == dict.fromkeys(["right", "cut", *TIMES], 11) | {"half": 9, "nested": 9}


def test_a_name_that_no_gradebook_holds_is_told(course):
    assert "x is not graded: rename this folder" in course.done.stderr


def test_the_one_who_could_not_be_recorded_is_graded_by_the_next_run(course):
    with sqlite3.connect(course.folder / "gradebook.db") as book:
        book.execute("DROP TRIGGER no")
    assert "1 submissions graded" in course.run("bnkit", "grade", CHAPTER)
    assert course.scores()["refused"] == 11


def test_feedback_is_made_for_everybody(course):
    course.run("nbgrader", "generate_feedback", CHAPTER)
    assert all(course.path("feedback", name).with_suffix(".html").is_file() for name in ["half", "nested", *TIMES])


def test_feedback_is_released_to_who_handed_in_at_the_exchange_whatever_others_put_there(course):
    with (course.folder / "nbgrader_config.py").open("a") as settings:
        settings.write(f"\nc.Exchange.root = {str(course.folder / 'exchange')!r}\n")
    (course.folder / "exchange").mkdir(mode=0o777)
    (course.folder / "exchange").chmod(0o777)
    course.run("nbgrader", "release_feedback", CHAPTER)
    released = {path.name: path.read_text() for path in (course.folder / "exchange/bnkit/feedback").iterdir()}
    right = hashlib.md5(f"{OWN}{CHAPTER}".encode()).hexdigest()
    assert released[f"{right}.html"] == course.feedback("right") and len(released) == len(course.scores())


def test_the_report_is_made(course):
    path = course.path("autograded", "cut")
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:5000])
    course.run("bnkit", "report", CHAPTER)
    assert "right" in (course.folder / f"report-{CHAPTER}.html").read_text()


def test_a_submission_that_the_disk_does_not_give_is_not_charged(course, monkeypatch):
    shutil.rmtree(course.path("autograded", "right").parent)
    (course.folder / "nbgrader_config.py").open("a").write(BROKEN_DISK)
    done = course.command("bnkit", "grade", CHAPTER)
    assert done.returncode == 1 and "right is not graded: The files cannot be read" in done.stderr
    assert "0 submissions graded" in done.stdout and course.scores()["right"] == 11


BROKEN_DISK = """
import errno, os
open_ = os.open
def broken(path, *more, **keywords):
    if "submitted" in str(path):
        raise OSError(errno.EIO, "Input/output error")
    return open_(path, *more, **keywords)
os.open = broken
"""
