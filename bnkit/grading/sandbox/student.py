"""Runs inside the sandbox: execute a submission's cells and call its functions, and report what came of it."""

import ast
import contextlib
import io
import os
import random
import re
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.formatters import DisplayFormatter
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from bnkit.grading.sandbox import wire
from bnkit.grading.sandbox.channel import Broken, Channel
from bnkit.judging.find import find
from bnkit.judging.telling import steps

MOST_OUTPUTS = 200
LONGEST_OUTPUT = 200_000
LONGEST_LINE = 2000
LONGEST_PICTURE = 2_000_000
# what notebooks, the seeds of a fork, answer keys and IPython's first error load
WARMING = (
    "import encodings.cp437, numpy.random, zipfile",
    "import bnkit.learning.kept, bnkit.progress\nbnkit.learning.kept.workspace()",
    "raise NotImplementedError",
)
PROMPTS = ("In [", ">>>", "...")
ESCAPE = re.compile(r"[%!?]|^[ \t]*[,;/]", re.MULTILINE)  # without which no line is magic
TOO_MANY = "(There are more outputs: they are left out.)"


class Recorder:
    """The outputs of a cell in their order, up to a longest length."""

    def __init__(self):
        self.clear()

    def clear(self) -> None:
        """Start a new cell."""
        self.outputs: list[dict[str, Any]] = []
        self.left, self.pictures = LONGEST_OUTPUT, LONGEST_PICTURE

    def text(self, name: str, text: str) -> None:
        """Add to the stream `name`."""
        kept = text[: self.left]
        self.left -= len(kept)
        last = self.outputs[-1] if self.outputs else {}
        if last.get("name") == name:
            last["text"].append(kept)
        elif kept and self._has_room():
            self.outputs.append({"type": "stream", "name": name, "text": [kept]})

    def data(self, kind: str, data: dict[str, Any]) -> None:
        """Add what was displayed or is the cell's value."""
        plain = str(data.get("text/plain", ""))[: self.left]
        if not self._has_room():
            return
        picture = data.get("image/png")
        picture = picture if isinstance(picture, str) and len(picture) <= self.pictures else None
        self.left, self.pictures = self.left - len(plain), self.pictures - len(picture or "")
        self.outputs.append({"type": kind, "plain": plain, "png": picture})

    def error(self, name: str, message: str, trace: list[str]) -> None:
        """Add an exception."""
        lines = [line[:LONGEST_LINE] for line in trace[-60:]]
        self.outputs.append({"type": "error", "name": name[:100], "message": message[:LONGEST_LINE], "trace": lines})

    def _has_room(self) -> bool:
        """Whether one more output is kept; of the first that is not it says so."""
        if len(self.outputs) == MOST_OUTPUTS:
            self.outputs.append({"type": "stream", "name": "stderr", "text": [TOO_MANY]})
        return len(self.outputs) < MOST_OUTPUTS


class Stream(io.TextIOBase):
    """A standard stream that goes to the recorder."""

    def __init__(self, recorder: Recorder, name: str):
        self.recorder, self.stream = recorder, name

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, text: str) -> int:
        """Record the text."""
        self.recorder.text(self.stream, text)
        return len(text)


class Hook(DisplayHook):
    """The value of a cell's last expression goes to the recorder."""

    shell: Any

    def write_output_prompt(self):
        """No prompt."""

    def write_format_data(self, format_dict, md_dict=None):
        """Record the value."""
        self.shell.recorder.data("execute_result", format_dict)

    def finish_displayhook(self):
        """Nothing to print."""


class Publisher(DisplayPublisher):
    """What is displayed goes to the recorder."""

    def publish(self, data, metadata=None, source=None, **more):
        """Record what is displayed."""
        self.shell.recorder.data("display_data", data)


class Formatter(DisplayFormatter):
    """Gives what is displayed in its formats, where it will be shown."""

    parent: Any

    def format(self, obj, include=None, exclude=None):
        """The object in each format, and what is told of them."""
        return super().format(obj, include, exclude) if self.parent.shown else ({}, {})


class Shell(InteractiveShell):
    """IPython without a terminal, a history or a kernel.

    shown  whether anybody will see the outputs: else no exception is told, and nothing drawn
    """

    shown = True

    def __init__(self, *about, **more):
        """It knows no cell yet."""
        self.known: dict[str, str] = {}
        super().__init__(*about, **more)

    def init_displayhook(self):
        """Before it is used, the recorder."""
        self.recorder = Recorder()
        super().init_displayhook()

    def know(self, cell: str) -> None:
        """Keep what the cell is as Python, for all forks."""
        self.known[cell] = self.transform_cell(cell)

    def transform_cell(self, raw_cell):
        """The cell as Python. IPython looks through all of it for magics; several lines that are Python have none."""
        if raw_cell in self.known:
            return self.known[raw_cell]
        if _is_python(raw_cell):
            return raw_cell if raw_cell.endswith("\n") else f"{raw_cell}\n"
        return super().transform_cell(raw_cell)

    def should_run_async(self, raw_cell, **more):
        """Whether it awaits something, for which IPython compiles it once more."""
        return ("await" in raw_cell or "async" in raw_cell) and super().should_run_async(raw_cell, **more)

    def init_display_formatter(self):
        """As IPython's own, of another class."""
        self.display_formatter = formatter = Formatter(parent=self)
        self.configurables: list[Any] = [*self.configurables, formatter]

    def showtraceback(self, *about, **more):
        """An exception, where it will be shown: its text takes longer than most cells."""
        if self.shown:
            super().showtraceback(*about, **more)

    def _format_exception_for_storage(self, *about, **more):
        """Of a history that nobody keeps."""
        return {}

    def _showtraceback(self, etype, evalue, stb):
        trace = stb if isinstance(stb, list) else [str(stb)]
        self.recorder.error(etype.__name__, _text(evalue), [str(line) for line in trace])

    def enable_gui(self, gui=None):
        """There is no window."""


def _is_python(cell: str) -> bool:
    """Whether IPython would leave the cell as it is: else it takes off prompts, and spaces in front; a line alone may be magic."""
    lines = "\n" in cell.strip() and not cell[0].isspace() and not any(prompt in cell for prompt in PROMPTS)
    return lines and (not ESCAPE.search(cell) or _parses(cell))


def _parses(cell: str) -> bool:
    try:
        return bool(ast.parse(cell))
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False


def new_shell() -> Shell:
    """A shell ready to be forked: it has no thread and no open file."""
    settings = Config()
    settings.HistoryManager.enabled = False
    settings.InteractiveShell.xmode = "Plain"
    settings.InteractiveShell.colors = "NoColor"
    shell = Shell.instance(config=settings, displayhook_class=Hook, display_pub_class=Publisher)
    for cell in WARMING:
        shell.run_cell(cell)
    shell.reset()
    return shell


class Student:
    """Serves requests: files, run, look, call, steps."""

    def __init__(self, channel: Channel, shell: Shell):
        self.channel, self.shell = channel, shell
        random.seed()
        np.random.seed()
        sys.path.insert(0, "")  # as in a kernel: a submission may import its own modules

    def serve(self) -> None:
        """Say that it is ready, and answer until the other side is gone."""
        self.channel.send(0, b"")
        while True:
            try:
                number, self.message = self.channel.receive()
            except Broken:
                return
            operation, *arguments = wire.decode(self.message)
            reply = getattr(self, f"do_{operation}")(*arguments)
            self.channel.send(number, wire.encode(reply))

    def do_files(self, files: dict[str, np.ndarray]) -> None:
        """Write the submission's files, as far as they fit."""
        for name, content in files.items():
            path = Path(name)
            with contextlib.suppress(OSError):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.data)

    def do_run(self, source: str, shown: bool) -> list[dict]:
        """Run a cell; its outputs, where they will be shown."""
        self.shell.shown = shown
        self.shell.recorder.clear()
        sys.stdout, sys.stderr = (Stream(self.shell.recorder, name) for name in ("stdout", "stderr"))
        self.shell.run_cell(source, store_history=True)
        if not shown:
            return []
        for output in self.shell.recorder.outputs:
            if output["type"] == "stream":
                output["text"] = "".join(output["text"])
        return self.shell.recorder.outputs

    def do_look(self, name: str) -> list:
        """What kind of thing `name` is, and its value where that is plain data."""
        if name not in self.shell.user_ns:
            return ["absent", None]
        value = self.shell.user_ns[name]
        return ["function", None] if callable(value) else ["value", value]

    def do_call(self, name: str, arguments: list, keywords: dict) -> list:
        """Call a function: how it ended, what it returned or raised, and its arguments afterwards where it changed them."""
        how, what = self._called(name, arguments, keywords)
        unchanged = wire.encode(["call", name, arguments, keywords]) == self.message
        return [how, what] if unchanged else [how, what, arguments, keywords]

    def _called(self, name: str, arguments: list, keywords: dict) -> tuple[str, Any]:
        try:
            with (
                contextlib.redirect_stdout(io.StringIO()),
                contextlib.redirect_stderr(io.StringIO()),
                warnings.catch_warnings(),
                np.errstate(all="ignore"),
            ):
                warnings.simplefilter("ignore")
                return "returned", self.shell.user_ns[name](*arguments, **keywords)
        except BaseException as error:
            unwritten = isinstance(error, NotImplementedError)
            return "raised", ["NotImplementedError" if unwritten else type(error).__name__, _text(error)]

    def do_steps(self, name: str, key: str) -> list[str]:
        """Where the function called `name` goes wrong in the examples of the file `key`, line by line."""
        try:
            return list(steps(self.shell.user_ns[name], find(name, Path(key))))
        except BaseException:
            return []


def _text(error: BaseException) -> str:
    try:
        return str(error)[:2000]
    except BaseException:
        return "(its message cannot be shown)"


os.environ.setdefault("IPYTHONDIR", "/tmp/ipython")
