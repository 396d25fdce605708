"""What a submission keeps on the disk, for walls that cannot bound it themselves."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from math import inf
from pathlib import Path

MOST_FILES = 4096  # as many as bubblewrap's folders hold
BLOCK = 512


@dataclass(frozen=True)
class Disk:
    """How many bytes a submission's own folder may take: the one in `folder` that is called as its process."""

    folder: Path
    most: int

    def holds(self, process: int) -> bool:
        """Whether what is in the folder, and what the process holds open without a name, is within the bound."""
        sizes = list(islice(chain(_below(self.folder / str(process)), _unnamed(process)), MOST_FILES + 1))
        return len(sizes) <= MOST_FILES and sum(sizes) <= self.most


def _below(folder: Path) -> Iterator[float]:
    """The size of each file and folder below; infinite where one cannot be looked into, as below a path that is too long."""
    folders = [os.fspath(folder)]
    while folders:
        try:
            for entry in os.scandir(folders.pop()):
                status = entry.stat(follow_symlinks=False)
                yield status.st_blocks * BLOCK
                if stat.S_ISDIR(status.st_mode):
                    folders.append(entry.path)
        except FileNotFoundError:  # it is removed just now
            continue
        except OSError:
            yield inf


def _unnamed(process: int) -> Iterator[float]:
    """The size of each open file that has been removed."""
    try:
        for entry in os.scandir(f"/proc/{process}/fd"):
            status = os.stat(entry.path)
            if stat.S_ISREG(status.st_mode) and not status.st_nlink:
                yield status.st_blocks * BLOCK
    except OSError:  # the process, or its file, has ended
        return
