"""Runs that are killed, a disk that is full, a gradebook that is locked: nothing is lost, and the same command goes on."""

import contextlib
import fcntl
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from course import CHAPTER, Course
from notebooks import EPS_OUTSIDE, SWAPPED, solutions

RIGHT = solutions(CHAPTER)
ANSWERS = [RIGHT, RIGHT | {"batch_norm": EPS_OUTSIDE}, {}, RIGHT | {"identity_parameters": SWAPPED}]
STUDENTS = {f"student {number}": ANSWERS[number % len(ANSWERS)] for number in range(8)}
WORDS = ["bnkit", "grade", CHAPTER, "--workers", "1"]
GRADE = [sys.executable, "-m", *WORDS]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, needs_sandbox):
    """A course graded in peace, the copy of it that is not graded yet, and how long grading took."""
    course = Course(tmp_path_factory.mktemp("a course") / "undisturbed")
    for student, answers in STUDENTS.items():
        course.submit(student, answers)
    course.path("submitted", "student 5").with_name("data.bin").write_bytes(bytes(600_000))
    course.fresh = shutil.copytree(course.folder, course.folder.with_name("fresh"))
    start = time.monotonic()
    course.run(*WORDS)
    course.seconds = time.monotonic() - start
    return course


@pytest.fixture
def course(undisturbed, tmp_path):
    """The same course in a folder of its own, nothing graded."""
    return undisturbed.copy(tmp_path / "course", undisturbed.fresh)


def descendants(process: int) -> set[int]:
    """The processes below this one."""
    found = set()
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                found |= {child} | descendants(child)
    return found


def kill(course: Course, delay: float, *options: str) -> None:
    """Start grading and kill it, with everything that it started."""
    process = subprocess.Popen(
        [*GRADE, *options],
        cwd=course.folder,
        env=course.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(delay)
    below = descendants(process.pid)
    process.send_signal(signal.SIGKILL)
    process.wait()
    deadline = time.monotonic() + 120
    while any(alive(each) for each in below):
        assert time.monotonic() < deadline, "a process was left"
        time.sleep(0.05)


def alive(process: int) -> bool:
    """Whether the process runs; a zombie that nobody has waited for does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def assert_equal(course: Course, undisturbed: Course) -> None:
    """The gradebooks and the graded files are the same, and nothing else is left."""
    assert course.book() == undisturbed.book()
    assert names(course) == names(undisturbed)


def names(course: Course) -> list[str]:
    """The files of the course."""
    paths = (path.relative_to(course.folder) for path in course.folder.rglob("*") if path.is_file())
    return sorted(str(path) for path in paths if path.suffix != ".pyc")


def kill_and_resume(course: Course, undisturbed: Course, draw: random.Random) -> None:
    """Kill a run three times at random moments, then let it end."""
    for _ in range(3):
        kill(course, draw.uniform(0.4, 1.0) * undisturbed.seconds)
    course.run(*WORDS)
    assert_equal(course, undisturbed)


def test_a_killed_run_is_taken_up_again(course, undisturbed):
    kill_and_resume(course, undisturbed, random.Random(0))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 18))
def test_50_killed_runs_are_taken_up_again(course, undisturbed, seed):
    kill_and_resume(course, undisturbed, random.Random(seed))


def test_a_killed_run_on_two_workers_is_taken_up_again(course, undisturbed):
    kill(course, 6.0, "--workers", "2")
    course.run(*WORDS[:-1], "2")
    assert_equal(course, undisturbed)


def interrupted(course: Course, draw: random.Random, times: int, *marks: bytes) -> int:
    """Grade with two workers while processes whose command lines hold all `marks` are killed; how many were."""
    process = subprocess.Popen(
        [*GRADE[:-1], "2"],
        cwd=course.folder,
        env=course.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    killed = 0
    while process.poll() is None and killed < times:
        time.sleep(draw.uniform(0.1, 0.6))
        found = [each for each in descendants(process.pid) if alive(each) and all(mark in line(each) for mark in marks)]
        for _ in found[:1]:
            os.kill(draw.choice(found), signal.SIGKILL)
            killed += 1
    process.wait()
    return killed


def line(process: int) -> bytes:
    """Its command line."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


WORKER, SANDBOX = (b"multiprocessing", b"forkserver"), (b"sandbox.template",)


def disturb_and_resume(course: Course, undisturbed: Course, marks: tuple[bytes, ...], times: int) -> None:
    """Kill so many of the processes that grade, over as many runs as it takes, then let one end."""
    draw, killed = random.Random(1), 0
    while killed < times:
        killed += interrupted(course, draw, times - killed, *marks)
        shutil.rmtree(course.folder / "autograded", ignore_errors=True)
    course.run(*WORDS)
    assert_equal(course, undisturbed)


@pytest.mark.parametrize("marks", [WORKER, SANDBOX], ids=["worker", "sandbox"])
def test_a_process_that_is_killed_changes_no_grade(course, undisturbed, marks):
    disturb_and_resume(course, undisturbed, marks, 1)


@pytest.mark.slow
@pytest.mark.parametrize("marks", [WORKER, SANDBOX], ids=["worker", "sandbox"])
def test_ten_processes_that_are_killed_change_no_grade(course, undisturbed, marks):
    disturb_and_resume(course, undisturbed, marks, 10)


REFUSE = """
from concurrent.futures import ProcessPoolExecutor
def refuse(*words):
    raise OSError(11, "Resource temporarily unavailable")
ProcessPoolExecutor.submit = refuse
"""


def test_workers_that_do_not_start_are_told_of(course):
    (course.folder / "nbgrader_config.py").open("a").write(REFUSE)
    done = course.command(*WORDS[:-1], "2")
    assert done.returncode == 2 and "The workers do not start ([Errno 11] Resource" in done.stderr, done.stderr
    assert "Traceback" not in done.stderr


def test_one_run_at_a_time(course, undisturbed):
    with open(course.folder / ".bnkit" / "lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        done = course.command(*WORDS)
        assert done.returncode == 2 and "Another run is grading" in done.stderr and not course.book()
    course.run(*WORDS)
    assert_equal(course, undisturbed)


def test_a_locked_gradebook_is_said(course, undisturbed):
    with contextlib.closing(sqlite3.connect(course.folder / "gradebook.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        stuck(course, "database is locked")
    course.run(*WORDS)
    assert_equal(course, undisturbed)


def stuck(course: Course, reason: str, **more) -> None:
    """The run ends with that reason and without a traceback."""
    done = subprocess.run(GRADE, cwd=course.folder, env=course.environment, capture_output=True, text=True, **more)
    assert done.returncode == 2 and reason in done.stderr and "Traceback" not in done.stderr, done.stderr
    assert "repeat the command" in done.stderr


@pytest.mark.parametrize("longest", [60_000, 500_000], ids=["gradebook", "file"])
def test_what_cannot_be_written_is_said(course, undisturbed, longest):
    """A limit on the length of files stands for a full disk, where one cannot be made."""
    stuck(course, "", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (longest, resource.RLIM_INFINITY)))
    course.run(*WORDS)
    assert_equal(course, undisturbed)


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 16 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "none", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip("only root can mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.parametrize("left", [0, 300_000])
def test_a_full_disk_is_said(small_disk, undisturbed, left):
    course = undisturbed.copy(small_disk / "course", undisturbed.fresh)
    filler = small_disk / "filler"
    filler.write_bytes(bytes(max(shutil.disk_usage(small_disk).free - left, 0)))
    stuck(course, "")
    filler.unlink()
    course.run(*WORDS)
    assert_equal(course, undisturbed)


@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests run as an ordinary user already")
def test_an_ordinary_user_grades_as_root_does(undisturbed):
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        course = undisturbed.copy(Path(folder, "course"), undisturbed.fresh)
        done = course.as_ordinary(*WORDS)
        assert done.returncode == 0, done.stderr
        assert course.path("autograded", "student 0").stat().st_uid == 1000
        assert_equal(course, undisturbed)
