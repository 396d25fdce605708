"""A hunt's box on paper: an exercise for pencil and thought, its code or its answer at the end."""

from collections.abc import Iterable
from pathlib import Path

from docutils import nodes

from bnkit.hunting.name import Rows, questions
from bnkit.judging.key import load
from bnkit.site.fold import fold
from bnkit.site.hunt import Choices

CHECKED = "On the website this page checks it at once."
DRILL = "They are asked on this page of the website."
IN_BOX, ON_PAPER = "in the fold", "at the end"


def freeze(document: nodes.document, exercises: Path) -> None:
    """Turn what a hunt's box asks of a browser into text, from the public keys in the folder `exercises`."""
    for box in document.findall(nodes.admonition):
        if "hunt" not in box["classes"]:
            continue
        for text in list(box.findall(nodes.Text)):
            text.parent.replace(text, nodes.Text(text.astext().replace(IN_BOX, ON_PAPER)))
        forms = list(box.findall(Choices))
        for form in forms:
            form.replace_self(_asked(exercises, **form["data"]))
        if not forms:
            box += _told(CHECKED)


def _asked(exercises: Path, chapter: str = "", piece: str = "", mistake: str = "", drill: str = "") -> list[nodes.Node]:
    """The question of that mistake and its four choices, the answer folded away; for a drill, where to find it."""
    if drill:
        return [_told(DRILL)]
    key = load(exercises / chapter / "key.npz").piece(piece)
    question = next(questions(key, [mistake]))
    choices = (key.messages[slug] for slug in sorted([mistake, *question.others]))
    items = [nodes.list_item("", nodes.paragraph("", choice)) for choice in choices]
    values = {"What went in": question.given, "What was right": question.right, "What came out": question.got}
    return [
        *(node for title, rows in values.items() for node in _values(title, rows)),
        nodes.bullet_list("", *items),
        fold("Answer", nodes.paragraph("", key.messages[mistake])),
    ]


def _values(title: str, rows: Rows) -> Iterable[nodes.Node]:
    yield nodes.paragraph("", f"{title}:")
    lines = [f"{name} = " + text.replace("\n", "\n" + " " * len(f"{name} = ")) for name, text in rows]
    yield nodes.literal_block("", "\n".join(lines), language="text")


def _told(text: str) -> nodes.Node:
    return nodes.paragraph("", "", nodes.emphasis("", text))
