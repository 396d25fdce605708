"""Run an instructor's grade cell in this process; names that only the submission defines are looked up in the sandbox."""

import builtins
import contextlib
import io
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from types import CodeType, SimpleNamespace
from typing import Any

from bnkit import hunting
from bnkit.authoring.exercise import BrokenSource
from bnkit.grading.sandbox.session import Proxy, Session, Stopped, request
from bnkit.grading.submission import outputs
from bnkit.grading.submission.code import code_of
from bnkit.hunting.found import Found, hunt_in
from bnkit.hunting.judge import judge_hunt
from bnkit.judging.find import find
from bnkit.judging.judge import judge_piece
from bnkit.judging.key import Answer, NoKey, Piece, load
from bnkit.judging.verdict import Verdict
from bnkit.learning.check import check

CHECK = re.compile(r"\bcheck\(")
NO_FUNCTION = "check needs a function."
ENDING = (KeyboardInterrupt, GeneratorExit)


@dataclass(frozen=True)
class Judged:
    """A verdict of which nobody is shown its own words: the submission may have said hidden inputs in them.

    piece    by which it was judged
    stopped  why the function was stopped; "" where it was not
    judge    the verdict on a function by another key's `piece`
    """

    verdict: Verdict
    piece: Piece
    stopped: str
    judge: Callable[..., Verdict]


class Grader:
    """The trusted namespace of one submission: the imports of the instructor's cells, and what grade cells define.

    key        the answer key that gives the points
    catalogue  the chapters' source, which hunts need
    """

    def __init__(self, session: Session, imports: CodeType, key: Path | None, catalogue: Path | None = None):
        self.session, self.key, self.catalogue = session, key, catalogue
        self.outputs: list = []
        self.names: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}
        self._import(imports)

    def _import(self, statements: CodeType) -> None:
        """Run import statements. What judges is exchanged for the grader's own, which has its key."""
        exec(statements, self.names)
        for name, value in list(self.names.items()):
            if value is check:
                self.names[name] = self.check
            elif value is hunting:
                self.names[name] = SimpleNamespace(check=self.check_hunt)

    def check(self, function: Any) -> float:
        """As `bnkit.check`, with the grader's key, and what was judged among the cell's outputs."""
        if not callable(function):
            raise TypeError(NO_FUNCTION)
        piece = _piece(function.__name__, self.key)
        foretell(function, piece)
        return self._judged(function, judge_piece, piece)

    def check_hunt(self, function: Any) -> float:
        """As `bnkit.hunting.check`, with the grader's key and catalogue."""
        if not callable(function):
            raise TypeError(NO_FUNCTION)
        found = _hunt(function.__name__, self.key, self.catalogue)
        return self._judged(function, partial(judge_hunt, hunt=found.hunt, exercise=found.exercise), found.piece)

    def _judged(self, function: Any, judge: Callable[..., Verdict], piece: Piece) -> float:
        verdict = self._worth(judge(function, piece=piece))
        self.outputs.append(Judged(verdict, piece, getattr(function, "stopped", ""), judge))
        return float(verdict.points)

    def _worth(self, verdict: Verdict) -> Verdict:
        """The verdict with the points that the gradebook gives for its cell."""
        if self.points is None or self.points == verdict.max_points:
            return verdict
        share = verdict.points / verdict.max_points
        return replace(verdict, points=round(share * self.points, 2), max_points=self.points)

    def run(self, source: str, points: float | None = None) -> list:
        """The outputs of the grade cell `source`, as nbgrader reads them: an error, or a value that is the points.

        What `check` judged stands among them as `Judged`; where the cell has one, the cell's `points` are what it may earn.
        """
        self.outputs, printed = [], io.StringIO()
        self.points = points if len(CHECK.findall(source)) == 1 else None
        self.session.begin_cell()
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                value = self._execute(source)
        except ENDING:
            raise
        except BaseException as error:
            self.outputs.append(_error(error))
        else:
            if value is not None:
                shown = repr(value) if isinstance(value, (int, float)) else "(not a number)"
                self.outputs.append(outputs.value({"text/plain": shown}))
        if printed.getvalue():
            self.outputs.insert(0, outputs.stream(printed.getvalue()[: outputs.LONGEST]))
        return self.outputs

    def _execute(self, source: str) -> Any:
        code = code_of(source)
        self._import(code.imports)
        names = self.names | {name: self.session.look(name) for name in code.reads if self._lacks(name)}
        before = dict(names)
        exec(code.statements, names)
        value = eval(code.last, names) if code.last else None
        self.names |= {name: item for name, item in names.items() if before.get(name, self) is not item}
        return value

    def _lacks(self, name: str) -> bool:
        """Whether neither this namespace nor Python defines the name."""
        return name not in self.names and not hasattr(builtins, name)


def foretell(function: Any, piece: Piece) -> None:
    """Tell a submission's function of the calls that `judge_piece` is going to make."""
    if isinstance(function, Proxy):
        cases = [*piece.answers, *piece.examples[:1], *piece.answers[:1]]
        function.foretell(_requests(function.__name__, tuple(cases)))


@lru_cache(maxsize=200)
def _requests(name: str, cases: tuple[Answer, ...]) -> list[bytes]:
    """The calls of a function in these cases, the same for each submission."""
    return [request(name, case.args, case.keywords) for case in cases]


@lru_cache(maxsize=100)
def _piece(name: str, key: Path | None) -> Piece:
    """The piece called `name` in that key, never in a public one. Raises NoKey, which does not tell where the key is."""
    if key is None:
        raise NoKey("This assignment has no secret key.")
    try:
        return find(name, key)
    except NoKey:
        raise NoKey(f"There is no piece called {name}.") from None


@lru_cache(maxsize=100)
def _hunt(name: str, key: Path | None, catalogue: Path | None) -> Found:
    """The hunt called `name` in the chapter of that key. Raises NoKey, which does not tell where the key is."""
    if key is None or catalogue is None:
        raise NoKey("This assignment has no secret key.")
    try:
        return hunt_in(catalogue, f"{load(key).chapter}/{name}", key)
    except (NoKey, BrokenSource):
        raise NoKey(f"There is no hunt called {name}.") from None


def _error(error: BaseException) -> Any:
    """The error as an output: no line of the grade cell, and no text that a submission may have chosen."""
    name = "Stopped" if isinstance(error, Stopped) else type(error).__name__
    ours = isinstance(error, (Stopped, NameError, AssertionError, NoKey)) or str(error) == NO_FUNCTION
    return outputs.error(name, next(iter(str(error).split("\n")), "")[:500] if ours else "")
