"""`nbgrader autograde` on the safe path."""

import pytest
from course import empty_course, needs_sandbox  # noqa: F401
from notebooks import EPS_OUTSIDE, SWAPPED, solutions

RIGHT = solutions("ch02_algorithm")


@pytest.fixture(scope="module")
def course(empty_course):  # noqa: F811
    half = RIGHT | {
        "identity_parameters": SWAPPED,
        "batch_norm": "def batch_norm(x, gamma, beta, eps=1e-5):\n    return",
    }
    for student, answers in {"right": RIGHT, "wrong": {"batch_norm": EPS_OUTSIDE}, "blank": {}, "half": half}.items():
        empty_course.submit(student, answers)
    empty_course.run("nbgrader", "autograde", empty_course.chapter)
    empty_course.run("nbgrader", "generate_feedback", empty_course.chapter)
    return empty_course


def feedback(course, student):
    return (course.folder / "feedback" / student / course.chapter / f"{course.chapter}.html").read_text()


def test_points_are_the_verdicts(course):
    assert course.scores() == {"right": 11, "wrong": 0, "blank": 0, "half": pytest.approx(8.33)}


def test_feedback_shows_the_diagnosis(course):
    assert "You added eps to the standard deviation" in feedback(course, "wrong")
    assert "1.33 of 2 points" in feedback(course, "half")
    assert "not written yet" in feedback(course, "blank")
    assert str(course.folder) not in feedback(course, "half")
