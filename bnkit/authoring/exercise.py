"""What an exercise is: a right answer, inputs to try it on, and the mistakes that people make."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any


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
    probe      where the case neither decides nor advises: what to tell of a wrong answer that is right here
    alone      the slug of the mistake that is given away by being wrong in this case and right in all others
    part       in which mode of the piece the case is: "In training"; an answer may have a slip in each
    """

    name: str
    args: Mapping[str, Any]
    tolerance: float = 1e-7
    may_raise: bool = False
    advice: str | None = None
    probe: str = ""
    alone: str = ""
    part: str = ""

    @property
    def decides(self) -> bool:
        """Whether a difference in this case costs points."""
        return self.advice is None and not self.probe

    def also(self, **args: Any) -> "Case":
        """The case with some of its arguments exchanged."""
        return replace(self, args={**self.args, **args})


@dataclass(frozen=True)
class Quantities:
    """What the text computes on the way, by name: "the variance", "x − mean"; and what people take for it.

    right     values that a right answer may have; a name completes "it is …"
    mistaken  values that no right answer has any use for; a name says what was done: "the variance over the features"
    """

    right: Mapping[str, Any]
    mistaken: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Exercise:
    """A piece to write, and all that is needed to judge it.

    solution  the right answer; its name is the exercise's name, its docstring the assignment
    cases     seed -> the cases, the smallest first
    outputs   the names of what the solution returns, in order; a NamedTuple's fields count one by one (`cache.x_hat`)
    mistakes  functions with the solution's signature; the name is the slug, the docstring what the learner is told;
              the commonest first
    variants  wrong answers that are known by fingerprints alone, which takes less room: two slips at a time (the name is
              "slug+slug", as `bnkit.authoring.pairs` makes them), or a slip in another form (its slug)
    whole     the slugs of mistakes that are about all outputs at once: not named where one output contradicts them
    up_to     slug -> after what its values are compared, where a part of them is arbitrary ("gram": any rotation of rows)
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
    variants: tuple[Callable, ...] = ()
    whole: tuple[str, ...] = ()
    up_to: Mapping[str, str] = field(default_factory=dict)
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


def stub(function: Callable) -> str:
    """The source of `function` up to its docstring's end, and a body that says it is not written yet."""
    source = textwrap.dedent(inspect.getsource(function))
    definition = ast.parse(source).body[0]
    if not isinstance(definition, ast.FunctionDef) or not ast.get_docstring(definition):
        raise BrokenSource(f"{function.__name__} needs a docstring: it is the assignment's text.")
    head = source.splitlines()[definition.lineno - 1 : definition.body[0].end_lineno]
    return "\n".join([*head, "    raise NotImplementedError()"])


def message(mistake: Callable) -> str:
    """What the learner is told of `mistake`: its docstring, in one paragraph."""
    text = inspect.getdoc(mistake)
    if not text:
        raise BrokenSource(f"The mistake {mistake.__name__} needs a docstring: it is what the learner is told.")
    return " ".join(text.split())
