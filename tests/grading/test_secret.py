"""Grading never falls back to the public key, and never draws another secret in silence."""

import shutil

import pytest
from conftest import ROOT
from course import CHAPTER, Course
from notebooks import solutions

from bnkit.authoring.chapter import load as chapter
from bnkit.authoring.make_key import make_key
from bnkit.grading.course import secret
from bnkit.judging.key import load

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
    file = course.folder / ".bnkit" / "secret"
    file.write_text(file.read_text()[:length])
    for done in (grade(course), course.command("nbgrader", "generate_assignment", CHAPTER, "--force")):
        refused(done, "secret is damaged", "Restore it from your backup")
    assert not course.book() and len(file.read_text()) == length


def test_a_lost_secret_is_not_drawn_again_in_silence(course):
    file = course.folder / ".bnkit" / "secret"
    file.unlink()
    refused(grade(course), "cannot be read", "Restore it from your backup")
    refused(course.command("nbgrader", "generate_assignment", CHAPTER, "--force"), "is gone", "other inputs")
    assert not file.exists()
    shutil.rmtree(file.parent)
    said = course.run("nbgrader", "generate_assignment", CHAPTER, "--force")
    assert "The course's secret was drawn" in said and file.stat().st_mode & 0o777 == 0o600
    assert grade(course).returncode == 0 and course.scores() == {"someone": 11}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half of it"])
def test_a_damaged_key_is_made_anew_from_the_secret(course, content):
    key = course.folder / ".bnkit" / KEY
    whole = key.read_bytes()
    key.write_bytes(content)
    assert grade(course).returncode == 0 and course.scores() == {"someone": 11}
    assert len(key.read_bytes()) == len(whole)


def test_a_key_is_made_anew_when_what_it_is_made_from_changes_and_not_before(tmp_path, monkeypatch):
    folder, source = tmp_path / ".bnkit", tmp_path / "solutions" / "ch01_covariate_shift"
    shutil.copytree(ROOT / "solutions" / source.name, source)
    (source.parent / "shared.py").touch()
    made = []
    monkeypatch.setattr(secret, "make_key", lambda *given: made.append(given) or make_key(*given))
    changes = {
        "nothing": lambda: None,
        "the chapter": lambda: next(source.glob("[a-z]*.py")).open("a").write("\n"),
        "what chapters share": lambda: (source.parent / "shared.py").write_text("\n"),
        "the key": lambda: (folder / "keys" / f"{source.name}.npz").write_bytes(b"PK\x03\x04"),
        "the secret": lambda: (folder / "secret").write_text("1" * 64),
    }
    secret.draw_secret(folder)
    secret.secret_key(folder, source)
    for what, change in changes.items():
        change()
        before = len(made)
        key = secret.secret_key(folder, source)
        assert (len(made) > before) == (what != "nothing"), what
        assert load(key).same_as(make_key(chapter(source), secret.secret_seed(folder, source.name))), what
