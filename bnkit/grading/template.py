"""The warm process inside the sandbox: the libraries loaded, no student code. Each request forks a confined process."""

import contextlib
import gc
import json
import os
import signal
import socket
import sys
import tempfile

from bnkit.grading import confine
from bnkit.grading.channel import Channel
from bnkit.grading.limits import Limits
from bnkit.grading.student import Student, new_shell


def serve(control: socket.socket, limits: Limits) -> None:
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
            control.send(str(_fork(descriptors[0], shell, limits)).encode())
            os.close(descriptors[0])
        else:
            _kill(int(request.split()[1]))
            control.send(b"done")


def _fork(descriptor: int, shell, limits: Limits) -> int:
    child = os.fork()
    if child:
        return child
    try:
        _become_student(descriptor, shell, limits)
    except BaseException as error:
        channel = Channel(socket.socket(fileno=descriptor), limits.reply)
        channel.send(0, f"{type(error).__name__}: {error}".encode())
    finally:
        os._exit(0)


def _become_student(descriptor: int, shell, limits: Limits) -> None:
    if _enter_nothing() if UNSAFE else confine.enter(limits, descriptor):
        Student(Channel(socket.socket(fileno=descriptor), limits.upload * 2), shell).serve()


def _enter_nothing() -> bool:
    """No walls: a session and a folder of its own, and an end with its parent's."""
    os.setsid()
    confine.die_with_parent()
    os.chdir(tempfile.mkdtemp(dir="."))
    return True


def _kill(process: int) -> None:
    for end in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            end(process, signal.SIGKILL)
    os.waitpid(process, 0)


UNSAFE = "unsafe" in sys.argv[3:]

if __name__ == "__main__":
    if "torch" in sys.argv[3:]:
        import torch

        torch.set_num_threads(1)
    serve(socket.socket(fileno=int(sys.argv[1])), Limits(**json.loads(sys.argv[2])))
