"""The command that runs Python in bubblewrap, and what to do where that cannot be."""

import os
import platform
import shutil
import site
import sys
import sysconfig
from pathlib import Path

USER = "61234"
INSTALL = "Install it: sudo apt-get install bubblewrap (Fedora: sudo dnf install bubblewrap)"
ELSEWHERE = (
    "On Windows grade in WSL (wsl --install -d Ubuntu), on macOS in a Linux virtual machine or container: the page for "
    "instructors has the recipes. --unsafe grades without a sandbox, on Linux, and marks every report."
)
FORBIDDEN = (
    "This system does not let bubblewrap make namespaces: on Ubuntu 24.04 and later, sudo sysctl "
    "kernel.apparmor_restrict_unprivileged_userns=0; in a container, use a kernel from Linux 6.2 on, whose Landlock needs none."
)
# where memory runs short, the kernel ends what has the highest score first
FIRST_TO_GO = ["sh", "-c", 'echo 1000 > /proc/self/oom_score_adj && exec "$@"', "sh"]
PACKAGE = Path(__file__).parents[2]
ANSWERS = "exercises"  # in an installed package: with what hunts run, from which the right answers can be unpacked

SETTINGS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1") | {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "NBGRADER_EXECUTION": "autograde",
    "PIP_NO_INDEX": "1",  # it is not asked again and again where there is no network
}


class NoSandbox(Exception):
    """Submissions cannot be run safely here, with what to do about it."""


def refusal(text: str) -> NoSandbox:
    """The error that says `text`, and what to do where the system forbids it."""
    forbidden = "not permitted" in text or "denied" in text
    return NoSandbox(f"{text}. {FORBIDDEN}" if forbidden else text)


def check_system() -> None:
    """Raise NoSandbox where this is not Linux."""
    if platform.system() != "Linux":
        raise NoSandbox(f"Grading needs Linux; this is {platform.system()}. {ELSEWHERE}")


def check_bubblewrap() -> None:
    """Raise NoSandbox where it is not installed."""
    if not shutil.which("bwrap"):
        raise NoSandbox(f"Grading runs submissions in bubblewrap, which is not installed. {INSTALL}. {ELSEWHERE}")


def command(arguments: list[str], disk: int = 0) -> list[str]:
    """The command that runs Python with `arguments` inside bubblewrap.

    Where `disk` is given, as the first process there, with writable folders of that many bytes and without /proc.
    """
    folders, first_to_go = _folders(), FIRST_TO_GO if disk else []
    if os.geteuid() != 0:
        return [*first_to_go, *_bubblewrap(folders, disk), *arguments]
    places = {place: f"/mnt/{number}" for number, place in enumerate(folders)}
    launch = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")), USER, *folders.values(), "--"]
    return [*first_to_go, *launch, *_bubblewrap(places, disk), *arguments]


def _folders() -> dict[str, str]:
    """Where in the sandbox each folder goes that Python needs."""
    folders = {"/opt/packages": sysconfig.get_paths()["purelib"], "/opt/bnkit/bnkit": str(PACKAGE)}
    if not sys.base_prefix.startswith("/usr"):
        folders["/opt/python"] = sys.base_prefix
    return folders


def answers() -> list[str]:
    """The folders that no submission may see, for it could hand in what is unpacked there."""
    packages: list[str | Path] = [
        PACKAGE.parent,
        sysconfig.get_paths()["purelib"],
        *site.getsitepackages([sys.prefix, sys.base_prefix]),
    ]
    found = (Path(each, "bnkit", ANSWERS).resolve() for each in packages)
    return sorted({str(each) for each in found if each.is_dir()})


def _hidden() -> list[str]:
    """Where in bubblewrap the answers would be."""
    folders = {place: os.path.realpath(folder) for place, folder in (_folders() | {"/usr": "/usr"}).items()}
    return [
        os.path.join(place, os.path.relpath(each, folder))
        for each in answers()
        for place, folder in folders.items()
        if Path(each).is_relative_to(folder)
    ]


def _bubblewrap(folders: dict[str, str], disk: int) -> list[str]:
    root = "/opt/python" if "/opt/python" in folders else sys.base_prefix
    python = f"{root}/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    spaces = ["user", "pid", "net", "ipc", "uts", "cgroup-try"]
    writable = ("/tmp", "/home/student", *["/dev/shm"] * bool(disk))
    return [
        "bwrap",
        *(f"--unshare-{space}" for space in spaces),
        *["--uid", "1000", "--gid", "1000", "--hostname", "sandbox", "--die-with-parent", "--new-session"],
        *["--cap-drop", "ALL", "--clearenv", *["--as-pid-1"] * bool(disk)],
        *(word for name, value in _environment(root).items() for word in ("--setenv", name, value)),
        *["--ro-bind", "/usr", "/usr", "--dir" if disk else "--proc", "/proc", "--dev", "/dev"],
        *(word for place in writable for word in (*["--size", str(disk)] * bool(disk), "--tmpfs", place)),
        *_system(),
        *(word for place, folder in folders.items() for word in ("--ro-bind", folder, place)),
        *(word for place in _hidden() for word in ("--tmpfs", place, "--remount-ro", place)),
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
