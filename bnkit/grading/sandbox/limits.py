"""What one submission may use."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds on one submission; sizes are in bytes, times in seconds.

    Times are its own: the processor's, and what it waits for nothing. A machine that is busy takes nothing off them.

    cell       the longest that one cell may run
    total      the longest that the whole submission may run, replays after a crash included
    restarts   how many crashes or hangs are forgiven before the rest is skipped
    memory     address space of each process, and what all together may hold
    disk       each of its three writable folders
    processes  processes and threads at one time
    reply      the longest message it may send back
    upload     all its files together; a notebook may be a quarter of that
    """

    cell: float = 30.0
    total: float = 180.0
    restarts: int = 6
    memory: int = 1 << 30
    disk: int = 64 << 20
    processes: int = 24
    reply: int = 64 << 20
    upload: int = 64 << 20
