"""The directives `hunt` and `drill`: find the bug, on the page where the text speaks of it, and across the book."""

import json
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from bnkit import hunting, judging
from bnkit.authoring.build import write
from bnkit.authoring.chapter import Chapter, load, sources
from bnkit.authoring.exercise import Exercise
from bnkit.authoring.hunt import Hunt
from bnkit.hunting.beginning import beginning, code
from bnkit.hunting.name import packed, questions
from bnkit.judging.key import load as load_key
from bnkit.site.editor import NOSCRIPT_IN_HUNT, Editor
from bnkit.site.fold import fold

TITLES = {"expose": "Expose it: ", "most": "Expose them: ", "name": "Name it: ", "mend": "Mend it: "}
TASKS = {
    "expose": "The code in the fold claims to be {piece}, and is not. Return an input{numbers} on which that shows, by more than a "
    "thousandth of a result's size. The one that stands here hides it.",
    "most": "Return one input on which as many of the known mistakes of {piece} show as you can. On the one that stands here "
    "hardly any does.",
    "name": "Somebody's {piece} gave this. Which of the four mistakes is in it?",
    "mend": "The function in the fold claims to be {piece}, and has one slip. Change one line; it is checked as the piece is.",
}
FEW = " of at most {numbers} numbers in each argument"
FOLD = "The code, which shows nearly all of {name}: write that first"
NOSCRIPT = "Without JavaScript there are no questions here."
CHOICES = """\
<form class="choices" {data}><noscript><p>{noscript}</p></noscript>
<p class="asked" role="status"></p><div class="shown"></div>
<fieldset hidden><legend>Which mistake is it?</legend></fieldset>
<p class="controls"><button name="answer" hidden>Answer</button>
<button type="button" name="next" hidden>Another one</button></p>
<div class="reply" aria-live="polite"></div></form>
"""


class Choices(nodes.General, nodes.Element):
    """A place where one is asked which mistake it is. Attributes: data, the form's own by name; noscript, said without JavaScript."""


def visit(translator, node: Choices) -> None:
    """Write the form, which book/_static/write/choices.js fills."""
    data = " ".join(f'data-{name}="{escape(value)}"' for name, value in node["data"].items())
    translator.body.append(CHOICES.format(data=data, noscript=escape(node["noscript"])))
    raise nodes.SkipNode


class HuntDirective(SphinxDirective):
    """```{hunt} expose_batch_norm``` shows the hunt of that name from the chapter's package in solutions/.

    Reports an error where the chapter has no such hunt, or where its piece has not been asked for before.
    """

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The hunt as an admonition with the label `hunt-NAME`."""
        page, name = Path(self.env.docname).name, self.arguments[0]
        source = Path(self.env.srcdir) / "solutions"
        for file in source.glob("*/*.py"):
            self.env.note_dependency(str(file))
        found = [each for each in load(source / page).hunts if each.name == name] if (source / page).is_dir() else []
        if not found:
            raise self.error(f"{source / page} has no hunt called {name}.")
        chapter, exercise = self._piece(source, found[0])
        return [self._box(page, found[0], chapter, exercise)]

    def _piece(self, source: Path, hunt: Hunt) -> tuple[Chapter, Exercise]:
        """The piece that it is about. Raises DirectiveError where it comes further down or in a later chapter."""
        page = Path(self.env.docname).name
        for chapter in map(load, sources(source)):
            for exercise in chapter.exercises:
                if exercise.name == hunt.piece:
                    asked = f"piece-{hunt.piece}" in self.state.document.ids
                    if chapter.name < page or asked:
                        return chapter, exercise
        raise self.error(f"{hunt.name} would give {hunt.piece} away: put it below that piece.")

    def _box(self, page: str, hunt: Hunt, chapter: Chapter, exercise: Exercise) -> nodes.Node:
        box = nodes.admonition(classes=["admonition", "hunt"], ids=[f"hunt-{hunt.name}"], names=[f"hunt-{hunt.name}"])
        self.state.document.note_explicit_target(box, box)
        kind = nodes.Text(TITLES[hunt.kind])
        box += nodes.rubric("", "", kind, nodes.literal("", hunt.piece), classes=["admonition-title"], level=3)
        numbers = FEW.format(numbers=hunt.numbers) if hunt.numbers else ""
        task = TASKS[hunt.kind].format(piece=f"{{ref}}`{hunt.piece} <piece-{hunt.piece}>`", numbers=numbers)
        self.state.nested_parse(StringList([task], self.env.docname), self.content_offset, box)
        box += self._parts(page, hunt, chapter, exercise)
        return box

    def _parts(self, page: str, hunt: Hunt, chapter: Chapter, exercise: Exercise) -> list[nodes.Node]:
        if hunt.kind == "name":
            data = {"chapter": chapter.name, "piece": exercise.name, "mistake": hunt.mistake}
            return [Choices(data=data, noscript=NOSCRIPT_IN_HUNT.format(name=hunt.name))]
        text = beginning(hunt, exercise)
        editor = Editor(text, text, piece=f"{page}/{hunt.name}", hunt=True)
        if hunt.kind == "most":
            return [editor]
        label = FOLD.format(name=exercise.name)
        if hunt.kind == "mend":
            return [fold(label, editor)]
        shown = code(hunt, exercise)
        return [fold(label, nodes.literal_block(shown, shown, language="python")), editor]


class DrillDirective(SphinxDirective):
    """```{drill}``` asks ten questions across the book, from those that the reader has not yet answered rightly."""

    def run(self) -> list[nodes.Node]:
        """The drill as an admonition."""
        names = " ".join(source.name for source in sources(Path(self.env.srcdir) / "solutions"))
        title = nodes.rubric("", "Ten to tell apart", classes=["admonition-title"], level=2)
        about = "Each question shows what went in, what was right, and what somebody's function gave. What you have told apart is "
        about += "kept in this browser alone, and not asked again."
        form = Choices(data={"drill": names}, noscript=NOSCRIPT)
        return [nodes.admonition("", title, nodes.paragraph("", about), form, classes=["admonition", "hunt"])]


def write_questions(app) -> None:
    """Write hunts/CHAPTER.json into the site's static files: for each piece its questions, and each mistake's message.

    One that is newer than the chapter's key and the code that asks stays.
    """
    folder = Path(app.outdir) / "_static" / "hunts"
    if app.builder.name != "html":
        return
    folder.mkdir(parents=True, exist_ok=True)
    code = [each for room in (hunting, judging) for each in Path(room.__path__[0]).glob("*.py")]
    for source in sources(Path(app.srcdir) / "solutions"):
        file = Path(app.srcdir) / "exercises" / source.name / "key.npz"
        target = folder / f"{source.name}.json"
        if not target.is_file() or target.stat().st_mtime < max(each.stat().st_mtime for each in (file, *code)):
            write(target, json.dumps(asked(file), ensure_ascii=False))


def asked(key: Path) -> dict[str, Any]:
    """What is asked of each piece in a key, and what each mistake is called in words."""
    loaded = load_key(key)
    pieces = [loaded.piece(name) for name in loaded.trees]
    return {piece.name: packed(list(questions(piece))) | {"messages": piece.messages} for piece in pieces}


def add_script(app, page, template, context, doctree) -> None:
    """Add the script of the questions to a page that has some."""
    if doctree and doctree.next_node(Choices):
        app.add_js_file("write/choices.js", type="module")
