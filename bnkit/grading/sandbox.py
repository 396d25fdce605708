"""The trusted side's handle on a sandbox: bubblewrap around a warm process that forks one for each submission."""

import contextlib
import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import bnkit
from bnkit.grading.channel import Channel
from bnkit.grading.limits import Limits

USER = "61234"
START_SECONDS = 60
INSTALL = "Install it: sudo apt-get install bubblewrap (Fedora: sudo dnf install bubblewrap)"
ELSEWHERE = (
    "On Windows grade in WSL (wsl --install -d Ubuntu), on macOS in a Linux virtual machine or container: the page for "
    "instructors has the recipes. --unsafe grades without a sandbox, on Linux, and marks every report."
)
FORBIDDEN = (
    "This system does not let bubblewrap make namespaces. In a container, run it as an ordinary user (--user) and with "
    "--security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined; on Ubuntu "
    "24.04 and later: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0."
)
PACKAGE = Path(bnkit.__file__).parent

SETTINGS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1") | {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "NBGRADER_EXECUTION": "autograde",
}


class NoSandbox(Exception):
    """Submissions cannot be run safely here, with what to do about it."""


@dataclass
class Fork:
    """A confined process for one submission, and the channel to it."""

    process: int
    channel: Channel


class Sandbox:
    """Forks a confined process in milliseconds. Close it, or use it in a with statement."""

    def __init__(self, limits: Limits | None = None, libraries: tuple[str, ...] = (), unsafe: bool = False):
        """Start it with `libraries` ("torch") loaded, or where `unsafe` a process without any walls. Raises NoSandbox."""
        _check_host(unsafe)
        self.limits, self.libraries, self.unsafe = limits or Limits(), libraries, unsafe
        self._start()

    def _start(self) -> None:
        self.spare: Fork | None = None
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        with theirs:
            options = [
                str(theirs.fileno()),
                json.dumps(asdict(self.limits)),
                *self.libraries,
                *["unsafe"] * self.unsafe,
            ]
            self.process = subprocess.Popen(
                command(["-m", "bnkit.grading.template", *options], self.unsafe),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=self.errors,
                stderr=self.errors,
                cwd=self.folder.name,
                env=os.environ | SETTINGS | {"PYTHONPATH": os.pathsep.join([str(PACKAGE.parent), *sys.path])},
                start_new_session=True,
            )
        self._say(b"")

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
            self.errors.seek(0)
            told = self.errors.read()[-2000:].decode(errors="replace").strip().splitlines()[-1:]
            self.close()
            raise refusal(f"The sandbox does not work: {' '.join(told) or reason}")
        return answer

    def fork(self) -> Fork:
        """A fresh confined process; the next one gets ready meanwhile. Raises NoSandbox."""
        if self.process.poll() is not None:
            self.close()
            self._start()
        ready, self.spare = self.spare or self._fork(), None
        self.spare = self._fork()
        return ready

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

    def close(self) -> None:
        """End the sandbox and everything in it."""
        self.control.close()
        self.process.kill()
        self.process.wait()
        self.folder.cleanup()

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_) -> None:
        self.close()


def refusal(text: str) -> NoSandbox:
    """The error that says `text`, and what to do where the system forbids it."""
    forbidden = "not permitted" in text or "denied" in text
    return NoSandbox(f"{text}. {FORBIDDEN}" if forbidden else text)


def _check_host(unsafe: bool) -> None:
    if platform.system() != "Linux":
        raise NoSandbox(f"Grading needs Linux; this is {platform.system()}. {ELSEWHERE}")
    if not unsafe and not shutil.which("bwrap"):
        raise NoSandbox(f"Grading runs submissions in bubblewrap, which is not installed. {INSTALL}. {ELSEWHERE}")


def command(arguments: list[str], unsafe: bool = False) -> list[str]:
    """The command that runs Python with `arguments` inside bubblewrap, or where `unsafe` as it is."""
    if unsafe:
        return [sys.executable, *arguments]
    folders = _folders()
    if os.geteuid() != 0:
        return [*_bubblewrap(folders), *arguments]
    places = {place: f"/mnt/{number}" for number, place in enumerate(folders)}
    launch = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")), USER, *folders.values(), "--"]
    return [*launch, *_bubblewrap(places), *arguments]


def _folders() -> dict[str, str]:
    """Where in the sandbox each folder goes that Python needs."""
    folders = {"/opt/packages": sysconfig.get_paths()["purelib"], "/opt/bnkit/bnkit": str(PACKAGE)}
    if not sys.base_prefix.startswith("/usr"):
        folders["/opt/python"] = sys.base_prefix
    return folders


def _bubblewrap(folders: dict[str, str]) -> list[str]:
    root = "/opt/python" if "/opt/python" in folders else sys.base_prefix
    python = f"{root}/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    binds = [word for place, folder in folders.items() for word in ("--ro-bind", folder, place)]
    spaces = ["user", "pid", "net", "ipc", "uts", "cgroup-try"]
    return [
        "bwrap",
        *(f"--unshare-{space}" for space in spaces),
        *[
            "--uid",
            "1000",
            "--gid",
            "1000",
            "--hostname",
            "sandbox",
            "--die-with-parent",
            "--new-session",
            "--cap-drop",
            "ALL",
            "--clearenv",
        ],
        *(word for name, value in _environment(root).items() for word in ("--setenv", name, value)),
        *["--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--dir", "/home/student"],
        *_system(),
        *binds,
        *["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp", "--"],
        python,
    ]


def _system() -> list[str]:
    """/bin, /lib and their like: links into /usr, or folders of their own on older systems."""
    words = []
    for name in ("bin", "sbin", "lib", "lib32", "lib64"):
        path = Path("/", name)
        if path.is_symlink():
            words += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            words += ["--ro-bind", str(path), str(path)]
    return [
        *words,
        *[
            "--ro-bind-try",
            "/etc/ld.so.cache",
            "/etc/ld.so.cache",
            "--ro-bind-try",
            "/etc/alternatives",
            "/etc/alternatives",
        ],
    ]


def _environment(root: str) -> dict[str, str]:
    return SETTINGS | {
        "PATH": f"{root}/bin:/usr/bin:/bin",
        "LD_LIBRARY_PATH": f"{root}/lib",
        "PYTHONPATH": "/opt/bnkit:/opt/packages",
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": "/home/student",
        "LANG": "C.UTF-8",
        "IPYTHONDIR": "/tmp/ipython",
        "MPLCONFIGDIR": "/tmp/matplotlib",
    }
