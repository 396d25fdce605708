"""Confine a forked process: namespaces of its own, limits, no capabilities, filtered system calls. Fails closed."""

import ctypes
import os
import resource
import signal

from bnkit.grading.sandbox import seccomp
from bnkit.grading.sandbox.limits import Limits

HOME = "/home/student"
USER, PROCESSES = 0x10000000, 0x20000000
NAMESPACES = USER | PROCESSES | 0x00020000 | 0x08000000 | 0x04000000 | 0x40000000  # and mount ipc uts net
READ_ONLY, NOSUID_NODEV, NOEXEC, PRIVATE = 1, 2 | 4, 8, 1 << 18 | 1 << 14
PDEATHSIG, CAPBSET_DROP, NO_NEW_PRIVS, AMBIENT = 1, 24, 38, 47
GET_PDEATHSIG, GET_SECCOMP, CAPBSET_READ, GET_NO_NEW_PRIVS, FILTERED = 2, 21, 23, 39, 2
CAPABILITIES = range(64)
HEADER = (ctypes.c_uint32 * 2)(0x20080522, 0)
FIRST_TO_GO = "1000"  # to the kernel, where memory runs short

libc = ctypes.CDLL(None, use_errno=True)


def _do(name: str, *arguments) -> None:
    if getattr(libc, name)(*arguments):
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


class Nursery:
    """This process, from now on the first of a namespace of its own, in which it may begin others: one for each submission."""

    def __init__(self):
        """Return in a new process, for which the old one waits. Raises OSError."""
        _unshare(USER | PROCESSES)
        child = os.fork()
        if child:
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            os._exit(code if code >= 0 else 128 - code)
        die_with_parent()
        self.own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)

    def fork(self) -> int:
        """As `os.fork`; the child is the first process of a namespace. Raises OSError."""
        _do("unshare", PROCESSES)
        child = os.fork()
        if child:
            _do("setns", self.own, PROCESSES)
        return child


def enter(limits: Limits, keep: int) -> None:
    """Confine this process, the first one of its namespace of processes; `keep` is the one descriptor that stays open.

    Raises OSError.
    """
    os.setsid()
    close_all_but(keep)
    _unshare(NAMESPACES & ~PROCESSES)
    die_with_parent()
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write(FIRST_TO_GO)
    _files(limits)
    bound(limits)
    _privileges(limits)
    _verify()


def enter_alone(limits: Limits, keep: int) -> None:
    """Confine this process, the first one of a sandbox of its own, which has the namespaces and files. Raises OSError."""
    close_all_but(keep)
    os.chdir(HOME)
    bound(limits)
    _privileges(limits)
    _verify()


def close_all_but(keep: int) -> None:
    """Close every descriptor but this one; the standard ones lead nowhere."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.closerange(3, keep)
    os.closerange(max(keep, 2) + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[1])


def _unshare(namespaces: int) -> None:
    user, group = os.getuid(), os.getgid()
    _do("unshare", namespaces)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def die_with_parent() -> None:
    """Let the kernel end this process when its parent ends."""
    _do("prctl", PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _files(limits: Limits) -> None:
    """Small empty file systems for its files, and no /proc: what it tells of the machine, and could be set in it, is gone."""
    _do("mount", None, b"/", None, PRIVATE, None)
    options = f"size={limits.disk},nr_inodes=4096,mode=0777".encode()
    for folder in (HOME, "/tmp", "/dev/shm"):
        _do("mount", b"tmpfs", folder.encode(), b"tmpfs", NOSUID_NODEV, options)
    _do("mount", b"tmpfs", b"/proc", b"tmpfs", NOSUID_NODEV | NOEXEC | READ_ONLY, b"size=4k,mode=0555")
    os.chdir(HOME)


def bound(limits: Limits) -> None:
    """Limit what this process and its children may use each."""
    bounds = {
        resource.RLIMIT_AS: limits.memory,
        resource.RLIMIT_FSIZE: limits.disk,
        resource.RLIMIT_NOFILE: 128,
        resource.RLIMIT_CPU: int(limits.total) + 1,
        resource.RLIMIT_CORE: 0,
    }
    for which, most in bounds.items():
        resource.setrlimit(which, (most, most))


def _privileges(limits: Limits) -> None:
    give_up_privileges()
    resource.setrlimit(resource.RLIMIT_NPROC, (limits.processes, limits.processes))
    seccomp.install()


def give_up_privileges() -> None:
    """No capabilities, none to be had, and an end with the parent's. Raises OSError."""
    for capability in CAPABILITIES:
        libc.prctl(CAPBSET_DROP, capability, 0, 0, 0)
    _do("prctl", AMBIENT, 4, 0, 0, 0)
    _do("capset", HEADER, (ctypes.c_uint32 * 6)())
    _do("prctl", NO_NEW_PRIVS, 1, 0, 0, 0)
    die_with_parent()


def verify_privileges() -> None:
    """Raise OSError unless they are given up, for good."""
    held, parent = (ctypes.c_uint32 * 6)(), ctypes.c_int()
    _do("capget", HEADER, held)
    libc.prctl(GET_PDEATHSIG, ctypes.byref(parent), 0, 0, 0)
    holds = {
        "capabilities": not any(held),
        "no new privileges": libc.prctl(GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1,
        "filter": libc.prctl(GET_SECCOMP, 0, 0, 0, 0) == FILTERED,
        "end with its parent": parent.value == signal.SIGKILL and libc.prctl(PDEATHSIG, 0, 0, 0, 0) == -1,
    }
    _all_hold(holds)


def _verify() -> None:
    """Raise OSError unless everything holds."""
    verify_privileges()
    holds = {
        "bounding set": all(libc.prctl(CAPBSET_READ, each, 0, 0, 0) <= 0 for each in CAPABILITIES),
        "process namespace": os.getpid() == 1,
        "no /proc": not os.listdir("/proc"),
    }
    _all_hold(holds)
    if libc.unshare(NAMESPACES) == 0:
        raise OSError("the sandbox lets a submission make namespaces")


def _all_hold(holds: dict[str, bool]) -> None:
    if not all(holds.values()):
        raise OSError(f"the sandbox is not tight: {', '.join(name for name, held in holds.items() if not held)}")
