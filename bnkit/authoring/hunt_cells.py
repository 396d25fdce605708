"""What the cells of a graded hunt hold. The code with the mistake is in none of them: it is nearly all of a piece."""

import ast
import inspect

from bnkit.authoring.exercise import Exercise
from bnkit.authoring.hunt import Hunt

CHECK = "from bnkit import hunting\n\nhunting.check({name})"
TASKS = {
    "expose": "Somebody's `{piece}` has a mistake: write an input on which it shows.",
    "most": "Write one input on which as many of the known mistakes of `{piece}` show as you can.",
    "mend": "Somebody's `{piece}` has one slip: mend it, by changing one line.",
}
CODE = (
    "The code is nearly all of `{piece}`, so write that first. Then, in a cell of your own, "
    '`from bnkit import hunting` and `hunting.show("{name}")` print it.'
)
BEGIN = 'In a cell of your own, `from bnkit import hunting` and `hunting.show("{name}")` print an input to begin with.'
BOOK = " The same in the book: [{kind} it]({page})"
SAYS = {
    "expose": "An input on which the mistake shows: dict({given}).\n\n"
    "    A result must be off by more than a thousandth of its size{few}.",
    "most": "An input on which as many mistakes show as can be: dict({given}).\n\n"
    "    The more it shows, the more points; as many as the best known input gives all.",
    "mend": 'What hunting.show("{name}") prints, with one line changed.',
}
FEW = ", and no argument has more than {numbers} numbers"


def task(hunt: Hunt, page: str) -> str:
    """What is to be done, and where the code is, as Markdown; page is the address of the hunt in the book, or ""."""
    code = BEGIN if hunt.kind == "most" else CODE
    book = BOOK.format(kind="mend" if hunt.kind == "mend" else "expose", page=page) if page else ""
    return TASKS[hunt.kind].format(piece=hunt.piece) + "\n\n" + code.format(piece=hunt.piece, name=hunt.name) + book


def begun(hunt: Hunt, exercise: Exercise) -> str:
    """The function to be written, with a docstring that says what it returns."""
    given = ", ".join(f"{name}=…" for name in inspect.signature(exercise.solution).parameters)
    few = FEW.format(numbers=hunt.numbers) if hunt.numbers else ""
    says = SAYS[hunt.kind].format(given=given, few=few, name=hunt.name)
    end = "\n    " if "\n" in says else ""
    return f'def {hunt.name}({_arguments(hunt, exercise)}):\n    """{says}{end}"""\n    raise NotImplementedError()'


def right(hunt: Hunt, exercise: Exercise) -> str:
    """The code of a function that earns all points."""
    if hunt.kind == "mend":
        return inspect.getsource(exercise.solution).replace(f"def {exercise.name}(", f"def {hunt.name}(", 1).rstrip()
    given = ", ".join(f"{name}={value!r}" for name, value in (hunt.intended or {}).items())
    return f"def {hunt.name}():\n    return dict({given})"


def _arguments(hunt: Hunt, exercise: Exercise) -> str:
    if hunt.kind != "mend":
        return ""
    head = ast.parse(inspect.getsource(exercise.solution)).body[0]
    assert isinstance(head, ast.FunctionDef)
    return ast.unparse(head.args)
