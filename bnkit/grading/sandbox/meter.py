"""A submission's own time, which is the same on a machine that is busy or stands still, and its memory."""

import time

from bnkit.grading.sandbox.channel import LONGEST_TICK, TICK, Late
from bnkit.grading.sandbox.disk import MOST_FILES, Disk
from bnkit.grading.sandbox.usage import Usage, below, held, usage

GENEROUS = 10  # times a limit may pass on the clock, for a submission that gets little of the machine


class Asleep(Late):
    """It waits, and nothing comes."""


class Hungry(Exception):
    """It holds more than it may; the text says how much that is, and of what."""


class Meter:
    """Patience with a submission's processes.

    Its own time is the processor's time that they used, and the time in which none of them had anything to do. Time in which
    they were ready and the machine did not let them, or in which this process was stopped, is not theirs.
    """

    def __init__(self, leader: int, memory: int, disk: Disk | None = None):
        self.leader, self.most, self.disk = leader, memory, disk
        self.peak, self.waited, self.clock = 0, 0.0, 0.0
        self.now: Usage = usage(below(leader))
        self.last = time.monotonic()
        self.allow(0.0)

    @property
    def own(self) -> float:
        """Its own seconds so far."""
        return self.now.processor + self.waited

    def allow(self, seconds: float) -> None:
        """From now on it has that many seconds of its own."""
        self.seconds, self.start, self.started = seconds, self.own, self.clock
        self.processor = self.now.processor

    def resume(self) -> None:
        """Begin to wait for it: what passed since the last wait is not its time."""
        self.last = time.monotonic()

    def check(self) -> None:
        """Raises Late, Hungry."""
        now = time.monotonic()
        if now - self.last < TICK / 2:
            return
        passed, self.last = min(now - self.last, LONGEST_TICK), now
        self._read(passed)
        if self.now.processor - self.processor > self.seconds:
            raise Late
        if self.own - self.start > self.seconds or self.clock - self.started > GENEROUS * self.seconds:
            raise Asleep

    def _read(self, passed: float) -> None:
        processes, before = below(self.leader), self.now.processor
        now = usage(processes)
        self.now = Usage(max(now.processor, before), now.memory, now.ready)
        self.clock += passed
        if not now.ready:
            self.waited += max(passed - (self.now.processor - before), 0)
        if now.memory > self.most / 2:
            self.peak = max(self.peak, held(processes))
        if self.peak > self.most:
            raise Hungry(f"{self.most >> 20} MB of memory")
        self.check_disk()

    def check_disk(self) -> None:
        """Raises Hungry where its files take more than they may."""
        if self.disk and not self.disk.holds(self.leader):
            raise Hungry(f"{self.disk.most >> 20} MB, or {MOST_FILES} files")
