"""Landlock: a process gives up, for good and for all that it starts, every file but those that it names."""

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from contextlib import suppress
from functools import cache

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION, PATH_BENEATH = 1, 1
LEAST = 3  # before it (Linux 6.2) files elsewhere can be truncated
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, TRUNCATE = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 14
OF_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE
READ = EXECUTE | READ_FILE | READ_DIR
EVERYTHING = {3: (1 << 15) - 1, 5: (1 << 16) - 1}  # what can be forbidden of files, since which version
TCP, SCOPED = (4, 0b11), (6, 0b11)  # bind and connect; abstract sockets and signals


def version() -> int:
    """The version of Landlock that this system has; 0 where it has none."""
    return max(_libc().syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION), 0)


def restrict(readable: Iterable[str], writable: Iterable[str], listed: Iterable[str] = ()) -> None:
    """Leave this process these folders and files, and no other: to read and run, to do anything with, or to list.

    Its privileges must have been given up before (PR_SET_NO_NEW_PRIVS). Raises OSError.
    """
    ruleset = _ruleset(files := _handled())
    for rights, places in ((READ, readable), (files, writable), (READ_DIR, listed)):
        for place in places:
            with suppress(FileNotFoundError):
                _allow(ruleset, place, rights)
    _call(RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def around(place: str, hidden: Iterable[str]) -> list[str]:
    """Folders and files that are together all of `place` but what is hidden below it: Landlock cannot take anything back."""
    place = os.path.realpath(place)
    if any(os.path.commonpath([place, each]) == each for each in hidden):
        return []
    if not any(os.path.commonpath([place, each]) == place for each in hidden):
        return [place]
    children = [each.path for each in os.scandir(place) if not each.is_symlink() or _leads_elsewhere(each.path, hidden)]
    return [found for child in children for found in around(child, hidden)]


def _leads_elsewhere(link: str, hidden: Iterable[str]) -> bool:
    """Whether a link leads to nothing that is around what is hidden: what it leads to there has its own place."""
    target = os.path.realpath(link)
    return not any(os.path.commonpath([target, each]) == target for each in hidden)


def _handled() -> int:
    """All that this system can forbid of files. Raises OSError where that is not enough."""
    if version() < LEAST:
        raise OSError(f"Landlock has version {version()}; {LEAST} is needed (Linux 6.2)")
    return EVERYTHING[max(since for since in EVERYTHING if since <= version())]


def _ruleset(files: int) -> int:
    network, scoped = (what if version() >= since else 0 for since, what in (TCP, SCOPED))
    attributes = struct.pack("QQQ", files, network, scoped)
    known = 8 * (1 + (version() >= TCP[0]) + (version() >= SCOPED[0]))
    return _call(CREATE_RULESET, attributes, ctypes.c_size_t(known), 0)


def _allow(ruleset: int, place: str, rights: int) -> None:
    descriptor = os.open(place, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= OF_A_FILE
        if rights:
            _call(ADD_RULE, ruleset, PATH_BENEATH, struct.pack("=Qi", rights, descriptor), 0)
    finally:
        os.close(descriptor)


def _call(number: int, *arguments) -> int:
    got = _libc().syscall(number, *arguments)
    if got < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"Landlock: {os.strerror(code)}")
    return got


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
