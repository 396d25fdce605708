"""A filter on system calls: what a submission never needs, or may not do to what is around it."""

import ctypes
import errno
import os
import struct

from bnkit.grading.sandbox.calls import FILTERED, LATEST, OUTSIDE, REFUSED

ALLOW, ERROR, KILL = 0x7FFF0000, 0x00050000, 0x80000000
LOAD, EQUAL, GREATER, ANY, AND, RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
NEW_NAMESPACES, THREAD = 0x7E020080, 0x00010000
UNIX = 1
MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
SET_PDEATHSIG, SIGKILL = 1, 9
AS_IF_KILLED = 128 + 9  # the exit code by which the grader knows that somebody else ended the process
LOCKS = (6, 7, 37, 38, 1024)  # F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW, F_SETLEASE
OWNERS = (8, 10, 15)  # F_SETOWN, F_SETSIG, F_SETOWN_EX: a signal for somebody else
OWNERS_BY_IOCTL = (0x8901, 0x8902, 0x5412)  # FIOSETOWN, SIOCSPGRP; TIOCSTI, keys for a terminal


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


def _refuse_values(number: int, argument: int, values: tuple[int, ...], bits: int = 0xFFFFFFFF) -> list[bytes]:
    """Refuse the call where these bits of its argument are one of the values."""
    tests = [_step(EQUAL, value, len(values) - place, 0) for place, value in enumerate(values)]
    head = [_step(EQUAL, number, 0, len(values) + 4), _step(LOAD, 16 + 8 * argument), _step(AND, bits)]
    return [*head, *tests, _step(RETURN, ALLOW), _step(RETURN, ERROR | errno.EPERM)]


def _only_threads(number: int) -> list[bytes]:
    """Refuse the call unless it makes a thread, and in no new namespace."""
    return [
        _step(EQUAL, number, 0, 5),
        _step(LOAD, 16),
        _step(ANY, NEW_NAMESPACES, 2, 0),
        _step(ANY, THREAD, 0, 1),
        _step(RETURN, ALLOW),
        _step(RETURN, ERROR | errno.EPERM),
    ]


def _only_to_itself(number: int, own: int) -> list[bytes]:
    """Refuse the call unless the signal is for its own threads; and the one that looks as if somebody else had sent it."""
    return [
        _step(EQUAL, number, 0, 6),
        _step(LOAD, 16),
        _step(EQUAL, own, 0, 3),
        _step(LOAD, 32),
        _step(EQUAL, SIGKILL, 1, 0),
        _step(RETURN, ALLOW),
        _step(RETURN, ERROR | errno.EPERM),
    ]


def program(machine: str, alone: int | None = None) -> bytes:
    """The filter's instructions. Raises Unsupported.

    Where no namespaces stand around it, `alone` is the process's number: it may make no other, and reach none.
    """
    if machine not in MACHINES:
        raise Unsupported(f"no list of system calls for {machine}")
    place = list(MACHINES).index(machine)
    steps = [_step(LOAD, 4), _step(EQUAL, MACHINES[machine], 1, 0), _step(RETURN, KILL), _step(LOAD, 0)]
    steps += [_step(GREATER, 0x40000000, 0, 1), _step(RETURN, ERROR | errno.ENOSYS)]
    for number in (numbers[place] for numbers in REFUSED.values()):
        steps += _refuse(number) if number is not None else []
    calls = {name: numbers[place] for name, numbers in FILTERED.items()}
    steps += _refuse(calls["clone3"], errno.ENOSYS)
    steps += _in_namespaces(calls) if alone is None else _alone(calls, place, alone)
    steps += _refuse_values(calls["prctl"], 0, (SET_PDEATHSIG,))
    for name in ("exit", "exit_group"):
        steps += _refuse_values(calls[name], 0, (AS_IF_KILLED,), 0xFF)
    return b"".join([*steps, _step(RETURN, ALLOW)])


def _in_namespaces(calls: dict[str, int]) -> list[bytes]:
    """What is refused where the process has namespaces of its own."""
    steps = _unless(calls["clone"], _step(ANY, NEW_NAMESPACES, 0, 1))
    for name in ("socket", "socketpair"):
        steps += _unless(calls[name], _step(EQUAL, UNIX, 1, 0))
    return steps + _refuse_values(calls["fcntl"], 1, LOCKS)


def _alone(calls: dict[str, int], place: int, own: int) -> list[bytes]:
    """What is refused where other processes and files are in sight."""
    steps = [_step(GREATER, LATEST, 0, 1), _step(RETURN, ERROR | errno.ENOSYS)]
    for number in (numbers[place] for numbers in OUTSIDE.values()):
        steps += _refuse(number) if number is not None else []
    steps += _only_threads(calls["clone"])
    steps += _only_to_itself(calls["tgkill"], own)
    steps += _unless(calls["prlimit64"], _step(EQUAL, 0, 1, 0))
    steps += _refuse_values(calls["ioctl"], 1, OWNERS_BY_IOCTL)
    return steps + _refuse_values(calls["fcntl"], 1, LOCKS + OWNERS)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def install(alone: bool = False) -> None:
    """Filter this process's calls and its children's, for good. Raises Unsupported, OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    steps = program(os.uname().machine, os.getpid() if alone else None)
    if libc.prctl(22, 2, ctypes.byref(_Program(len(steps) // 8, steps)), 0, 0):
        raise OSError(ctypes.get_errno(), "the seccomp filter was refused")
