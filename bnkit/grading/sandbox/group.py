"""A memory control group (cgroup v2) for each submission, where the system gives this process one that it may divide."""

import contextlib
import os
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
GRADER, SUBMISSION = "bnkit-grader", "submission-"


class Group:
    """What a process and all that it starts hold in memory is bounded together, by the kernel; past that all of it ends."""

    def __init__(self, folder: Path, process: int, most: int):
        """Bound `process` and its later children to that many bytes. Raises OSError."""
        self.folder = folder
        folder.mkdir()
        try:
            (folder / "memory.max").write_text(str(most))
            (folder / "memory.oom.group").write_text("1")
            (folder / "cgroup.procs").write_text(str(process))
        except OSError:
            self.end()
            raise
        with contextlib.suppress(OSError):
            (folder / "memory.swap.max").write_text("0")

    @property
    def overflowed(self) -> bool:
        """Whether it wanted more than that; a machine that is short of memory does not count."""
        events = dict(line.split() for line in (self.folder / "memory.events").read_text().splitlines())
        return int(events["oom"]) > 0

    def end(self) -> None:
        """Remove it, once its processes have ended."""
        with contextlib.suppress(OSError):
            self.folder.rmdir()


def group_of(process: int, most: int) -> Group | None:
    """A group for this process, bounded to so many bytes; None where none can be made."""
    own = _own()
    if own.name == GRADER:
        with contextlib.suppress(OSError):
            return Group(own.with_name(f"{SUBMISSION}{process}"), process, most)
    return None


def divide() -> None:
    """Let this process's group hold groups, where it is ours and nobody else is in it.

    This process moves into one of them; so those that it starts can make more.
    """
    own = _own()
    if own.name == GRADER or not _has_memory(own):
        return
    grader = own / GRADER
    with contextlib.suppress(OSError):
        grader.mkdir(exist_ok=True)
        try:
            (grader / "cgroup.procs").write_text(str(os.getpid()))
            (own / "cgroup.subtree_control").write_text("+memory")
        except OSError:
            (own / "cgroup.procs").write_text(str(os.getpid()))
            grader.rmdir()


def _own() -> Path:
    lines = Path("/proc/self/cgroup").read_text().splitlines()
    return ROOT / next((line[3:] for line in lines if line.startswith("0::")), "").lstrip("/")


def _has_memory(group: Path) -> bool:
    try:
        return "memory" in (group / "cgroup.controllers").read_text().split()
    except OSError:
        return False
