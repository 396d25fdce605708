"""The warm process inside the sandbox: the libraries loaded, no student code. Each request forks a confined process."""

import contextlib
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from importlib import import_module

from bnkit.grading.sandbox import confine, fence
from bnkit.grading.sandbox.channel import Channel
from bnkit.grading.sandbox.limits import Limits
from bnkit.grading.sandbox.student import Shell, Student, new_shell

LONGEST_REQUEST = 50_000


def serve(control: socket.socket, limits: Limits, mode: str) -> None:
    """Do what is asked until the end: "fork N" (with a socket) and "drop N" without an answer, "kill N" and "reap N" with its exit
    code, "load LIBRARY ...", "lend LIBRARY ..." where it does not matter if one cannot be imported, and "know" with an instructor's
    cell.
    """
    enter = {"warm": confine.enter, "fenced": fence.enter, "unsafe": _enter_nothing}[mode]
    fork = _nursery() if mode == "warm" else os.fork
    shell = new_shell()
    _settle()
    control.send(b"ready")
    forks: dict[bytes, int] = {}
    while True:
        request, descriptors, _, _ = socket.recv_fds(control, LONGEST_REQUEST, 1)
        if not request:
            return
        what, *about = request.split()
        if what == b"fork":
            forks[about[0]] = child = fork()
            if not child:
                become_student(descriptors[0], shell, limits, enter)
            os.close(descriptors[0])
        elif what == b"know":
            shell.know(request.removeprefix(b"know ").decode())
            control.send(b"ready")
        elif what == b"load":
            _load(map(bytes.decode, about))
            control.send(b"ready")
        elif what == b"lend":
            with contextlib.suppress(Exception):
                _load(map(bytes.decode, about))
            control.send(b"ready")
        else:
            code = _end(forks.pop(about[0]), what == b"kill", mode)
            if what != b"drop":
                control.send(str(code).encode())


def _load(libraries: Iterable[str]) -> None:
    """Import them. What computes with several threads has one: a process that is forked has no more."""
    for name in libraries:
        library = import_module(name)
        if name == "torch":
            library.set_num_threads(1)
    _settle()


def _settle() -> None:
    """Let forks share the pages of all there is, as long as nobody touches them."""
    gc.collect()
    gc.freeze()


def _nursery() -> Callable[[], int]:
    """A fork whose child is the first process of a namespace; an ordinary one where there is none: `enter` says why then."""
    try:
        return confine.Nursery().fork
    except OSError:
        return os.fork


def become_student(descriptor: int, shell: Shell, limits: Limits, enter: Callable) -> None:
    """Confine this process by `enter` and serve the submission on the socket `descriptor`, to the end of the process."""
    channel = Channel(socket.socket(fileno=descriptor), limits.upload * 2)
    try:
        enter(limits, descriptor)
    except BaseException as error:
        channel.send(0, f"{type(error).__name__}: {error}".encode())
        os._exit(1)
    try:
        Student(channel, shell).serve()
    finally:
        os._exit(0)


def _enter_nothing(limits: Limits, keep: int) -> None:
    """No walls: a session and a folder of its own, and an end with its parent's."""
    os.setsid()
    confine.die_with_parent()
    os.chdir(tempfile.mkdtemp(dir="."))


def _end(process: int, kill: bool, mode: str) -> int:
    """The exit code of a fork that has ended, or is killed; without walls its whole session is. Its folder goes too."""
    with contextlib.suppress(ProcessLookupError):
        if kill:
            os.kill(process, signal.SIGKILL)
        if mode == "unsafe":
            os.killpg(process, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if mode == "fenced":
        _remove(str(process))
    return code


def _remove(folder: str) -> None:
    """Remove a folder, if need be after opening what was closed in it."""
    for command in (["rm", "-rf"], ["chmod", "-R", "u+rwx"], ["rm", "-rf"]):
        if os.path.lexists(folder):
            subprocess.run([*command, folder], stderr=subprocess.DEVNULL, check=False)


def main(mode: str, descriptor: str, limits: str, *libraries: str) -> None:
    """Serve in the given mode: "warm", "fenced" or "unsafe", or "single", where this process runs one submission itself."""
    _load(libraries)
    bounds = Limits(**json.loads(limits))
    if mode == "single":
        become_student(int(descriptor), new_shell(), bounds, confine.enter_alone)
    serve(socket.socket(fileno=int(descriptor)), bounds, mode)


if __name__ == "__main__":
    main(*sys.argv[1:])
