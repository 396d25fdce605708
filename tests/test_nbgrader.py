"""The whole cycle with stock nbgrader: generate, release, collect, autograde, feedback, export."""

import csv
import os
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT
from notebooks import EPS_OUTSIDE, SWAPPED, fill, solutions

CHAPTER = "ch02_algorithm"
RIGHT = solutions(CHAPTER)
HALF = RIGHT | {
    "identity_parameters": SWAPPED,
    "batch_norm": "def batch_norm(x, gamma, beta, eps=1e-5):\n    return None",
}
STUDENTS = {
    "right": RIGHT | {"useless_bias": "It is subtracted again with the mean; beta takes over."},
    "wrong": {"batch_norm": EPS_OUTSIDE},
    "blank": {},
    "half": HALF,
}


def nbgrader(folder, *arguments):
    environment = {name: value for name, value in os.environ.items() if name != "BNKIT_KEY"}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with four graded submissions, in a folder with a space in its name."""
    folder = tmp_path_factory.mktemp("a course")
    for name in ("exercises", "solutions"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    nbgrader(folder, "generate_assignment", CHAPTER)
    for student, answers in STUDENTS.items():
        target = folder / "submitted" / student / CHAPTER / f"{CHAPTER}.ipynb"
        fill(folder / "release" / CHAPTER / f"{CHAPTER}.ipynb", target, answers)
        shutil.copy(folder / "release" / CHAPTER / "key.npz", target.parent)
    nbgrader(folder, "autograde", CHAPTER)
    nbgrader(folder, "generate_feedback", CHAPTER)
    nbgrader(folder, "export")
    return folder


def scores(course):
    with open(course / "grades.csv", newline="") as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


def feedback(course, student):
    return (course / "feedback" / student / CHAPTER / f"{CHAPTER}.html").read_text()


def test_the_exported_scores_are_the_points_of_the_verdicts(course):
    assert scores(course) == {"right": 11, "wrong": 0, "blank": 0, "half": pytest.approx(8.33)}


def test_feedback_shows_the_diagnosis_and_the_reason_for_partial_credit(course):
    assert "You added eps to the standard deviation" in feedback(course, "wrong")
    assert "Your beta is −mean" in feedback(course, "half")
    assert "1.33 of 2 points" in feedback(course, "half")
    assert "not written yet" in feedback(course, "blank")


def test_the_answer_in_words_waits_for_a_person(course):
    with open(course / "grades.csv", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert float(rows["right"]["max_score"]) == 13


def test_the_release_has_no_answer_and_the_grade_comes_from_another_key(course):
    released = {path.name for path in (course / "release" / CHAPTER).iterdir()}
    assert released == {f"{CHAPTER}.ipynb", "key.npz"}
    secret = (course / ".bnkit" / "keys" / f"{CHAPTER}.npz").read_bytes()
    assert secret != (course / "release" / CHAPTER / "key.npz").read_bytes()


def test_a_regrade_uses_the_same_secret(course):
    secret = (course / ".bnkit" / "keys" / f"{CHAPTER}.npz").read_bytes()
    nbgrader(course, "autograde", CHAPTER, "--student", "half", "--force")
    assert (course / ".bnkit" / "keys" / f"{CHAPTER}.npz").read_bytes() == secret
    nbgrader(course, "export")
    assert scores(course)["half"] == pytest.approx(8.33)


def test_answers_copied_from_the_public_key_fail(course):
    copied = """def batch_norm(x, gamma, beta, eps=1e-5):
    import bnkit.key, numpy as np
    for case in bnkit.key.load("key.npz").piece("batch_norm").answers:
        if np.array_equal(case.args[0], x):
            return case.right["y"]"""
    target = course / "submitted" / "copier" / CHAPTER / f"{CHAPTER}.ipynb"
    fill(course / "release" / CHAPTER / f"{CHAPTER}.ipynb", target, {"batch_norm": copied})
    shutil.copy(course / "release" / CHAPTER / "key.npz", target.parent)
    nbgrader(course, "autograde", CHAPTER, "--student", "copier")
    nbgrader(course, "export")
    assert scores(course)["copier"] == 0
