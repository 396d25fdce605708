"""`bnkit grade`: what it does, prints and returns."""

import hashlib
import shutil
import sqlite3

import nbformat
import pytest
from course import CHAPTER, Course
from nbgrader.apps import NbGrader, NbGraderAPI, api
from notebooks import EPS_OUTSIDE, SWAPPED, solutions

from bnkit.grading.submission.account import account_of

RIGHT = solutions(CHAPTER)
ENDLESS = "def whiten(x, eps=1e-5):\n    while True:\n        pass"
STUDENTS = {
    "right": RIGHT,
    "wrong": RIGHT | {"batch_norm": EPS_OUTSIDE},
    "too": RIGHT | {"batch_norm": EPS_OUTSIDE, "identity_parameters": SWAPPED},
    "endless": RIGHT | {"whiten": ENDLESS},
    "blank": {},
}
SCORES = {"right": 11, "wrong": 9, "too": pytest.approx(8.33), "endless": 9, "blank": 0}


@pytest.fixture(scope="module")
def course(tmp_path_factory, needs_sandbox):
    course = Course(tmp_path_factory.mktemp("a course"), cell=2.0)
    for student, answers in STUDENTS.items():
        course.submit(student, answers)
    course.said = course.run("bnkit", "grade", CHAPTER, "--workers", "2")
    return course


def contents(folder):
    """A hash of every file but SQLite's journals."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).digest() for path in files}


def test_the_points_are_right(course):
    assert course.scores() == SCORES


def test_the_summary_counts_mistakes_and_says_what_went_wrong(course):
    assert "5 submissions graded" in course.said and "5 students, of 15 points" in course.said
    assert "     2  eps_outside_root" in course.said and "     1  beta_negated" in course.said
    assert "endless: In the cell whiten-check your code was stopped: it did not finish within 2 seconds" in course.said
    assert "100%" in course.said


def test_graded_notebooks_are_valid_and_read_only(course):
    for student in STUDENTS:
        path = course.path("autograded", student)
        nbformat.validate(nbformat.read(path, as_version=4))
        assert path.stat().st_mode & 0o777 == 0o444


def test_what_is_graded_is_not_graded_again_and_the_summary_is_of_all(course):
    before = course.graded("right")
    shutil.rmtree(course.path("autograded", "wrong").parent)
    said = course.run("bnkit", "grade", CHAPTER)
    assert "1 submissions graded" in said and "5 students" in said and "     2  eps_outside_root" in said
    assert course.graded("right") == before and course.scores() == SCORES


def test_a_later_submission_is_graded(course):
    for folder, time in (("submitted", "2030-01-02"), ("autograded", "2030-01-01")):
        course.path(folder, "blank").with_name("timestamp.txt").write_text(f"{time} 10:00:00 UTC")
    assert "1 submissions graded" in course.run("bnkit", "grade", CHAPTER)


def test_a_verdict_is_given_again_and_nothing_is_written(course):
    before = contents(course.folder)
    said = course.run("bnkit", "grade", CHAPTER, "--student", "too", "--verdict")
    assert "✗ batch_norm: 0 of 2 points" in said and "(eps_outside_root)" in said
    assert "identity_parameters-check 1.33 1.33" in " ".join(said.split())
    assert contents(course.folder) == before


def test_a_grade_that_is_not_reproduced_is_said(course):
    with sqlite3.connect(course.folder / "gradebook.db") as book:
        book.execute("UPDATE grade SET auto_score = 1.5 WHERE auto_score BETWEEN 1.3 AND 1.4")
    done = course.command("bnkit", "grade", CHAPTER, "--student", "too", "--verdict")
    assert done.returncode == 1 and "1.33 1.5" in " ".join(done.stdout.split())


def test_without_a_sandbox_every_report_says_so(course):
    said = course.run("bnkit", "grade", CHAPTER, "--student", "right", "--force", "--unsafe")
    course.run("nbgrader", "generate_feedback", CHAPTER, "--student", "right")
    assert "GRADED WITHOUT A SANDBOX" in said and "(1 notebooks)" in said
    assert "GRADED WITHOUT A SANDBOX" in course.feedback("right")
    assert not list(course.folder.glob("tmp*")) and course.scores()["right"] == 11


def test_formgrader_grades_on_the_safe_path(course, monkeypatch):
    """Its button calls this; the settings are read in the course's folder."""
    monkeypatch.chdir(course.folder)
    app = NbGrader()
    app.initialize([])
    done = NbGraderAPI(app.coursedir, parent=app).autograde(CHAPTER, "right", force=True)
    assert done["success"] and "11 points" in done["log"] and "SafeAutograde" in str(api.Autograde)
    assert account_of(course.path("autograded", "right")).judged()


def test_dask_workers_grade(course):
    from distributed import LocalCluster

    with LocalCluster(n_workers=1, threads_per_worker=2, dashboard_address=None) as cluster:
        said = course.run("bnkit", "grade", CHAPTER, "--force", "--scheduler", cluster.scheduler_address)
    assert "5 submissions graded" in said and course.scores() == SCORES


@pytest.mark.parametrize(
    "words, reason",
    [
        (["nothing"], "no folder"),
        ([CHAPTER, "--student", "nobody"], "no folder"),
        ([CHAPTER, "--student", "../right"], "no folder"),
        ([CHAPTER, "--workers", "0"], "at least 1"),
        (["ch03_other"], "generate_assignment"),
    ],
)
def test_what_cannot_be_graded_is_said(course, words, reason):
    (course.folder / "submitted" / "early" / "ch03_other").mkdir(parents=True, exist_ok=True)
    done = course.command("bnkit", "grade", *words)
    assert done.returncode == 2 and reason in done.stderr and "Traceback" not in done.stderr


def test_a_limit_that_does_not_exist_is_said(course):
    done = course.command("nbgrader", "autograde", CHAPTER, "--force", "--SafeAutograde.limits={'hours': 1}")
    assert done.returncode == 1 and "limits may have cell, total" in done.stderr and "Traceback" not in done.stderr
