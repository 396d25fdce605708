"""The trusted side's handle on a sandbox, which gives each submission a confined process of its own."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from typing import Any

from bnkit.grading.sandbox.bubblewrap import PACKAGE, SETTINGS, NoSandbox, check_host, command, refusal
from bnkit.grading.sandbox.channel import Broken, Channel, Late
from bnkit.grading.sandbox.limits import Limits

START_SECONDS = 60


@dataclass
class Fork:
    """A confined process for one submission, by its number in the sandbox or as a Popen, and the channel to it."""

    process: Any
    channel: Channel

    def refused(self, seconds: float = START_SECONDS) -> str:
        """Wait for its first message: why it could not be confined, or "" once it is."""
        try:
            return self.channel.receive(0, time.monotonic() + seconds)[1].decode(errors="replace")
        except Late:
            return "it takes too long"
        except Broken as error:
            return str(error)


class Sandbox:
    """Bubblewrap around a warm process, which forks a confined one in milliseconds. Use it in a with statement."""

    def __init__(self, limits: Limits | None = None, libraries: tuple[str, ...] = (), unsafe: bool = False):
        """Start it with `libraries` ("torch") loaded, or where `unsafe` a process without any walls. Raises NoSandbox."""
        check_host(unsafe)
        self.limits, self.libraries, self.unsafe = limits or Limits(), libraries, unsafe
        self.spare: Fork | None = None
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._start()

    def _start(self) -> None:
        self.spare = None
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = self._launch(theirs, "unsafe" if self.unsafe else "warm")
        self._say(b"")

    def _launch(self, theirs: socket.socket, mode: str) -> subprocess.Popen:
        options = [mode, str(theirs.fileno()), json.dumps(asdict(self.limits)), *self.libraries]
        words = ["-m", "bnkit.grading.sandbox.template", *options]
        disk = self.limits.disk if mode == "single" else 0
        return subprocess.Popen(
            [sys.executable, *words] if mode == "unsafe" else command(words, disk),
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=self.errors,
            stderr=self.errors,
            cwd=self.folder.name,
            env=os.environ | SETTINGS | {"PYTHONPATH": os.pathsep.join([str(PACKAGE.parent), *sys.path])},
            start_new_session=True,
        )

    def _say(self, request: bytes, descriptors: tuple[int, ...] = ()) -> bytes:
        """Send a request to the warm process, or nothing, and return its answer. Raises NoSandbox."""
        try:
            self.control.settimeout(START_SECONDS)
            if request:
                socket.send_fds(self.control, [request], descriptors)
            answer = self.control.recv(1000)
        except OSError as error:
            answer, reason = b"", str(error)
        else:
            reason = "it ended"
        if not answer:
            self._stop()
            raise refusal(f"The sandbox does not work: {self.complaint() or reason}")
        return answer

    def complaint(self) -> str:
        """The last line that bubblewrap or the process in it has written."""
        self.errors.seek(0)
        return "".join(self.errors.read()[-2000:].decode(errors="replace").strip().splitlines()[-1:])

    def fork(self) -> Fork:
        """A fresh confined process; the next one gets ready meanwhile. Raises NoSandbox."""
        self._revive()
        ready, self.spare = self.spare or self._fork(), None
        self.spare = self._fork()
        return ready

    def _revive(self) -> None:
        if self.process.poll() is not None:
            self._stop()
            self._start()

    def _fork(self) -> Fork:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            process = int(self._say(b"fork", (theirs.fileno(),)))
        return Fork(process, Channel(ours, self.limits.reply))

    def kill(self, fork: Fork) -> None:
        """End a fork and all that it started; where the warm process is gone, they are too."""
        fork.channel.close()
        with contextlib.suppress(NoSandbox):
            self._say(b"kill %d" % fork.process)

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


class SingleUse(Sandbox):
    """Bubblewrap anew for each process, where the system lets a sandbox make no namespaces: as safe, but slower."""

    def _start(self) -> None:
        """Nothing is kept warm."""

    def _revive(self) -> None:
        """Nothing is kept warm."""

    def _fork(self) -> Fork:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            return Fork(self._launch(theirs, "single"), Channel(ours, self.limits.reply))

    def kill(self, fork: Fork) -> None:
        """End a process and all that it started."""
        fork.channel.close()
        fork.process.kill()
        fork.process.wait()

    def _stop(self) -> None:
        if self.spare:
            self.kill(self.spare)


def sandbox(limits: Limits | None = None, libraries: tuple[str, ...] = (), unsafe: bool = False) -> Sandbox:
    """The sandbox that this system allows; without walls where `unsafe`. Raises NoSandbox."""
    warm = Sandbox(limits, libraries, unsafe)
    trial = warm.fork()
    refused = trial.refused()
    warm.kill(trial)
    if not refused:
        return warm
    warm.close()
    return SingleUse(limits, libraries)
