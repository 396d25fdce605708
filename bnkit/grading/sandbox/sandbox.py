"""The trusted side's handle on a sandbox, which gives each submission a confined process of its own."""

import contextlib
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from bnkit.grading.sandbox import landlock
from bnkit.grading.sandbox.bubblewrap import (
    PACKAGE,
    SETTINGS,
    NoSandbox,
    check_bubblewrap,
    check_system,
    command,
    refusal,
)
from bnkit.grading.sandbox.channel import Channel
from bnkit.grading.sandbox.disk import Disk
from bnkit.grading.sandbox.fork import START_SECONDS, Fork
from bnkit.grading.sandbox.limits import Limits

TRIES = 3
LONGEST_CELL = 10_000


class Sandbox:
    """Bubblewrap around a warm process, which forks a confined one in milliseconds. Use it in a with statement."""

    wall = "bubblewrap"
    mode = "warm"

    def __init__(self, limits: Limits | None = None, unsafe: bool = False):
        """Start it; where `unsafe` a process without any walls. Raises NoSandbox."""
        check_system()
        self.limits, self.unsafe = limits or Limits(), unsafe
        self.libraries: list[str] = []
        self._check()
        self.spare: Fork | None = None
        self.numbers = itertools.count(1)
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._start()

    def _check(self) -> None:
        if not self.unsafe:
            check_bubblewrap()

    def _start(self) -> None:
        self.spare = None
        self.lent: set[str] = set()
        self.known: set[str] = set()
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = self._launch(theirs, "unsafe" if self.unsafe else self.mode)
        self._say()

    def _launch(self, theirs: socket.socket, mode: str) -> subprocess.Popen:
        options = [mode, str(theirs.fileno()), json.dumps(asdict(self.limits)), *self.libraries]
        words = ["-m", "bnkit.grading.sandbox.template", *options]
        disk = self.limits.disk if mode == "single" else 0
        return subprocess.Popen(
            [sys.executable, *words] if mode in ("unsafe", "fenced") else command(words, disk),
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=self.errors,
            stderr=self.errors,
            cwd=self.folder.name,
            env=self._environment(),
            start_new_session=True,
        )

    def _environment(self) -> dict[str, str]:
        return os.environ | SETTINGS | {"PYTHONPATH": os.pathsep.join([str(PACKAGE.parent), *sys.path])}

    def _say(self, request: bytes = b"", descriptors: tuple[int, ...] = (), answered: bool = True) -> bytes:
        """Send a request to the warm process, or nothing, and return its answer, where there is one. Raises NoSandbox."""
        try:
            self.control.settimeout(START_SECONDS)
            if request:
                socket.send_fds(self.control, [request], descriptors)
            answer = self.control.recv(1000) if answered else b""
        except OSError as error:
            answer, reason = b"", str(error)
        else:
            reason = "" if answer or not answered else "it ended"
        if reason:
            self._stop()
            raise refusal(f"The sandbox does not work: {self.complaint() or reason}")
        return answer

    def complaint(self) -> str:
        """The last line that bubblewrap or the process in it has written."""
        self.errors.seek(0)
        return "".join(self.errors.read()[-2000:].decode(errors="replace").strip().splitlines()[-1:])

    def fork(self) -> Fork:
        """A fresh confined process; the next one gets ready meanwhile. Raises NoSandbox."""
        for tries in range(1, TRIES + 1):
            try:
                self._revive()
                ready, self.spare = self.spare or self._fork(), None
                self.spare = self._fork()
                return ready
            except NoSandbox:  # somebody may have ended the warm process: another is started
                if tries == TRIES:
                    raise
        raise AssertionError

    def load(self, libraries: Iterable[str]) -> None:
        """Have `libraries` ("torch") in every fork from now on. Raises NoSandbox."""
        new = [each for each in libraries if each not in self.libraries]
        if new:
            self.libraries += new
            self._discard()
            self._import("load", new)

    def lend(self, libraries: Iterable[str]) -> None:
        """Have `libraries`, where they can be imported, in every fork as long as this warm process lives. Raises NoSandbox."""
        new = set(libraries) - self.lent.union(self.libraries)
        if new:
            self.lent |= new
            self._discard()
            self._import("lend", new)

    def know(self, cells: Iterable[str]) -> None:
        """Let every fork of this warm process know what these cells of the instructor's, but for very long ones, are as Python.

        Raises NoSandbox.
        """
        for cell in cells:
            if cell not in self.known and len(cell) < LONGEST_CELL:
                self.known.add(cell)
                self._discard()
                with contextlib.suppress(NoSandbox):  # as in _import
                    self._say(f"know {cell}".encode())

    def _discard(self) -> None:
        """End the process that got ready. Once it is confined it can be ended, and not only what stands around it."""
        spare, self.spare = self.spare, None
        if spare:
            spare.refused()
            self.kill(spare)

    def _import(self, request: str, libraries: Iterable[str]) -> None:
        with contextlib.suppress(NoSandbox):  # where the warm process has ended, the next one begins anew
            self._say(f"{request} {' '.join(libraries)}".encode())

    def _revive(self) -> None:
        if self.process.poll() is not None:
            self._stop()
            self._start()

    def _fork(self) -> Fork:
        number, (ours, theirs) = next(self.numbers), _pair()
        with theirs:
            self._say(b"fork %d" % number, (theirs.fileno(),), answered=False)
        return Fork(number, Channel(ours, self.limits.reply), self.limits.memory)

    def drop(self, fork: Fork) -> None:
        """As `kill`, but its exit code, for which the warm process waits meanwhile, is lost."""
        if fork.leader is None or self.unsafe:
            self.kill(fork)
            return
        fork.end()
        with contextlib.suppress(NoSandbox):
            self._say(b"drop %d" % fork.process, answered=False)

    def kill(self, fork: Fork) -> int | None:
        """End a fork and all that it started: its exit code, or None where the warm process was ended, and they with it.

        Raises NoSandbox where something of it stays.
        """
        fork.end()
        try:
            return int(self._say(b"%s %d" % (b"kill" if fork.leader is None else b"reap", fork.process)))
        except NoSandbox:
            return None

    def _stop(self) -> None:
        self.control.close()
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        """End the sandbox and everything in it."""
        self._stop()
        self.folder.cleanup()

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_) -> None:
        self.close()


class Fenced(Sandbox):
    """Landlock and a filter of system calls around each fork of a warm process: needs no namespaces."""

    wall = "Landlock"
    mode = "fenced"

    def _check(self) -> None:
        if landlock.version() < landlock.LEAST:
            raise NoSandbox(
                f"This system's Landlock has version {landlock.version()}; {landlock.LEAST} is needed (Linux 6.2)"
            )

    def _start(self) -> None:
        os.chmod(self.folder.name, 0o711)  # as root, submissions run as somebody else
        super()._start()

    def _fork(self) -> Fork:
        fork = super()._fork()
        fork.disk = Disk(Path(self.folder.name), self.limits.disk)
        return fork

    def _environment(self) -> dict[str, str]:
        from bnkit.grading.sandbox.fence import environment

        return environment() | {"MPLCONFIGDIR": self.folder.name}


class SingleUse(Sandbox):
    """Bubblewrap anew for each process, where the system lets a sandbox make no namespaces: as safe, but slower."""

    def _start(self) -> None:
        """Nothing is kept warm."""

    def _revive(self) -> None:
        """Nothing is kept warm."""

    def _fork(self) -> Fork:
        ours, theirs = _pair()
        with theirs:
            return Fork(self._launch(theirs, "single"), Channel(ours, self.limits.reply), self.limits.memory)

    def kill(self, fork: Fork) -> int | None:
        """End a process and all that it started: its exit code. Raises NoSandbox where something of it stays."""
        fork.end()
        if fork.leader is None:
            fork.process.kill()
        return fork.process.wait()

    def drop(self, fork: Fork) -> None:
        """As `kill`."""
        self.kill(fork)

    def lend(self, libraries: Iterable[str]) -> None:
        """Nothing is lent: it would cost those who do not want it."""

    def know(self, cells: Iterable[str]) -> None:
        """Each process finds it out itself."""

    def _import(self, request: str, libraries: Iterable[str]) -> None:
        """Each process imports them itself."""

    def _stop(self) -> None:
        self._discard()


def _pair() -> tuple[socket.socket, socket.socket]:
    """Two ends of a connection; the kernel tells ours who speaks at the other."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    return ours, theirs


def sandbox(limits: Limits | None = None, unsafe: bool = False) -> Sandbox:
    """The strongest sandbox that this system allows; without walls where `unsafe`. Raises NoSandbox."""
    try:
        warm = Sandbox(limits, unsafe)
        return SingleUse(limits) if _refused(warm) else warm
    except NoSandbox as error:
        if unsafe:
            raise
        first = error
    try:
        fenced = Fenced(limits)
        reason = _refused(fenced)
    except NoSandbox as error:
        reason = str(error)
    if reason:
        raise NoSandbox(f"{first} The second wall, Landlock, does not stand either: {reason}.")
    return fenced


def _refused(box: Sandbox) -> str:
    """Why its forks cannot be confined, and then it has ended; "" where they can."""
    trial = box.fork()
    reason = trial.refused()
    box.kill(trial)
    if reason:
        box.close()
    return reason


def check_host(unsafe: bool) -> None:
    """Raise NoSandbox where it is plain without a try that there is none."""
    check_system()
    if not unsafe and landlock.version() < landlock.LEAST:
        check_bubblewrap()
