"""Without a sandbox nothing is graded, and the reader is told what to do."""

import platform

import pytest
from course import CHAPTER, Course

from bnkit.grading.sandbox import NoSandbox, Sandbox


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = Course(tmp_path_factory.mktemp("a course"))
    course.submit("someone", {})
    return course


def refused(course, *words, **environment):
    """What a command says that grades nothing."""
    before = course.book()
    done = course.command(*words, **environment)
    assert done.returncode and "Traceback" not in done.stderr, done.stderr
    assert course.book() == before and not (course.folder / "autograded").exists()
    return done.stderr


@pytest.mark.parametrize("words", [("bnkit", "grade", CHAPTER), ("nbgrader", "autograde", CHAPTER)])
def test_without_bubblewrap(course, words):
    said = refused(course, *words, PATH="")
    assert "bubblewrap, which is not installed" in said and "apt-get install bubblewrap" in said
    assert "WSL" in said and "container" in said and "--unsafe" in said


def test_where_the_system_forbids_it(course, tmp_path):
    stub = tmp_path / "bwrap"
    stub.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2; exit 1")
    stub.chmod(0o755)
    said = refused(course, "bnkit", "grade", CHAPTER, PATH=f"{tmp_path}:/usr/bin:/bin")
    assert "Permission denied" in said and "--security-opt systempaths=unconfined" in said


@pytest.mark.parametrize("system", ["Darwin", "Windows"])
def test_on_another_system(monkeypatch, system):
    monkeypatch.setattr(platform, "system", lambda: system)
    for unsafe in (False, True):
        with pytest.raises(NoSandbox, match=f"this is {system}.*WSL.*container"):
            Sandbox(unsafe=unsafe)
