"""The trusted side of one submission: run its cells and call its functions in the sandbox, past hangs and crashes."""

import builtins
import contextlib
import itertools
import re
import time
from typing import Any

import numpy as np

from bnkit.grading.sandbox import wire
from bnkit.grading.sandbox.bubblewrap import refusal
from bnkit.grading.sandbox.channel import Broken, Channel, Ended, Late
from bnkit.grading.sandbox.limits import Limits
from bnkit.grading.sandbox.sandbox import Fork, Sandbox, sandbox

STARTING, TRIES = 20, 3
GIVEN_UP = "the whole notebook took too long or crashed too often; the rest was not run."


class Stopped(Exception):
    """The submission's process hung or died; the text says it to the learner."""


class Session:
    """One submission in its own confined processes, one after another where they hang or crash."""

    def __init__(self, sandbox: Sandbox, files: dict[str, np.ndarray], limits: Limits | None = None):
        self.sandbox, self.files, self.limits = sandbox, files, limits or sandbox.limits
        self.fork: Fork | None = None
        self.done: list[str] = []
        self.stops: list[str] = []
        self.numbers = itertools.count(1)
        self.end = time.monotonic() + self.limits.total
        self.deadline = self.end

    def begin_cell(self) -> None:
        """Give the next cell its time."""
        self.deadline = min(time.monotonic() + self.limits.cell, self.end)

    def run(self, source: str) -> Any:
        """Run a cell of the submission; what it reports of the outputs. Raises Stopped; then the cell is never replayed."""
        self.begin_cell()
        reply = self._ask("run", source)
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
        """Call a function there: ["returned" or "raised", what, arguments after, keywords after]. Raises Stopped."""
        reply = self._ask("call", name, arguments, keywords)
        if type(reply) is not list or len(reply) != 4 or reply[0] not in ("returned", "raised"):
            raise Stopped("it answered nonsense")
        return reply

    def _ask(self, *request: Any) -> Any:
        fork = self.fork or self._restart()
        try:
            return self._exchange(fork.channel, self.deadline, *request)
        except Stopped as stopped:
            self._drop(str(stopped))
            raise

    def _exchange(self, channel: Channel, deadline: float, *request: Any) -> Any:
        number = next(self.numbers)
        try:
            channel.send(number, wire.encode(list(request)), deadline)
            return wire.decode(channel.receive(number, deadline)[1])
        except Late as error:
            raise Stopped(
                f"it did not finish within {self.limits.cell:g} seconds. Is there a loop without an end?"
            ) from error
        except Ended as error:
            raise Stopped("it crashed or used too much memory.") from error
        except (Broken, wire.Refused) as error:
            raise Stopped(f"{error}.") from error

    def _restart(self) -> Fork:
        """Start afresh and run again every cell that ended. Raises Stopped where too much has been stopped already."""
        if len(self.stops) > self.limits.restarts or time.monotonic() > self.end:
            self.stops += [] if GIVEN_UP in self.stops else [GIVEN_UP]
            raise Stopped(GIVEN_UP)
        fork = self._begin()
        try:
            for source in self.done:
                self._exchange(fork.channel, min(time.monotonic() + self.limits.cell, self.end), "run", source)
        except Stopped as stopped:
            self._drop(str(stopped))
            raise
        if self.stops:
            self.begin_cell()
        return fork

    def _begin(self) -> Fork:
        """A process with the files; nothing of the submission has run, so a failure is the sandbox's. Raises NoSandbox."""
        for _ in range(TRIES):
            self.fork = fork = self.sandbox.fork()
            reason = fork.refused() or self._send_files(fork)
            if not reason:
                return fork
            self.close()
        raise refusal(f"A confined process does not start: {reason} {self.sandbox.complaint()}".strip())

    def _send_files(self, fork: Fork) -> str:
        """Bring the files into the process; why that failed, if it did."""
        try:
            self._exchange(fork.channel, time.monotonic() + STARTING, "files", self.files)
            return ""
        except Stopped as stopped:
            return str(stopped)

    def _drop(self, reason: str) -> None:
        self.stops.append(reason)
        self.close()

    def close(self) -> None:
        """End the submission's processes."""
        if self.fork:
            fork, self.fork = self.fork, None
            self.sandbox.kill(fork)


def probe() -> None:
    """Try a sandbox and a confined process in it. Raises NoSandbox with what they say."""
    with sandbox() as box, contextlib.closing(Session(box, {})) as session, contextlib.suppress(NameError):
        session.look("nothing")


class Proxy:
    """A submission's function: calling it sends the arguments to the sandbox and returns the reply."""

    def __init__(self, session: Session, name: str):
        self._session, self.__name__, self._stopped = session, name, ""

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """What the submission's function returns; its changes of the arguments are made here too.

        Raises what it raised, or TimeoutError once it has been stopped.
        """
        if self._stopped:
            raise TimeoutError(self._stopped)
        try:
            how, what, after, keywords_after = self._session.call(self.__name__, list(arguments), keywords)
        except Stopped as stopped:
            self._stopped = str(stopped)
            raise TimeoutError(self._stopped) from None
        _follow(list(arguments), after)
        _follow(keywords, keywords_after)
        if how == "raised":
            raise _exception(what)
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


def _exception(told: Any) -> Exception:
    """The exception that a submission says it raised; never one that would end this process."""
    name, text = (str(each) for each in (told if type(told) is list and len(told) == 2 else ("Exception", "")))
    text = re.sub(r"\d+\.\d{4,}(e[-+]?\d+)?", "…", text)
    known = getattr(builtins, name, None)
    if not (isinstance(known, type) and issubclass(known, Exception)):
        known = type(name[:60] if name.isidentifier() else "Exception", (Exception,), {})
    try:
        return known(text)
    except Exception:
        return Exception(text)
