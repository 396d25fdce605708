"""Nobody is charged for what the machine does: processes killed from outside, runs that stand still, memory that is short."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from conftest import ROOT
from course import CHAPTER, Course
from notebooks import solutions

from bnkit.grading.sandbox import session as sessions
from bnkit.grading.sandbox.limits import Limits
from bnkit.grading.sandbox.sandbox import Sandbox, SingleUse
from bnkit.grading.sandbox.session import Session, Stopped

RIGHT = solutions(CHAPTER)
SLEEPY = RIGHT | {"whiten": "import time\ntime.sleep(1.5)\n" + RIGHT["whiten"]}
LIMITS = Limits(cell=3.0, total=60.0)
KINDS = pytest.mark.parametrize("kind", [Sandbox, SingleUse])
SURVIVOR = """import ctypes, os, time
libc = ctypes.CDLL(None)
os._exit = lambda code: time.sleep(1000)
libc.prctl(1, 0)
libc.prctl(15, b'{name}')
try: os.setsid()
except OSError: pass
if os.fork() == 0:
    libc.prctl(15, b'{name}')
    libc.prctl(1, 0)
    while True: time.sleep(1000)
"""
GREEDY = """import os, time
read, write = os.pipe()
for _ in range(6):
    if os.fork() == 0:
        held = bytearray(b'x') * (300 << 20)
        os.write(write, b'!')
        time.sleep(60)
for _ in range(6): os.read(read, 1)
time.sleep(1)"""


def named(name: str) -> list[str]:
    """The states of the processes of that name on this machine: Z has ended, and waits for its parent to take note."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            called, _, rest = path.read_text().partition("(")[2].rpartition(")")
            found += [rest.split()[0]] * (called == name)
    return found


@pytest.fixture
def session(kind, needs_sandbox):
    with kind(LIMITS) as box, contextlib.closing(Session(box, {})) as session:
        yield session


@KINDS
def test_the_end_of_a_submission_ends_all_that_it_started(session):
    name = f"outlives{os.getpid()}"
    session.run(SURVIVOR.format(name=name))
    assert len(named(name)) == 2
    session.close()
    assert set(named(name)) <= {"Z"}
    assert eventually(lambda: not named(name))
    assert session.run("1 + 1")[0]["plain"] == "2"


@KINDS
def test_a_submission_ends_with_the_grader(kind, needs_sandbox):
    name = f"remains{os.getpid()}"
    grader = f"""from bnkit.grading.sandbox import sandbox, session
box = sandbox.{kind.__name__}()
session.Session(box, {{}}).run({SURVIVOR.format(name=name)!r})
print("ran", flush=True)
input()"""
    process = subprocess.Popen([sys.executable, "-c", grader], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"ran\n" and len(named(name)) == 2
    process.kill()
    process.communicate()
    assert eventually(lambda: not named(name))


def eventually(holds, seconds=60):
    """Whether it holds after that time at most."""
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()


@KINDS
def test_a_process_that_is_killed_from_outside_is_not_charged(session):
    session.run("x = 1")
    threading.Timer(0.5, lambda: os.kill(session.fork.leader, signal.SIGKILL)).start()
    assert session.run("import time; time.sleep(1); x + 1")[-1]["plain"] == "2"
    assert not session.stops


@KINDS
def test_where_it_is_killed_again_and_again_the_machine_is_told_of(session, monkeypatch):
    monkeypatch.setattr(sessions, "KILLS", 2)
    exchange = session._exchange

    def killed(*request):
        if request[0] == "run":
            os.kill(session.fork.leader, signal.SIGKILL)
        return exchange(*request)

    monkeypatch.setattr(session, "_exchange", killed)
    with pytest.raises(Stopped):
        session.run("1")
    assert "This machine ended" in session.disturbed and not session.stops


@KINDS
@pytest.mark.parametrize(
    "source",
    ["import os; os.kill(0, 9)", "import os; os.kill(-1, 9)", "import os; os._exit(137)", "import os; os._exit(393)"],
)
def test_a_submission_that_ends_itself_is_charged(session, source):
    with contextlib.suppress(Stopped):
        session.run(source)
    assert not session.disturbed


@KINDS
def test_memory_is_bounded_for_all_its_processes_together(session):
    with pytest.raises(Stopped, match="used more than 1024 MB of memory"):
        session.run(GREEDY)
    assert session.stops


@KINDS
def test_where_memory_is_short_a_submission_goes_first_and_cannot_change_that(session):
    (output,) = session.run("open('/proc/self/oom_score_adj', 'w').write('0')")
    assert output["type"] == "error"
    assert Path(f"/proc/{session.fork.leader}/oom_score_adj").read_text().strip() == "1000"


def test_a_run_that_is_paused_for_longer_than_a_limit_costs_nobody_anything(tmp_path, needs_sandbox):
    course = Course(tmp_path / "course", cell=2.5)
    for student in ("one", "two"):
        course.submit(student, SLEEPY)
    words = [sys.executable, "-m", "bnkit", "grade", CHAPTER, "--workers", "1"]
    process = subprocess.Popen(words, cwd=course.folder, env=course.environment, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        process.send_signal(signal.SIGSTOP)
        time.sleep(4)
        process.send_signal(signal.SIGCONT)
        time.sleep(1)
    assert process.returncode == 0 and course.scores() == {"one": 11, "two": 11}


def test_a_submission_with_which_every_worker_dies_ends_no_run(tmp_path, needs_sandbox):
    course = Course(tmp_path / "course")
    for student in ("fatal", "right"):
        course.submit(student, RIGHT)
    (course.folder / "fatal.py").write_text(FATAL)
    with (course.folder / "nbgrader_config.py").open("a") as settings:
        settings.write("\nimport fatal\nfrom bnkit.grading import converter\nconverter.grade = fatal.grade\n")
    done = course.command("bnkit", "grade", CHAPTER, "--workers", "2", PYTHONPATH=f"{ROOT}:{course.folder}")
    assert done.returncode == 1 and "fatal is not graded: One worker after another" in done.stderr
    assert course.scores() == {"right": 11}


FATAL = """import os
from bnkit.grading.submission import worker
def grade(material, job):
    return os._exit(1) if job.student == "fatal" else worker.grade(material, job)
"""
