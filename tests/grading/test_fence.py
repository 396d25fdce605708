"""The second wall, where a machine allows no namespaces: what it defends is tried from inside, and what is needed works."""

import json
import os
import platform
import socket
import tempfile
from pathlib import Path

import pytest
from course import Course

from bnkit.grading.sandbox import landlock
from bnkit.grading.sandbox.bubblewrap import answers

INSIDE = """import contextlib, json, os, sys
from bnkit.grading.sandbox.sandbox import Fenced
from bnkit.grading.sandbox.session import Session, Stopped

def tried(session, source):
    try:
        outputs = session.run(source)
    except Stopped as stopped:
        return "stopped: " + str(stopped)
    return " ".join(str(each.get("name") if each["type"] == "error" else each.get("plain") or each.get("text")) for each in outputs)

with open(sys.argv[0].replace("inside.py", "sources.json")) as file:
    sources = json.load(file)
with Fenced() as box, contextlib.closing(Session(box, {})) as session:
    got = {name: tried(session, source) for name, source in sources.items()}
print(json.dumps([got, os.path.exists(box.folder.name)]))
"""
CALL = "import ctypes; libc = ctypes.CDLL(None, use_errno=True); libc.syscall({}), ctypes.get_errno()"
REFUSED, FORBIDDEN = ("PermissionError", "OSError"), "(-1, 1)"
FILES = {
    "the root folder": "import os; os.listdir('/')",
    "the course": "os.listdir({folder!r})",
    "a file of the course": "open({mine!r})",
    "the answers that hunts come with": "open({answers!r})",
    "writing it": "open({mine!r}, 'a')",
    "cutting it": "os.truncate({mine!r}, 0)",
    "opening it to cut it": "os.open({mine!r}, os.O_RDONLY | os.O_TRUNC)",
    "its permissions": "os.chmod({mine!r}, 0o777)",
    "its times": "os.utime({mine!r}, (0, 0))",
    "its owner": "os.chown({mine!r}, -1, 1000)",
    "its attributes": "os.setxattr({mine!r}, 'user.x', b'1')",
    "removing it": "os.remove({mine!r})",
    "moving it": "os.rename({mine!r}, 'here')",
    "a link to it": "os.link({mine!r}, 'here')",
    "a file beside it": "open({mine!r} + '2', 'w')",
    "users": "open('/etc/passwd')",
    "other processes": "os.listdir('/proc')",
    "the first process": "open('/proc/1/environ')",
    "its own process": "open('/proc/self/environ')",
    "others' files": "os.listdir('/tmp')",
    "shared memory": "open('/dev/shm/x', 'w')",
}
PROCESSES = {
    "a fork": "os.fork()",
    "a command": "import subprocess; subprocess.run(['ls'])",
    "becoming a command": "os.execv('/usr/bin/ls', ['ls'])",
    "a signal to its parent": "os.kill(os.getppid(), 9)",
    "a signal to all": "os.kill(-1, 9)",
    "a signal to itself": "os.kill(os.getpid(), 9)",
    "a UDP socket": "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "a TCP connection": "socket.create_connection(('127.0.0.1', 1))",
    "a socket in the file system": "socket.socket(socket.AF_UNIX).connect({door!r})",
    "an abstract socket": "socket.socket(socket.AF_UNIX).connect('\\0' + {door!r})",
    "two sockets": "socket.socketpair(type=socket.SOCK_DGRAM)",
    "another's limits": "import resource; resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1, 1))",
    "another's turn": "os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)",
    "another's processors": "os.sched_setaffinity(os.getppid(), [0])",
    "leaving its session": "os.setsid()",
    "a signal by a descriptor": "import fcntl; fcntl.fcntl(os.open('mine', os.O_CREAT), fcntl.F_SETOWN, os.getppid())",
    "a lock": "fcntl.flock(os.open('mine', 0), fcntl.LOCK_EX)",
}
LARGE = "bytes(8 << 20)"
DISK = {
    "many files": "[open(f'x{n}', 'w').close() for n in range(5000)]",
    "much in all": f"[open(f'x{{n}}', 'wb').write({LARGE}) for n in range(12)]",
    "much without a name": f"import tempfile; [(f := tempfile.TemporaryFile(), f.write({LARGE}), f.flush())[0] for n in range(12)]",
    "a closed folder": f"import os; os.mkdir('d', 0o300); [open(f'd/{{n}}', 'wb').write({LARGE}) for n in range(12)]",
    "a deep folder": "import os; [(os.mkdir(150 * 'd'), os.chdir(150 * 'd')) for n in range(40)]",
}
CALLS = {  # of the kernel's table for x86_64, with arguments that would be in order
    "ptrace": (101, 16, 1, 0, 0),
    "process_vm_readv": (310, 1, 0, 0, 0, 0, 0),
    "unshare": (272, 0x10000000),
    "mount": (165, 0, 0, 0, 0, 0),
    "shmget": (29, 0, 4096, 0o1600),
    "shmctl": (31, 0, 0, 0),
    "msgsnd": (69, 0, 0, 0, 0),
    "clone of a process": (56, 17, 0, 0, 0, 0),
    "vfork": (58,),
    "inotify_add_watch": (254, 0, 0, 0),
    "tgkill of its parent": (234, "os.getppid()", "os.getppid()", 0),
    "tgkill of itself by 9": (234, "os.getpid()", "os.getpid()", 9),
}
NEEDED = {
    "many small files": ("sum(open(f's{n}', 'w').write('x') for n in range(300))", "300"),
    "NumPy": ("import numpy as np; float(np.linalg.svd(2 * np.eye(3))[1][0])", "2.0"),
    "drawn numbers": ("np.random.default_rng().normal(size=3).shape", "(3,)"),
    "a file of its own": ("open('x', 'w').write('12'), open('x').read()", "(2, '12')"),
    "a temporary file": ("import tempfile; tempfile.TemporaryFile().write(b'x')", "1"),
    "nowhere": ("open(os.devnull, 'w').write('x')", "1"),
    "a thread": (
        "import threading; t = threading.Thread(target=print, args=('thread',)); t.start(); t.join()",
        "thread\n",
    ),
    "a library that was not loaded": (
        "import email.message, json.tool; email.message.Message().is_multipart()",
        "False",
    ),
    "nothing of the grader's environment": ("'CANARY' in os.environ", "False"),
}

pytestmark = pytest.mark.skipif(landlock.version() < landlock.LEAST, reason="this system's Landlock is too old")


@pytest.fixture(scope="module")
def inside(needs_sandbox):
    """What each attempt came to, and the file that they were after."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield attempts(Path(folder))


def attempts(folder: Path) -> tuple[dict[str, str], bool, tuple]:
    """What each attempt came to, whether the sandbox's folder stays, and what became of the file that they were after."""
    course = Course(folder)
    mine, door = folder / "mine", str(folder / "door")
    mine.write_text("mine")
    mine.chmod(0o644)
    names = {"folder": str(folder), "mine": str(mine), "door": door, "answers": answers()[0] + "/catalogue.npz"}
    sources = {name: source.format(**names) for name, source in (FILES | PROCESSES).items()}
    sources |= {name: CALL.format(", ".join(map(str, call))) for name, call in CALLS.items()}
    sources |= {name: source for name, (source, _) in NEEDED.items()} | DISK
    (folder / "sources.json").write_text(json.dumps(sources))
    (folder / "inside.py").write_text(INSIDE)
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as hidden:
        server.bind(door)
        os.chmod(door, 0o777)
        hidden.bind("\0" + door)
        server.listen(), hidden.listen()
        run = course.as_ordinary if os.geteuid() == 0 else course.command
        done = run("inside", CANARY="yes")
    assert done.returncode == 0, done.stderr
    got, stays = json.loads(done.stdout)
    return got, stays, (mine.read_text(), mine.stat().st_nlink, mine.stat().st_mode & 0o777, mine.stat().st_mtime > 0)


@pytest.mark.parametrize("what", FILES)
def test_files_are_out_of_reach(inside, what):
    assert inside[0][what] in REFUSED


@pytest.mark.parametrize("what", PROCESSES)
def test_processes_and_networks_are_out_of_reach(inside, what):
    assert inside[0][what] in REFUSED


@pytest.mark.parametrize("what", DISK)
def test_what_it_keeps_on_the_disk_is_bounded(inside, what):
    assert inside[0][what] == "stopped: it used more than 64 MB, or 4096 files."


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the numbers are those of x86_64")
@pytest.mark.parametrize("what", CALLS)
def test_other_ways_to_the_same_are_refused(inside, what):
    assert inside[0][what] == FORBIDDEN


@pytest.mark.parametrize("what", NEEDED)
def test_what_an_honest_submission_needs_works(inside, what):
    assert inside[0][what] == NEEDED[what][1]


def test_nothing_is_left_and_nothing_has_changed(inside):
    assert inside[1:] == (False, ("mine", 1, 0o644, True))


@pytest.mark.parametrize("version", range(landlock.LEAST, landlock.version() + 1))
def test_an_older_system_has_the_files_too(version, tmp_path, monkeypatch):
    """What the first versions cannot forbid (TCP, signals, abstract sockets), the filter of calls does."""
    monkeypatch.setattr(landlock, "version", lambda: version)
    child = os.fork()
    if not child:
        os._exit(_shut_in(tmp_path))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_around_a_hidden_folder_is_all_else_and_no_link_to_it(tmp_path):
    for name in ("a/x", "a/b/y", "a/b/hidden/z", "c/w"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "a" / "link").symlink_to(tmp_path / "a" / "b")
    (tmp_path / "a" / "other").symlink_to(tmp_path / "c")
    hidden = [str(tmp_path / "a" / "b" / "hidden")]
    assert sorted(landlock.around(str(tmp_path / "a"), hidden)) == [
        str(tmp_path / each) for each in ("a/b/y", "a/x", "c")
    ]
    assert landlock.around(str(tmp_path / "c"), hidden) == [str(tmp_path / "c")]
    assert landlock.around(hidden[0] + "/z", hidden) == []


def _shut_in(folder) -> int:
    """0 where the folder alone is left to this process."""
    landlock._libc().prctl(38, 1, 0, 0, 0)
    landlock.restrict([], [str(folder)])
    (folder / "x").write_text("x")
    try:
        os.listdir("/")
    except PermissionError:
        return 0
    return 1
