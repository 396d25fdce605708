"""A confined process for one submission, as the trusted side holds it."""

import contextlib
import os
import select
import signal
from dataclasses import dataclass
from typing import Any

from bnkit.grading.sandbox.bubblewrap import NoSandbox
from bnkit.grading.sandbox.channel import Broken, Channel, Late, Seconds
from bnkit.grading.sandbox.disk import Disk
from bnkit.grading.sandbox.group import Group, group_of
from bnkit.grading.sandbox.meter import Meter

START_SECONDS = 60


@dataclass
class Fork:
    """The process, the channel to it, and what it may hold in memory.

    process  what the sandbox calls it: a number of its own, or a Popen
    leader   the first process of its namespace, with whose end all in there ends; meter watches it
    group    its memory control group, where there is one
    disk     the bound on its folder, where the walls do not bound that
    """

    process: Any
    channel: Channel
    memory: int
    leader: int | None = None
    meter: Any = None
    group: Group | None = None
    disk: Disk | None = None

    def refused(self, seconds: float = START_SECONDS) -> str:
        """Wait for its first message: why it could not be confined, or "" once it is."""
        try:
            leader, told = self.channel.greeting(Seconds(seconds))
            if told:
                return told.decode(errors="replace")
            self.handle, self.leader = os.pidfd_open(leader), leader
            self.meter, self.group = Meter(leader, self.memory, self.disk), group_of(leader, self.memory)
            return ""
        except Late:
            return "it takes too long"
        except (Broken, OSError) as error:
            return str(error)

    def gone(self, seconds: float) -> bool:
        """Whether its namespace ends within that time by itself."""
        if self.leader is None:
            return False
        poll = select.poll()
        poll.register(self.handle, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def end(self) -> None:
        """End its namespace, and wait until there is nothing in it. Raises NoSandbox where something stays."""
        self.channel.close()
        if self.leader is None:
            return
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        if not self.gone(START_SECONDS):
            raise NoSandbox(f"The process {self.leader} of a submission does not end, though it was killed")
        os.close(self.handle)
        if self.group:
            self.group.end()
