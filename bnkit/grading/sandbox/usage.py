"""What a process and all those below it use, from Linux's /proc."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Usage:
    """What some processes use together.

    processor  seconds of processor time so far
    memory     bytes of memory that they hold; what several share counts several times
    ready      whether one of them works, or would if the machine let it
    """

    processor: float
    memory: int
    ready: bool


def usage(processes: list[int]) -> Usage:
    """What these processes use."""
    fields = [found for each in processes if (found := _stat(Path(f"/proc/{each}/stat")))]
    return Usage(
        processor=sum(int(ticks) for found in fields for ticks in found[11:15]) / os.sysconf("SC_CLK_TCK"),
        memory=sum(int(found[21]) for found in fields) * os.sysconf("SC_PAGE_SIZE"),
        ready=any(_ready(each) for each in processes),
    )


def below(process: int) -> list[int]:
    """The process and all that come from it."""
    found = [process]
    for each in found:
        for task in _tasks(each):
            found += map(int, _read(task / "children").split())
    return found


def held(processes: list[int]) -> int:
    """Bytes of memory that the processes hold together; what several share counts once."""
    return sum(_proportional(each) for each in processes)


def _proportional(process: int) -> int:
    for line in _read(Path(f"/proc/{process}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) << 10
    found = _stat(Path(f"/proc/{process}/stat"))
    return int(found[21]) * os.sysconf("SC_PAGE_SIZE") if found else 0


def _ready(process: int) -> bool:
    return any((found := _stat(task / "stat")) and found[0] in "RD" for task in _tasks(process))


def _tasks(process: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{process}/task").iterdir())
    except OSError:
        return []


def _stat(path: Path) -> list[str]:
    """The fields after the name: the state is 0, times are 11 to 14, pages in memory 21."""
    return _read(path).rpartition(")")[2].split()


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""
