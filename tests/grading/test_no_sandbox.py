"""Without a sandbox nothing is graded, and the reader is told what to do."""

import contextlib
import platform

import numpy as np
import pytest
from course import CHAPTER, WITHOUT_LANDLOCK, Course

from bnkit.grading.sandbox.bubblewrap import NoSandbox
from bnkit.grading.sandbox.sandbox import Fork, SingleUse, sandbox
from bnkit.grading.sandbox.session import Session, Stopped


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = Course(tmp_path_factory.mktemp("a course"))
    course.submit("someone", {})
    return course


def refused(course, *words, **environment):
    """What a command says that grades nothing, where the kernel has no Landlock."""
    before = course.book()
    (course.folder / "without_landlock.py").write_text(WITHOUT_LANDLOCK)
    done = course.command("without_landlock", *words, **environment)
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
    assert "Permission denied" in said and "kernel.apparmor_restrict_unprivileged_userns=0" in said
    assert "Landlock has version 0; 3 is needed (Linux 6.2)" in said


def test_the_doctor_says_what_is_missing_and_what_mends_it(course, tmp_path, needs_sandbox):
    assert "behind this wall: bubblewrap" in course.run("bnkit", "doctor")
    (course.folder / "without_landlock.py").write_text(WITHOUT_LANDLOCK)
    done = course.command("without_landlock", "bnkit", "doctor", PATH="")
    assert done.returncode == 1 and "apt-get install bubblewrap" in done.stdout and "Linux 6.2" in done.stdout
    assert "Submissions cannot be graded safely here." in done.stdout


@pytest.mark.parametrize("system", ["Darwin", "Windows"])
def test_on_another_system(monkeypatch, system):
    monkeypatch.setattr(platform, "system", lambda: system)
    for unsafe in (False, True):
        with pytest.raises(NoSandbox, match=f"this is {system}.*WSL.*container"):
            sandbox(unsafe=unsafe)


def test_where_a_sandbox_makes_no_namespaces_each_submission_gets_its_own(monkeypatch, needs_sandbox):
    monkeypatch.setattr(Fork, "refused", lambda fork: "OSError: unshare: Operation not permitted")
    box = sandbox()
    monkeypatch.undo()
    with box, contextlib.closing(Session(box, {"data.txt": np.frombuffer(b"7", np.uint8)})) as session:
        said = session.run("import os, socket\nos.getpid(), open('data.txt').read(), os.listdir('/home/student')")
        assert isinstance(box, SingleUse)
        assert said[0]["plain"] == "(1, '7', ['data.txt'])"
        for forbidden in ("socket.socket()", "open('/usr/x', 'w')", "open('big', 'wb').write(bytes(70 << 20))"):
            assert session.run(forbidden)[0]["type"] == "error"
        with pytest.raises(Stopped, match="crashed"):
            session.run("os.kill(1, 9); os._exit(0)")
        assert session.run("1 + 1")[0]["plain"] == "2"
        processes = session.fork.process, box.spare.process
    assert all(process.returncode is not None for process in processes)
