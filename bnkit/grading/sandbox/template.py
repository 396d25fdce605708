"""The warm process inside the sandbox: the libraries loaded, no student code. Each request forks a confined process."""

import contextlib
import gc
import json
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Callable

from bnkit.grading.sandbox import confine
from bnkit.grading.sandbox.channel import Channel
from bnkit.grading.sandbox.limits import Limits
from bnkit.grading.sandbox.student import Shell, Student, new_shell


def serve(control: socket.socket, limits: Limits, unsafe: bool) -> None:
    """Answer "fork" (with a socket) by a process number, and "kill N" by "done", until the other side is gone."""
    shell = new_shell()
    gc.collect()
    gc.freeze()  # forks share these pages as long as nobody touches them
    control.send(b"ready")
    while True:
        request, descriptors, _, _ = socket.recv_fds(control, 100, 1)
        if not request:
            return
        if request == b"fork":
            enter = _enter_nothing if unsafe else confine.enter
            control.send(str(_fork(descriptors[0], shell, limits, enter)).encode())
            os.close(descriptors[0])
        else:
            _kill(int(request.split()[1]))
            control.send(b"done")


def _fork(descriptor: int, shell: Shell, limits: Limits, enter: Callable) -> int:
    child = os.fork()
    if not child:
        become_student(descriptor, shell, limits, enter)
    return child


def become_student(descriptor: int, shell: Shell, limits: Limits, enter: Callable) -> None:
    """Confine this process by `enter` and serve the submission on the socket `descriptor`, to the end of the process."""
    channel = Channel(socket.socket(fileno=descriptor), limits.upload * 2)
    try:
        confined = enter(limits, descriptor)
    except BaseException as error:
        channel.send(0, f"{type(error).__name__}: {error}".encode())
    else:
        if confined:
            Student(channel, shell).serve()
    finally:
        os._exit(0)


def _enter_nothing(limits: Limits, keep: int) -> bool:
    """No walls: a session and a folder of its own, and an end with its parent's."""
    os.setsid()
    confine.die_with_parent()
    os.chdir(tempfile.mkdtemp(dir="."))
    return True


def _kill(process: int) -> None:
    with contextlib.suppress(ProcessLookupError, ChildProcessError):
        os.kill(process, signal.SIGKILL)
        os.killpg(process, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(process, 0)


def main(mode: str, descriptor: str, limits: str, *libraries: str) -> None:
    """Serve in the given mode: "warm" or "unsafe", or "single", where this process runs one submission itself."""
    if "torch" in libraries:
        import torch

        torch.set_num_threads(1)
    bounds = Limits(**json.loads(limits))
    if mode == "single":
        become_student(int(descriptor), new_shell(), bounds, confine.enter_alone)
    serve(socket.socket(fileno=int(descriptor)), bounds, mode == "unsafe")


if __name__ == "__main__":
    main(*sys.argv[1:])
