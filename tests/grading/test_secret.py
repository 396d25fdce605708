"""Grading never falls back to the public key, and never draws another secret in silence."""

import shutil

import pytest
from course import CHAPTER, Course
from notebooks import solutions

KEY = f"keys/{CHAPTER}.npz"


@pytest.fixture(scope="module")
def generated(tmp_path_factory, needs_sandbox):
    course = Course(tmp_path_factory.mktemp("a secret") / "course")
    course.submit("someone", solutions(CHAPTER))
    return course


@pytest.fixture
def course(generated, tmp_path):
    return generated.copy(tmp_path / "course", generated.folder)


def grade(course):
    return course.command("bnkit", "grade", CHAPTER)


def refused(done, *reasons):
    assert done.returncode and not [each for each in reasons if each not in done.stderr], done.stderr
    assert "Traceback" not in done.stderr


def test_without_solutions_nothing_is_graded(course):
    shutil.rmtree(course.folder / "solutions")
    refused(grade(course), f"solutions/{CHAPTER} is missing", "Restore it")
    assert not course.book()


@pytest.mark.parametrize("length", [0, 1, 63])
def test_half_a_secret_is_refused(course, length):
    secret = course.folder / ".bnkit" / "secret"
    secret.write_text(secret.read_text()[:length])
    for done in (grade(course), course.command("nbgrader", "generate_assignment", CHAPTER, "--force")):
        refused(done, "secret is damaged", "Restore it from your backup")
    assert not course.book() and len(secret.read_text()) == length


def test_a_lost_secret_is_not_drawn_again_in_silence(course):
    secret = course.folder / ".bnkit" / "secret"
    secret.unlink()
    refused(grade(course), "cannot be read", "Restore it from your backup")
    refused(course.command("nbgrader", "generate_assignment", CHAPTER, "--force"), "is gone", "other inputs")
    assert not secret.exists()
    shutil.rmtree(secret.parent)
    said = course.run("nbgrader", "generate_assignment", CHAPTER, "--force")
    assert "The course's secret was drawn" in said and secret.stat().st_mode & 0o777 == 0o600
    assert grade(course).returncode == 0 and course.scores() == {"someone": 11}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half of it"])
def test_a_damaged_key_is_made_anew_from_the_secret(course, content):
    key = course.folder / ".bnkit" / KEY
    whole = key.read_bytes()
    key.write_bytes(content)
    assert grade(course).returncode == 0 and course.scores() == {"someone": 11}
    assert len(key.read_bytes()) == len(whole)
