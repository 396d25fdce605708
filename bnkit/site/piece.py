"""The directive `piece`: an exercise on its page, made from its source."""

import inspect
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from bnkit.authoring.chapter import load
from bnkit.authoring.exercise import Exercise, stub
from bnkit.site.docstring import as_nodes
from bnkit.site.editor import Editor

TEMPLATE = """\
You can also write it in {{download}}`the chapter's notebook <{notebook}>`; the cell below it says the same, and so does
`bnkit check {chapter}.ipynb` in a terminal. What others got wrong here: {{ref}}`its known mistakes <mistakes-{name}>`.
"""
TITLE = {"classes": ["admonition-title"], "level": 3}
HINT = """\
:::{{dropdown}} Hint {number} for {name}
{text}
:::
"""


class PieceDirective(SphinxDirective):
    """```{piece} batch_norm``` shows the exercise of that name from the chapter's package in solutions/.

    The chapter has the page's name. Reports an error where the chapter has no such piece.
    """

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The exercise as an admonition with the label `piece-NAME`."""
        chapter = Path(self.env.docname).name
        source = Path(self.env.srcdir) / "solutions" / chapter
        for file in source.glob("*.py"):
            self.env.note_dependency(str(file))
        name = self.arguments[0]
        found = [each for each in load(source).exercises if each.name == name] if source.is_dir() else []
        if not found:
            raise self.error(f"{source} has no piece called {name}.")
        return [self._admonition(chapter, found[0])]

    def _admonition(self, chapter: str, exercise: Exercise) -> nodes.Node:
        label = f"piece-{exercise.name}"
        box = nodes.admonition(classes=["admonition", "piece"], ids=[label], names=[label])
        self.state.document.note_explicit_target(box, box)
        box += nodes.rubric("", "", nodes.Text("Write "), nodes.literal("", exercise.name), **TITLE)
        self._parse(exercise.purpose, box)
        box += nodes.container("", *as_nodes(inspect.getdoc(exercise.solution) or ""), classes=["assignment"])
        text = stub(exercise.solution)
        box += Editor(text, text, piece=f"{chapter}/{exercise.name}")
        about = TEMPLATE.format(name=exercise.name, chapter=chapter, notebook=f"/exercises/{chapter}/{chapter}.ipynb")
        hints = [
            HINT.format(number=number, name=exercise.name, text=hint) for number, hint in enumerate(exercise.hints, 1)
        ]
        self._parse("\n".join([about, *hints]), box)
        return box

    def _parse(self, text: str, box: nodes.Element) -> None:
        self.state.nested_parse(StringList(text.splitlines(), self.env.docname), self.content_offset, box)
