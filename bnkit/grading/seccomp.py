"""A filter on system calls: what a submission never needs and a hole in the kernel might be reached by."""

import ctypes
import errno
import os
import struct

ALLOW, ERROR, KILL = 0x7FFF0000, 0x00050000, 0x80000000
LOAD, EQUAL, GREATER, ANY, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NEW_NAMESPACES = 0x7E020080
UNIX = 1
NAMES = [
    "mount",
    "umount2",
    "pivot_root",
    "chroot",
    "unshare",
    "setns",
    "ptrace",
    "bpf",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "add_key",
    "request_key",
    "keyctl",
    "perf_event_open",
    "userfaultfd",
    "open_tree",
    "move_mount",
    "fsopen",
    "fsconfig",
    "fsmount",
    "fspick",
    "mount_setattr",
    "kexec_load",
    "init_module",
    "finit_module",
    "delete_module",
    "process_vm_readv",
    "process_vm_writev",
    "open_by_handle_at",
    "name_to_handle_at",
    "quotactl",
    "swapon",
    "swapoff",
    "reboot",
    "acct",
]
NUMBERS = {
    "x86_64": (
        0xC000003E,
        (
            *(
                165,
                166,
                155,
                161,
                272,
                308,
                101,
                321,
                425,
                426,
                427,
                248,
                249,
                250,
                298,
                323,
                428,
                429,
                430,
                431,
                432,
                433,
            ),
            *(442, 246, 175, 313, 176, 310, 311, 304, 303, 179, 167, 168, 169, 163),
        ),
        {"socket": 41, "socketpair": 53, "clone": 56, "clone3": 435},
    ),
    "aarch64": (
        0xC00000B7,
        (
            *(40, 39, 41, 51, 97, 268, 117, 280, 425, 426, 427, 217, 218, 219, 241, 282, 428, 429, 430, 431, 432, 433),
            *(442, 104, 105, 273, 106, 270, 271, 265, 264, 60, 224, 225, 142, 89),
        ),
        {"socket": 198, "socketpair": 199, "clone": 220, "clone3": 435},
    ),
}


class Unsupported(Exception):
    """A machine whose system calls this filter does not know."""


def _step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("HBBI", code, yes, no, value)


def _refuse(number: int, code: int = errno.EPERM) -> list[bytes]:
    return [_step(EQUAL, number, 0, 1), _step(RETURN, ERROR | code)]


def _unless(number: int, test: bytes) -> list[bytes]:
    """Refuse the call unless `test` of its first argument, which skips one step where it passes, does pass."""
    return [
        _step(EQUAL, number, 0, 4),
        _step(LOAD, 16),
        test,
        _step(RETURN, ERROR | errno.EPERM),
        _step(RETURN, ALLOW),
    ]


def program(machine: str) -> bytes:
    """The filter's instructions. Raises Unsupported."""
    if machine not in NUMBERS:
        raise Unsupported(f"no list of system calls for {machine}")
    architecture, refused, calls = NUMBERS[machine]
    steps = [_step(LOAD, 4), _step(EQUAL, architecture, 1, 0), _step(RETURN, KILL), _step(LOAD, 0)]
    steps += [_step(GREATER, 0x40000000, 0, 1), _step(RETURN, ERROR | errno.ENOSYS)]
    for number in refused:
        steps += _refuse(number)
    steps += _refuse(calls["clone3"], errno.ENOSYS)
    steps += _unless(calls["clone"], _step(ANY, NEW_NAMESPACES, 0, 1))
    for name in ("socket", "socketpair"):
        steps += _unless(calls[name], _step(EQUAL, UNIX, 1, 0))
    return b"".join([*steps, _step(RETURN, ALLOW)])


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def install() -> None:
    """Filter this process's calls and its children's, for good. Raises Unsupported, OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    steps = program(os.uname().machine)
    if libc.prctl(22, 2, ctypes.byref(_Program(len(steps) // 8, steps)), 0, 0):
        raise OSError(ctypes.get_errno(), "the seccomp filter was refused")
