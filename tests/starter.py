"""Commands in processes of their own that begin where nbgrader is imported already, which takes longer than most commands."""

import gc
import json
import os
import runpy
import socket
import subprocess
import sys
import tempfile
from functools import cache
from importlib import import_module
from pathlib import Path

IMPORTED = ("nbgrader.apps", "bnkit.cli", "bnkit.grading.converter", "bnkit.grading.afterwards.feedback", "tqdm")
LONGEST = 1 << 17  # bytes: of a request


@cache
def _server() -> socket.socket:
    """The connection to this process's own server, which ends with it."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        subprocess.Popen([sys.executable, __file__, str(theirs.fileno())], pass_fds=[theirs.fileno()])
    return ours


def run(words: tuple[str, ...], folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess:
    """Run `python -m words` in the folder; what it and all that it has started say."""
    reading, writing = os.pipe()
    with open(reading) as output, tempfile.TemporaryFile("w+") as errors:
        request = json.dumps([words, str(folder), environment]).encode()
        socket.send_fds(_server(), [request], [writing, errors.fileno()])
        os.close(writing)
        said, code = output.read(), int(_server().recv(LONGEST))
        errors.seek(0)
        return subprocess.CompletedProcess(words, code, said, errors.read())


def serve(control: socket.socket) -> None:
    """Fork a process for each request, which becomes the command, and answer with its exit code."""
    while True:
        request, streams, _, _ = socket.recv_fds(control, LONGEST, 2)
        if not request:
            return
        if not (child := os.fork()):
            break
        for stream in streams:
            os.close(stream)
        control.send(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())
    control.close()
    become(*json.loads(request), streams)


def become(words: list[str], folder: str, environment: dict[str, str], streams: list[int]) -> None:
    """Be the process that runs `python -m words`."""
    for number, stream in enumerate(streams, 1):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdout, sys.stderr = open(1, "w"), open(2, "w", errors="backslashreplace", buffering=1)  # noqa: SIM115
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv, sys.path[:1] = words, [folder, *environment["PYTHONPATH"].split(os.pathsep)]
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    for name in IMPORTED:
        import_module(name)
    gc.freeze()  # forks share what is imported as long as nobody touches it
    serve(socket.socket(fileno=int(sys.argv[1])))
