"""A class in which a few take all the memory that there is: nobody else loses a point."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from course import CHAPTER, Course
from notebooks import solutions

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


@pytest.fixture
def group():
    """A memory cgroup of 1.2 GB: the file that a process joins it by."""
    own = dict(line.split(":")[1:] for line in Path("/proc/self/cgroup").read_text().split())
    old = Path(f"/sys/fs/cgroup/memory{own.get('memory', '/')}/bnkit-test-{os.getpid()}")
    new = Path(f"/sys/fs/cgroup{own.get('', '/')}/bnkit-test-{os.getpid()}")
    folder, limit = (old, "memory.limit_in_bytes") if "memory" in own else (new, "memory.max")
    try:
        folder.mkdir()
        (folder / limit).write_text(str(MEMORY))
    except OSError as error:
        pytest.skip(f"no memory cgroup can be made here: {error}")
    yield folder / "cgroup.procs"
    folder.rmdir()


@pytest.mark.slow
def test_no_honest_student_loses_a_point(group, tmp_path, needs_sandbox):
    course = Course(tmp_path / "course", cell=10.0, total=30.0)
    for number in range(HONEST):
        course.submit(f"honest {number}", RIGHT)
    for number in range(GREEDY):
        course.submit(f"honest {15 * number} not", RIGHT | {"batch_norm": EATS + RIGHT["batch_norm"]})
    words = [sys.executable, "-m", "bnkit", "grade", CHAPTER, "--workers", "2"]
    join = lambda: group.write_text(str(os.getpid()))  # noqa: E731
    for _ in range(3):
        done = subprocess.run(
            words, cwd=course.folder, env=course.environment, preexec_fn=join, capture_output=True, text=True
        )
        scores = {name: score for name, score in course.scores().items() if not name.endswith("not")}
        assert set(scores.values()) <= {11}, done.stderr
        if done.returncode == 0:
            break
        assert "is not graded: " in done.stderr or "What is graded is kept" in done.stderr
    assert len(scores) == HONEST, done.stderr
