"""A class in which a few take all the memory that there is: nobody else loses a point."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from course import CHAPTER, Course
from notebooks import solutions

from bnkit.grading.sandbox.group import GRADER, divide, group_of

RIGHT = solutions(CHAPTER)
MEMORY = 1_200_000_000
HONEST, GREEDY = 60, 4
EATS = """import os, time
for _ in range(20):
    if os.fork() == 0:
        held = []
        while True: held.append(bytearray(b'x') * (16 << 20)); time.sleep(0.01)
time.sleep(20)
"""
UNWATCHED = """import sys, contextlib
from bnkit.grading.sandbox import group, meter, session
from bnkit.grading.sandbox.limits import Limits
from bnkit.grading.sandbox.sandbox import Sandbox
meter.Meter.check = lambda self: None
group.divide()
with Sandbox(Limits(memory=512 << 20)) as box, contextlib.closing(session.Session(box, {})) as one:
    try: one.run(sys.argv[1])
    except session.Stopped as stopped: print(stopped)
    print(one.run("1 + 1")[0]["plain"])
"""


@pytest.fixture
def group():
    """A memory cgroup of 1.2 GB: its folder."""
    folder = Path(f"/sys/fs/cgroup/bnkit-test-{os.getpid()}")
    try:
        if not folder.with_name("cgroup.controllers").exists():
            pytest.skip("cgroup v2 is not mounted here")
        folder.mkdir()
        (folder / "memory.max").write_text(str(MEMORY))
    except OSError as error:
        pytest.skip(f"no memory cgroup can be made here: {error}")
    yield folder
    for each in [*folder.glob("*/"), folder]:
        each.rmdir()


def joined(group: Path, *words: str, user: int | None = None, **more) -> subprocess.CompletedProcess:
    """Run `python words` in the group, which belongs to that user, as whom it is run."""
    for path in (group, group / "cgroup.procs", group / "cgroup.subtree_control"):
        os.chown(path, user or 0, -1)
    become = ["setpriv", f"--reuid={user}", "--clear-groups", "--bounding-set=-all"] if user else []
    join = lambda: (group / "cgroup.procs").write_text(str(os.getpid()))  # noqa: E731
    return subprocess.run(
        [*become, sys.executable, *words], preexec_fn=join, capture_output=True, text=True, **{"cwd": ROOT} | more
    )


@pytest.mark.parametrize("user", [None, 1000])
def test_the_kernel_bounds_a_submission_where_the_grader_has_a_group_of_its_own(group, user, needs_sandbox):
    done = joined(group, "-c", UNWATCHED, EATS, user=user)
    assert done.stdout.splitlines() == ["it used more than 512 MB of memory.", "2"], done.stderr
    assert [each.name for each in group.glob("*/")] == [GRADER]


def test_a_group_with_others_in_it_is_left_as_it_is(group):
    divide = "from bnkit.grading.sandbox.group import divide; divide()"
    done = joined(group, "-c", f"import os, subprocess, sys; subprocess.run([sys.executable, '-c', {divide!r}])")
    assert not done.stderr and not list(group.glob("*/"))


def test_where_no_group_can_be_divided_none_is_made(tmp_path, monkeypatch):
    monkeypatch.setattr("bnkit.grading.sandbox.group.ROOT", tmp_path)
    divide()
    assert group_of(os.getpid(), 1 << 30) is None and not list(tmp_path.iterdir())


@pytest.mark.slow
def test_no_honest_student_loses_a_point(group, tmp_path, needs_sandbox):
    course = Course(tmp_path / "course", cell=10.0, total=30.0)
    for number in range(HONEST):
        course.submit(f"honest {number}", RIGHT)
    for number in range(GREEDY):
        course.submit(f"honest {15 * number} not", RIGHT | {"batch_norm": EATS + RIGHT["batch_norm"]})
    words = ["-m", "bnkit", "grade", CHAPTER, "--workers", "2"]
    for _ in range(3):
        done = joined(group, *words, cwd=course.folder, env=course.environment)
        scores = {name: score for name, score in course.scores().items() if not name.endswith("not")}
        assert set(scores.values()) <= {11}, done.stderr
        if done.returncode == 0:
            break
        assert "is not graded: " in done.stderr or "What is graded is kept" in done.stderr
    assert len(scores) == HONEST, done.stderr
