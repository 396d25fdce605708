"""System calls that no submission needs are refused, and those that it does need are not."""

import contextlib
import platform

import pytest
from course import needs_sandbox  # noqa: F401

from bnkit.grading.sandbox.sandbox import Sandbox
from bnkit.grading.sandbox.session import Session

CALL = """import ctypes
libc = ctypes.CDLL(None, use_errno=True)
got = libc.syscall({number}, *map(ctypes.c_long, {arguments}))
print(got, ctypes.get_errno())"""
NUMBERS = {  # of the kernel's own table for x86_64, with arguments that would be in order
    "pidfd_open": (434, (1, 0)),
    "kcmp": (312, (1, 1, 0, 0, 0)),
    "modify_ldt": (154, (0, 0, 0)),
    "fanotify_init": (300, (0, 0)),
    "semget": (64, (0, 1, 512)),
    "mq_open": (240, (0, 0, 0, 0)),
    "flock": (73, (0, 1)),
    "prctl(PR_SET_PDEATHSIG)": (157, (1, 0, 0, 0, 0)),
}
LOCK = """import fcntl, numpy
file = open(numpy.__file__)
for lock in (fcntl.flock, fcntl.lockf):
    try: lock(file, fcntl.LOCK_SH); print('locked')
    except OSError as error: print(error.errno)"""
NEEDED = """import subprocess, threading, tempfile, os
thread = threading.Thread(target=print, args=('thread',)); thread.start(); thread.join()
print(subprocess.run(['echo', 'process'], capture_output=True, text=True).stdout)
with tempfile.NamedTemporaryFile() as file: file.write(b'x')
import matplotlib.pyplot as plt
plt.plot([1, 2]); plt.show()"""


@pytest.fixture(scope="module")
def session(needs_sandbox):  # noqa: F811
    with Sandbox() as box, contextlib.closing(Session(box, {})) as session:
        yield session


def printed(session, source):
    return "".join(output.get("text", "") for output in session.run(source))


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the numbers are those of x86_64")
@pytest.mark.parametrize("name", NUMBERS)
def test_a_call_that_is_not_needed_is_refused(session, name):
    number, arguments = NUMBERS[name]
    assert printed(session, CALL.format(number=number, arguments=arguments)) == "-1 1\n"


def test_files_of_the_machine_are_not_locked(session):
    assert "locked" not in printed(session, LOCK)


def test_nothing_tells_of_the_machine(session):
    assert printed(session, "import os; print(os.listdir('/proc'))") == "[]\n"


def test_what_an_honest_submission_needs_works(session):
    said = session.run(NEEDED)
    assert [output["type"] for output in said] == ["stream", "display_data"], said
    assert "thread" in said[0]["text"] and "process" in said[0]["text"] and said[1]["png"]


def test_a_package_that_is_missing_is_not_asked_for_again_and_again(session):
    pytest.importorskip("pip")
    said = printed(session, "%pip install there-is-no-such-package")
    # Debian's Python refuses whatever it is asked for
    assert ("No matching distribution" in said or "externally-managed" in said) and "Retrying" not in said
