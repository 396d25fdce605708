"""Confine a forked process: namespaces of its own, limits, no capabilities, filtered system calls. Fails closed."""

import ctypes
import os
import resource
import signal

from bnkit.grading.sandbox import seccomp
from bnkit.grading.sandbox.limits import Limits

HOME = "/home/student"
NAMESPACES = 0x10000000 | 0x00020000 | 0x20000000 | 0x08000000 | 0x04000000 | 0x40000000  # user mount pid ipc uts net
NOSUID_NODEV, NOEXEC, PRIVATE = 2 | 4, 8, 1 << 18 | 1 << 14
PDEATHSIG, CAPBSET_DROP, NO_NEW_PRIVS, AMBIENT = 1, 24, 38, 47

libc = ctypes.CDLL(None, use_errno=True)


def _do(name: str, *arguments) -> None:
    if getattr(libc, name)(*arguments):
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


def enter(limits: Limits, keep: int) -> bool:
    """Fork the first process of new namespaces and confine it; `keep` is the one descriptor that stays open.

    Returns True in that process, and False in the caller when it has ended. Raises OSError in either.
    """
    os.setsid()
    _close_all_but(keep)
    _namespaces()
    child = os.fork()
    if child:
        os.close(keep)
        os.waitpid(child, 0)
        return False
    die_with_parent()
    _files(limits)
    _limits(limits)
    _privileges(limits)
    die_with_parent()
    _verify()
    return True


def enter_alone(limits: Limits, keep: int) -> bool:
    """Confine this process, the first one of a sandbox of its own, which has the namespaces and files. Raises OSError."""
    _close_all_but(keep)
    os.chdir(HOME)
    _limits(limits)
    _privileges(limits)
    _verify()
    return True


def _close_all_but(keep: int) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2 and int(name) != keep:
            try:
                os.close(int(name))
            except OSError:
                continue


def _namespaces() -> None:
    user, group = os.getuid(), os.getgid()
    _do("unshare", NAMESPACES)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def die_with_parent() -> None:
    """Let the kernel end this process when its parent ends."""
    _do("prctl", PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _files(limits: Limits) -> None:
    """Small empty file systems for its files, and a /proc that shows its own processes only."""
    _do("mount", None, b"/", None, PRIVATE, None)
    options = f"size={limits.disk},nr_inodes=4096,mode=0777".encode()
    for folder in (HOME, "/tmp", "/dev/shm"):
        _do("mount", b"tmpfs", folder.encode(), b"tmpfs", NOSUID_NODEV, options)
    _do("mount", b"proc", b"/proc", b"proc", NOSUID_NODEV | NOEXEC, None)
    os.chdir(HOME)


def _limits(limits: Limits) -> None:
    bounds = {
        resource.RLIMIT_AS: limits.memory,
        resource.RLIMIT_FSIZE: limits.disk,
        resource.RLIMIT_NOFILE: 128,
        resource.RLIMIT_CPU: int(limits.total) + 1,
        resource.RLIMIT_CORE: 0,
    }
    for which, most in bounds.items():
        resource.setrlimit(which, (most, most))
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")


def _privileges(limits: Limits) -> None:
    for capability in range(41):
        libc.prctl(CAPBSET_DROP, capability, 0, 0, 0)
    _do("prctl", AMBIENT, 4, 0, 0, 0)
    header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    _do("capset", header, none)
    _do("prctl", NO_NEW_PRIVS, 1, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_NPROC, (limits.processes, limits.processes))
    seccomp.install()


def _verify() -> None:
    """Raise OSError unless everything holds."""
    with open("/proc/self/status") as file:
        status = dict(line.split(":\t", 1) for line in file.read().splitlines() if ":\t" in line)
    wanted = {"CapEff": "0" * 16, "CapPrm": "0" * 16, "CapBnd": "0" * 16, "NoNewPrivs": "1", "Seccomp": "2"}
    wrong = [name for name, value in wanted.items() if status[name].strip() != value]
    if wrong or os.getpid() != 1:
        raise OSError(f"the sandbox is not tight: {', '.join(wrong) or 'no process namespace'}")
    if libc.unshare(NAMESPACES) == 0:
        raise OSError("the sandbox lets a submission make namespaces")
