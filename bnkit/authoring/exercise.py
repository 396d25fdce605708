"""What an exercise is: a right answer, inputs to try it on, and the mistakes that people make."""

import ast
import contextlib
import importlib
import inspect
import re
import sys
import textwrap
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

CHAPTER = re.compile(r"ch\d\d_\w+")


class BrokenSource(Exception):
    """A chapter's package that cannot be used, with what to mend."""


@dataclass(frozen=True)
class Case:
    """One set of arguments.

    name       completes "wrong where …": "eps is of the order of the variance"
    args       the arguments by name: plain data (see `bnkit.judging.plain`)
    tolerance  the largest |got - right| / scale that counts as right
    may_raise  True where refusing the input with an exception is as good as the right answer
    advice     where a difference only earns a note: the slug of the fragile answer that it shows
    """

    name: str
    args: Mapping[str, Any]
    tolerance: float = 1e-7
    may_raise: bool = False
    advice: str | None = None

    @property
    def decides(self) -> bool:
        """Whether a difference in this case costs points."""
        return self.advice is None


@dataclass(frozen=True)
class Quantities:
    """What the text computes on the way, by name: "the variance", "x − mean"; and what people take for it.

    right     values that a right answer may have; a name completes "it is …"
    mistaken  values that no right answer has any use for; a name says what was done: "the variance over the features"
    """

    right: Mapping[str, Any]
    mistaken: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Exercise:
    """A piece to write, and all that is needed to judge it.

    solution  the right answer; its name is the exercise's name, its docstring the assignment
    cases     seed -> the cases, the smallest first
    outputs   the names of what the solution returns, in order; a NamedTuple's fields count one by one (`cache.x_hat`)
    mistakes  functions with the solution's signature; the name is the slug, the docstring what the learner is told;
              the commonest first
    fragile   answers that are right on ordinary input and lose all digits on some: a case's advice names them, at full
              points; the docstring is the note
    scales    solution's arguments -> {output: size of its values}, where max |right| is too coarse
    symbols   solution's arguments -> {"m": …, "gamma": …}: what an unknown wrong answer may be off by
    quantities  solution's arguments -> Quantities: by them the verdict says where an answer goes wrong
    weights   an output's share of the points, where shares are unequal
    purpose   what the piece is for, in a sentence or two of Markdown
    section   the page's anchor where its idea is explained
    hints     a question, the idea, the formula
    use       code that uses the finished piece, shown after its check
    """

    solution: Callable
    cases: Callable[[int], Iterable[Case]]
    outputs: tuple[str, ...]
    mistakes: tuple[Callable, ...] = ()
    fragile: tuple[Callable, ...] = ()
    scales: Callable[..., Mapping[str, Any]] | None = None
    symbols: Callable[..., Mapping[str, Any]] | None = None
    quantities: Callable[..., Quantities] | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    points: int = 1
    purpose: str = ""
    section: str = ""
    hints: tuple[str, ...] = ()
    use: str = ""

    @property
    def name(self) -> str:
        """The piece's name, unique in the course."""
        return self.solution.__name__

    @property
    def title(self) -> str:
        """The name in words: "batch norm forward"."""
        return self.name.replace("_", " ")


@dataclass(frozen=True)
class Question:
    """A question to answer in words, graded by hand.

    name     unique in the course
    text     the question, Markdown
    rubric   what a full answer says; only the instructor's version shows it
    after    the name of the exercise that it follows; the end of the notebook by default
    """

    name: str
    text: str
    rubric: str
    points: int = 2
    after: str = ""


@dataclass(frozen=True)
class Chapter:
    """A chapter's exercises, with the package that they come from."""

    name: str
    module: ModuleType
    exercises: tuple[Exercise, ...]
    questions: tuple[Question, ...]

    @property
    def introduction(self) -> str:
        """The package's docstring: Markdown, a title first."""
        return inspect.getdoc(self.module) or f"# {self.name}"


def sources(folder: Path) -> list[Path]:
    """The chapters' packages in `folder`, in order."""
    return sorted(path.parent for path in Path(folder).glob("ch[0-9][0-9]_*/__init__.py"))


def load(path: Path | str) -> Chapter:
    """The chapter whose package is the folder `path`. Raises BrokenSource when it cannot be imported or has no EXERCISES.

    Other chapters that it imports are those beside it.
    """
    path = Path(path)
    package = _import(path)
    exercises = getattr(package, "EXERCISES", None)
    if not exercises or not all(isinstance(exercise, Exercise) for exercise in exercises):
        raise BrokenSource(f"{path} has no EXERCISES: end its __init__.py with EXERCISES = [piece.EXERCISE, ...].")
    return Chapter(path.name, package, tuple(exercises), tuple(getattr(package, "QUESTIONS", ())))


def _import(path: Path) -> ModuleType:
    if not CHAPTER.fullmatch(path.name) or not (path / "__init__.py").is_file():
        raise BrokenSource(f"{path} is not a chapter: a folder chNN_name with an __init__.py.")
    with _chapters_of(path.parent.resolve()):
        try:
            return importlib.import_module(path.name)
        except Exception as error:
            told = f"{_place(error, path)} cannot be imported: {type(error).__name__}: {error}"
            raise BrokenSource(told) from error


def _place(error: Exception, folder: Path) -> str:
    """The last line in `folder` that was run before the error."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame for frame in frames if Path(frame.filename).is_relative_to(folder.resolve())]
    return f"{folder / Path(lines[-1].filename).name}, line {lines[-1].lineno}" if lines else str(folder)


@contextlib.contextmanager
def _chapters_of(folder: Path) -> Iterator[None]:
    """Names of chapters mean those in `folder`: none that was imported before is taken, and none is left."""
    before = _forget_chapters()
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        _forget_chapters()
        sys.modules.update(before)


def _forget_chapters() -> dict[str, ModuleType]:
    return {name: sys.modules.pop(name) for name in list(sys.modules) if CHAPTER.match(name)}


def stub(function: Callable) -> str:
    """The source of `function` up to its docstring's end, and a body that says it is not written yet."""
    source = textwrap.dedent(inspect.getsource(function))
    definition = ast.parse(source).body[0]
    if not ast.get_docstring(definition):
        raise BrokenSource(f"{function.__name__} needs a docstring: it is the assignment's text.")
    head = source.splitlines()[definition.lineno - 1 : definition.body[0].end_lineno]
    return "\n".join([*head, "    raise NotImplementedError()"])


def message(mistake: Callable) -> str:
    """What the learner is told of `mistake`: its docstring, in one paragraph."""
    text = inspect.getdoc(mistake)
    if not text:
        raise BrokenSource(f"The mistake {mistake.__name__} needs a docstring: it is what the learner is told.")
    return " ".join(text.split())
