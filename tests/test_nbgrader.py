"""The whole cycle with nbgrader, on the safe path and on the stock one: generate, autograde, feedback, export."""

import pytest
from course import CHAPTER, Course
from notebooks import EPS_OUTSIDE, SWAPPED, solutions

RIGHT = solutions(CHAPTER)
HALF = RIGHT | {
    "identity_parameters": SWAPPED,
    "batch_norm": "def batch_norm(x, gamma, beta, eps=1e-5):\n    return None",
}
COPIED = """def batch_norm(x, gamma, beta, eps=1e-5):
    import bnkit.judging.key, numpy as np
    for case in bnkit.judging.key.load("key.npz").piece("batch_norm").answers:
        if np.array_equal(case.args[0], x):
            return case.right["y"]"""
STUDENTS = {
    "right": RIGHT | {"useless_bias": "It is subtracted again with the mean; beta takes over."},
    "wrong": {"batch_norm": EPS_OUTSIDE},
    "blank": {},
    "half": HALF,
    "copier": {"batch_norm": COPIED},
}


@pytest.fixture(scope="module", params=["safe", "stock"])
def course(request, tmp_path_factory):
    """A course with graded submissions, in a folder with a space in its name."""
    if request.param == "safe":
        request.getfixturevalue("needs_sandbox")
    course = Course(tmp_path_factory.mktemp("a course"), stock=request.param == "stock")
    for student, answers in STUDENTS.items():
        course.submit(student, answers)
    course.run("nbgrader", "autograde", CHAPTER)
    course.run("nbgrader", "generate_feedback", CHAPTER)
    return course


def test_the_exported_scores_are_the_points_of_the_verdicts(course):
    assert course.scores() == {"right": 11, "wrong": 0, "blank": 0, "half": pytest.approx(8.33), "copier": 0}


def test_feedback_shows_the_diagnosis_and_the_reason_for_partial_credit(course):
    assert "You added eps to the standard deviation" in course.feedback("wrong")
    assert "Your beta is −mean" in course.feedback("half")
    assert "1.33 of 2 points" in course.feedback("half")
    assert "not written yet" in course.feedback("blank")


def test_the_answer_in_words_waits_for_a_person(course):
    assert float(course.grades()["right"]["max_score"]) == 15


def test_the_release_has_no_answer_and_the_grade_comes_from_another_key(course):
    assert {path.name for path in course.released.parent.iterdir()} == {f"{CHAPTER}.ipynb", "key.npz"}
    secret = (course.folder / ".bnkit" / "keys" / f"{CHAPTER}.npz").read_bytes()
    assert secret != course.released.with_name("key.npz").read_bytes()


def test_a_regrade_uses_the_same_secret(course):
    secret = course.folder / ".bnkit" / "keys" / f"{CHAPTER}.npz"
    before = secret.read_bytes()
    course.run("nbgrader", "autograde", CHAPTER, "--student", "half", "--force")
    assert secret.read_bytes() == before
    assert course.scores()["half"] == pytest.approx(8.33)
