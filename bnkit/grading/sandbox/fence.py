"""The second wall, for machines that allow no namespaces: Landlock for files, and a filter that lets it reach no process."""

import os
import resource
import sys
import sysconfig
import tempfile
from pathlib import Path

from bnkit.grading.sandbox import confine, landlock, seccomp
from bnkit.grading.sandbox.bubblewrap import PACKAGE, SETTINGS, USER, answers
from bnkit.grading.sandbox.limits import Limits

SYSTEM = ("/usr", "/bin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache", "/etc/alternatives")
DEVICES = ("/dev/urandom", "/dev/random", "/dev/zero")
FOLDERS = ("HOME", "TMPDIR", "IPYTHONDIR", "MPLCONFIGDIR")


def environment() -> dict[str, str]:
    """What the warm process finds in its environment: nothing of the grader's."""
    return SETTINGS | {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(PACKAGE.parent),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
    }


def readable() -> list[str]:
    """The folders and files that Python needs, without the answers."""
    return list(dict.fromkeys(found for place in _needed() for found in landlock.around(place, answers())))


def _needed() -> list[str]:
    return [*SYSTEM, *DEVICES, sys.base_prefix, sysconfig.get_paths()["purelib"], str(PACKAGE)]


def enter(limits: Limits, keep: int) -> None:
    """Confine this process, which keeps one descriptor and gets an empty folder of its own. Raises OSError."""
    os.setsid()
    confine.close_all_but(keep)
    folder = _own_folder()
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write(confine.FIRST_TO_GO)
    confine.bound(limits)
    resource.setrlimit(resource.RLIMIT_NPROC, (_threads() + limits.processes,) * 2)
    _become_nobody(folder)
    confine.give_up_privileges()
    landlock.restrict(readable(), [folder, os.devnull], listed=_needed())
    seccomp.install(alone=True)
    _verify()


def _own_folder() -> str:
    os.mkdir(str(os.getpid()), 0o700)
    os.chdir(folder := os.path.abspath(str(os.getpid())))
    os.environ |= dict.fromkeys(FOLDERS, folder)
    tempfile.tempdir = folder
    return folder


def _threads() -> int:
    """How many threads the user has whom the submission runs as."""
    user = int(USER) if os.geteuid() == 0 else os.geteuid()
    return sum(len(list((path / "task").iterdir())) for path in Path("/proc").glob("[0-9]*") if _owner(path) == user)


def _owner(path: Path) -> int | None:
    try:
        return path.stat().st_uid
    except OSError:
        return None


def _become_nobody(folder: str) -> None:
    """As root: a user that owns nothing but the folder."""
    if os.geteuid() == 0:
        os.chown(folder, int(USER), int(USER))
        os.setgroups([])
        os.setresgid(*[int(USER)] * 3)
        os.setresuid(*[int(USER)] * 3)
        if not os.access(sys.base_prefix, os.R_OK | os.X_OK):
            raise OSError(f"submissions run as user {USER}, who cannot read Python in {sys.base_prefix}")


def _verify() -> None:
    """Raise OSError unless everything holds."""
    confine.verify_privileges()
    for what, attempt in ATTEMPTS.items():
        try:
            attempt()
        except OSError:
            continue
        raise OSError(f"the sandbox is not tight: {what}")


def _fork() -> None:
    if not os.fork():
        os._exit(0)


ATTEMPTS = {
    "the root folder can be read": lambda: os.listdir("/"),
    "a file of the system can be read": lambda: open("/etc/passwd").close(),
    "a file can be written elsewhere": lambda: open(f"../{os.getpid()}", "w").close(),
    "other processes can be seen": lambda: open("/proc/self/status").close(),
    "signals reach other processes": lambda: os.kill(os.getppid(), 0),
    "it makes processes": _fork,
}
