"""The trusted side of one submission: run its cells and call its functions in the sandbox, past hangs and crashes."""

import builtins
import contextlib
import itertools
import time
from collections import deque
from collections.abc import Iterable
from typing import Any

import numpy as np

from bnkit.grading.sandbox import wire
from bnkit.grading.sandbox.bubblewrap import refusal
from bnkit.grading.sandbox.channel import Broken, Ended, Late
from bnkit.grading.sandbox.fork import Fork
from bnkit.grading.sandbox.limits import Limits
from bnkit.grading.sandbox.meter import Asleep, Hungry
from bnkit.grading.sandbox.sandbox import Sandbox, sandbox
from bnkit.grading.sandbox.seccomp import SIGKILL

STARTING, TRIES = 20, 3
MOST_SENT = 16  # requests that wait in the channel
GIVEN_UP = "the whole notebook took too long or crashed too often; the rest was not run."


KILLS = 5
GRACE = 2.0
KILLED = {-SIGKILL, 128 + SIGKILL, None}
DISTURBED = f"This machine ended the submission's process {KILLS} times. Has it too little memory?"


class Stopped(Exception):
    """The submission's process hung or died; the text says it to the learner."""


class Doubtful(Stopped):
    """It ended, or waits for nothing: the submission may have done that, or the machine."""


class Died(Doubtful):
    """It ended."""


class Over(Stopped):
    """Nothing more of this submission is run."""


class Disturbed(Exception):
    """The machine does not let the submission run to its end; the text says it to the instructor."""


class Session:
    """One submission in its own confined processes, one after another where they hang or crash."""

    def __init__(
        self, sandbox: Sandbox, files: dict[str, np.ndarray], limits: Limits | None = None, mute: bool = False
    ):
        """Where `mute`, nobody sees what it displays, and what its exceptions are called and say is not passed on."""
        self.sandbox, self.files, self.limits, self.mute = sandbox, files, limits or sandbox.limits, mute
        self.fork: Fork | None = None
        self.done: list[str] = []
        self.stops: list[str] = []
        self.numbers = itertools.count(1)
        self.sent: deque[tuple[int, bytes]] = deque()
        self.spent = 0.0
        self.disturbed = ""

    def begin_cell(self) -> None:
        """Give the next cell its time."""
        if self.fork:
            self.fork.meter.allow(min(self.limits.cell, self.limits.total - self.spent - self.fork.meter.own))

    def run(self, source: str, following: Iterable[str] = ()) -> Any:
        """Run a cell of the submission; what it reports of the outputs, or nothing where it is mute.

        following: the cells that will be run next, whatever comes of this one. Raises Stopped; then the cell is never replayed.
        """
        self.begin_cell()
        if not self.sent:
            self.foretell(wire.encode(["run", each, not self.mute]) for each in [source, *following])
        reply = self._ask("run", source, not self.mute)
        self.done.append(source)
        return reply

    def look(self, name: str) -> Any:
        """The submission's value of `name`: plain data, or a Proxy for a function. Raises NameError, Stopped."""
        match self._ask("look", name):
            case ["function", _]:
                return Proxy(self, name)
            case ["value", value]:
                return value
            case ["absent", _]:
                raise NameError(f"name '{name}' is not defined")
        raise Stopped("it answered nonsense")

    def call(self, name: str, arguments: list, keywords: dict) -> list:
        """Call a function there: "returned" or "raised", what, and the changed arguments and keywords. Raises Stopped."""
        reply = self._ask("call", name, arguments, keywords)
        if type(reply) is not list or len(reply) not in (2, 4) or reply[0] not in ("returned", "raised"):
            raise Stopped("it answered nonsense")
        return reply

    def foretell(self, requests: Iterable[bytes]) -> None:
        """Send what comes next, so that the process need not be waited for; `call` and `run` take each answer in its turn."""
        for request in requests:
            number = next(self.numbers)
            if not self.fork or len(self.sent) == MOST_SENT or not self._offer(number, request):
                return
            self.sent.append((number, request))

    def _offer(self, number: int, request: bytes) -> bool:
        assert self.fork
        try:
            return self.fork.channel.offer(number, request)
        except Broken:  # whoever asks next will notice
            return False

    def steps(self, name: str, key: str) -> list[str]:
        """Where it says that its function goes wrong in the examples of its file `key`. Raises Stopped."""
        told = self._ask("steps", name, key)
        return [each for each in told if type(each) is str] if type(told) is list else []

    def _ask(self, *request: Any) -> Any:
        """The process's answer. Where it may be the machine that ended it, it is asked again in a fresh one. Raises Stopped."""
        kills = doubts = 0
        while True:
            try:
                self._ready()
                return self._exchange(*request)
            except Over:
                raise
            except Doubtful as doubtful:
                killed = isinstance(doubtful, Died) and self._was_killed()
                self._finish(charge=doubts > 0 and not killed)
                kills, doubts = kills + killed, doubts + (not killed)
                if doubts > 1:
                    self._charge(str(doubtful))
                self._rest(kills)
            except Stopped as stopped:
                self._finish()
                self._charge(str(stopped))

    def _exchange(self, *request: Any) -> Any:
        assert self.fork
        channel, meter = self.fork.channel, self.fork.meter
        meter.resume()
        try:
            number = self._send(wire.encode(list(request)))
            reply = wire.decode(channel.receive(number, meter)[1])
            meter.check_disk()  # it may have been too quick to be watched
            return reply
        except Asleep as error:
            raise Doubtful(self._slow) from error
        except Late as error:
            raise Stopped(self._slow) from error
        except Hungry as error:
            raise Stopped(f"it used more than {error}.") from error
        except Ended as error:
            if self.fork.group and self.fork.group.overflowed:
                raise Stopped(f"it used more than {self.limits.memory >> 20} MB of memory.") from error
            raise Died("it crashed or used too much memory.") from error
        except (Broken, wire.Refused) as error:
            raise Stopped(f"{error}.") from error

    def _send(self, request: bytes) -> int:
        """Send the request, unless it was sent before: its number."""
        assert self.fork
        while self.sent:
            number, sent = self.sent.popleft()
            if sent == request:
                return number
            self.fork.channel.receive(number, self.fork.meter)  # nobody wants this answer any more
        number = next(self.numbers)
        self.fork.channel.send(number, request, self.fork.meter)
        return number

    @property
    def _slow(self) -> str:
        return f"it did not finish within {self.limits.cell:g} seconds. Is there a loop without an end?"

    def _was_killed(self) -> bool:
        """Whether the process was killed, which a submission in walls cannot do itself unless it uses much memory."""
        assert self.fork
        ended = self.fork.gone(GRACE)
        within = ended and not self.sandbox.unsafe and self.fork.meter.peak < self.limits.memory / 2
        return within and self.sandbox.kill(self._part(charge=False)) in KILLED

    def _rest(self, kills: int) -> None:
        """Let a machine that kills come to rest. Raises Over where it does not, and nobody is charged for that."""
        if kills == KILLS:
            self.disturbed = DISTURBED
            raise Over(DISTURBED)
        if kills:
            time.sleep(0.1 * 4**kills)

    def _charge(self, reason: str) -> None:
        """Raises Stopped for that reason, which the submission is told."""
        self.stops.append(reason)
        raise Stopped(reason)

    def _ready(self) -> None:
        """Where there is no process, start one and run again every cell that ended. Raises Stopped, and Over for too many starts."""
        if self.fork:
            return
        if self.disturbed:
            raise Over(self.disturbed)
        if len(self.stops) > self.limits.restarts or self.spent > self.limits.total:
            self.stops += [] if GIVEN_UP in self.stops else [GIVEN_UP]
            raise Over(GIVEN_UP)
        self._begin()
        for source in self.done:
            self.begin_cell()
            self._exchange("run", source, False)
        self.begin_cell()

    def _begin(self) -> None:
        """A process with the files; nothing of the submission has run, so a failure is the sandbox's. Raises NoSandbox."""
        for _ in range(TRIES):
            self.fork = self.sandbox.fork()
            reason = self.fork.refused() or self._send_files(self.fork)
            if not reason:
                return
            self.close()
        raise refusal(f"A confined process does not start: {reason} {self.sandbox.complaint()}".strip())

    def _send_files(self, fork: Fork) -> str:
        """Bring the files into the process; why that failed, if it did."""
        try:
            fork.meter.allow(STARTING)
            self._exchange("files", self.files)
            return ""
        except Stopped as stopped:
            return str(stopped)

    def _finish(self, charge: bool = True) -> None:
        """End the process, where there is one. Its time counts, unless it is not its fault."""
        if self.fork:
            self.sandbox.drop(self._part(charge))

    def _part(self, charge: bool) -> Fork:
        """The process, which is this session's no more."""
        fork, self.fork = self.fork, None
        assert fork
        self.sent.clear()
        if fork.meter and charge:
            self.spent += fork.meter.own
        return fork

    def close(self) -> None:
        """End the submission's processes."""
        self._finish()


def request(name: str, arguments: list, keywords: dict) -> bytes:
    """The call of a function, as it is sent."""
    return wire.encode(["call", name, arguments, keywords])


def probe() -> None:
    """Try a sandbox and a confined process in it. Raises NoSandbox with what they say."""
    with sandbox() as box, contextlib.closing(Session(box, {})) as session, contextlib.suppress(NameError):
        session.look("nothing")


class Proxy:
    """A submission's function: calling it sends the arguments to the sandbox and returns the reply."""

    def __init__(self, session: Session, name: str):
        self._session, self.__name__, self.stopped = session, name, ""

    def foretell(self, calls: Iterable[bytes]) -> None:
        """Say which calls of it (`request`) come next."""
        if not self.stopped:
            self._session.foretell(calls)

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """What the submission's function returns; its changes of the arguments are made here too.

        Raises what it raised, or TimeoutError once it has been stopped.
        """
        if self.stopped:
            raise TimeoutError(self.stopped)
        try:
            how, what, *changed = self._session.call(self.__name__, list(arguments), keywords)
        except Stopped as stopped:
            self.stopped = str(stopped)
            raise TimeoutError(self.stopped) from None
        if changed:
            _follow(list(arguments), changed[0])
            _follow(keywords, changed[1])
        if how == "raised":
            raise _exception(what, self._session.mute)
        return what


def _follow(ours: Any, theirs: Any) -> None:
    """Make the changes in `theirs` in `ours`, in place."""
    if isinstance(ours, np.ndarray):
        _follow_array(ours, theirs)
    elif isinstance(ours, (list, tuple)) and isinstance(theirs, (list, tuple)):
        if type(ours) is list and len(ours) != len(theirs):
            ours[:] = theirs
        for item, other in zip(ours, theirs, strict=False):
            _follow(item, other)
        _follow_scalars(ours, theirs, range(min(len(ours), len(theirs))))
    elif isinstance(ours, dict) and isinstance(theirs, dict):
        for name in set(ours) & set(theirs):
            _follow(ours[name], theirs[name])
        if set(ours) != set(theirs):
            ours.clear()
            ours.update(theirs)
        _follow_scalars(ours, theirs, list(ours))


def _follow_scalars(ours: Any, theirs: Any, places: Any) -> None:
    """Numbers and text in a list or dict that were replaced."""
    plain = (bool, int, float, str, type(None))
    if isinstance(ours, (list, dict)):
        for place in places:
            if type(theirs[place]) in plain and type(ours[place]) in plain:
                ours[place] = theirs[place]


def _follow_array(ours: np.ndarray, theirs: Any) -> None:
    if not isinstance(theirs, np.ndarray) or theirs.dtype != ours.dtype or theirs.size != ours.size:
        ours.resize((ours.size + 1,), refcheck=False)
        return
    if theirs.shape != ours.shape:
        ours.shape = theirs.shape
    ours[...] = theirs


def _exception(told: Any, mute: bool) -> Exception:
    """The exception that a submission says it raised; never one that would end this process."""
    name, text = (str(each) for each in (told if type(told) is list and len(told) == 2 else ("Exception", "")))
    known = getattr(builtins, name, None)
    if mute:
        return NotImplementedError() if known is NotImplementedError else Exception("(what it says is not shown)")
    if not (isinstance(known, type) and issubclass(known, Exception)):
        known = type(name[:60] if name.isidentifier() else "Exception", (Exception,), {})
    try:
        return known(text)
    except Exception:
        return Exception(text)
