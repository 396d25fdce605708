"""A gradebook in PostgreSQL: a cluster of its own, which an ordinary user runs in a temporary folder."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from course import CHAPTER, Course
from notebooks import EPS_OUTSIDE, solutions

RIGHT = solutions(CHAPTER)
ANSWERS = [RIGHT, RIGHT | {"batch_norm": EPS_OUTSIDE}, {}]
LONGEST, TOO_LONG = "n" * 128, "n" * 130
CLASS = {f"student {number}": ANSWERS[number % 3] for number in range(11)} | {LONGEST: RIGHT, TOO_LONG: RIGHT}
GRADE = ["bnkit", "grade", CHAPTER, "--workers", "1"]


@pytest.fixture(scope="module")
def server():
    """What runs a program of PostgreSQL's on a new cluster's socket, and the folder that the socket is in."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        pytest.skip("there is no PostgreSQL here: sudo apt-get install postgresql")
    pytest.importorskip("psycopg2", reason="pip install psycopg2-binary")
    become = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] * (os.geteuid() == 0)
    command = lambda name, *words: [*become, str(programs[-1] / name), *words]  # noqa: E731
    with tempfile.TemporaryDirectory(dir="/tmp", ignore_cleanup_errors=True) as folder:
        if become:
            shutil.chown(folder, "nobody", "nogroup")
        quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(command("initdb", "--auth=trust", "--username=grader", "data"), check=True, **quiet)
        words = ["-D", "data", "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"]
        process = subprocess.Popen(command("postgres", *words), **quiet)
        while subprocess.run(command("pg_isready", "-h", folder), **quiet).returncode:
            assert process.poll() is None, "PostgreSQL does not start"
            time.sleep(0.1)
        yield folder, lambda *words: subprocess.run(command(*words), check=True, **quiet)
        process.send_signal(signal.SIGINT)  # ends its connections too
        process.wait()


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory, needs_sandbox):
    """The class graded into SQLite, and the copy of it that is not graded yet."""
    course = Course(tmp_path_factory.mktemp("sqlite") / "course")
    for student, answers in CLASS.items():
        course.submit(student, answers)
    course.fresh = shutil.copytree(course.folder, course.folder.with_name("fresh"))
    course.run(*GRADE)
    return course


def course(sqlite: Course, server: tuple, folder: Path, name: str) -> Course:
    """The class, not graded, whose gradebook is the database of that name on the server."""
    made = sqlite.copy(folder, sqlite.fresh)
    made.gradebook = f"postgresql+psycopg2://grader@/{name}?host={server[0]}"
    with (folder / "nbgrader_config.py").open("a") as settings:
        settings.write(f"\nc.CourseDirectory.db_url = {made.gradebook!r}\n")
    (folder / "gradebook.db").unlink()
    return made


def test_a_class_is_graded_as_with_sqlite(server, sqlite, tmp_path):
    server[1]("createdb", "-h", server[0], "-U", "grader", "one")
    one = course(sqlite, server, tmp_path / "one", "one")
    one.run("nbgrader", "generate_assignment", CHAPTER, "--force")
    done = one.command(*GRADE)
    assert done.returncode == 0 and "n is not graded: rename this folder, to 128 letters at most" in done.stderr
    assert one.book() == sqlite.book() and {student for student, _ in one.book()} == CLASS.keys() - {TOO_LONG}


def test_two_graders_at_once_grade_each_student_once(server, sqlite, tmp_path):
    server[1]("createdb", "-h", server[0], "-U", "grader", "two")
    graders = [course(sqlite, server, tmp_path / name, "two") for name in ("first", "second")]
    graders[0].run("nbgrader", "generate_assignment", CHAPTER, "--force")
    running = [
        subprocess.Popen([sys.executable, "-m", *GRADE], cwd=each.folder, env=each.environment, stderr=subprocess.PIPE)
        for each in graders
    ]
    for process in running:
        said = process.communicate()[1].decode()
        assert process.returncode == 0, said
    assert graders[0].book() == sqlite.book()
