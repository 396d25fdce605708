"""The book on paper and in a reader of books: answers and hints at the end, and without what only a page can do."""

import re
from collections.abc import Iterable

from docutils import nodes
from sphinx.addnodes import download_reference, start_of_file
from sphinx.transforms.post_transforms import SphinxPostTransform

from bnkit.site.editor import Editor

TITLE = "Answers and hints"
GALLERY = "The list itself is left out here. It is on this page of the book's website."
TO_GALLERY = re.compile(r"mistakes(\.xhtml)?#mistake")


class Paper(SphinxPostTransform):
    """Rearrange the whole book, or a page of it, for a builder that makes pages of paper."""

    default_priority = 150  # before boxes that fold become HTML
    builders = ("latex", "epub")

    def run(self, **_) -> None:
        """Leave out what only a page can do; move answers to the end, of the book in LaTeX, of each page in an EPUB."""
        self._leave_out_hunts()
        self._stubs_as_code()
        self._titles_as_text()
        self._without_folded_code()
        self._leave_out_gallery()
        files = list(self.document.findall(start_of_file))
        if not files:
            self.document[0] += moved(self.document, "", TITLE)
            return
        sections = [
            each for file in files for each in moved(file, file["docname"], file.next_node(nodes.title).astext())
        ]
        appendix = nodes.section("", nodes.title("", TITLE), *sections, ids=["answers"])
        files[-1].parent += start_of_file("", appendix, docname="answers")

    def _leave_out_hunts(self) -> None:
        for box in list(self.document.findall(nodes.admonition)):
            if "hunt" in box["classes"]:
                box.parent.remove(box)

    def _stubs_as_code(self) -> None:
        for editor in list(self.document.findall(Editor)):
            editor.replace_self(nodes.literal_block(editor.rawsource, editor.rawsource, language="python"))
        for link in list(self.document.findall(download_reference)):
            paragraph = link.parent
            if paragraph.parent:
                paragraph.parent.remove(paragraph)

    def _titles_as_text(self) -> None:
        """A box's heading as a strong line: LaTeX has no headings in boxes."""
        for title in list(self.document.findall(nodes.rubric)):
            if "admonition-title" in title["classes"]:
                title.replace_self(nodes.paragraph("", "", nodes.strong("", "", *title.children)))

    def _without_folded_code(self) -> None:
        for cell in list(self.document.findall(nodes.container)):
            if "tag_hide-input" in cell["classes"]:
                cell["classes"].remove("tag_hide-input")
                cell.children = [part for part in cell.children if "cell_input" not in part["classes"]]

    def _leave_out_gallery(self) -> None:
        for section in list(self.document.findall(nodes.section)):
            if any(name.startswith("mistakes-ch") for name in section["names"]):
                parent = section.parent
                parent.remove(section)
                if isinstance(parent[-1], nodes.paragraph) and parent[-1].astext() != GALLERY:
                    parent += nodes.paragraph("", GALLERY)
        for link in list(self.document.findall(nodes.reference)):
            if TO_GALLERY.search(link.get("refuri", "")):
                link.replace_self(link.children)


def moved(file: nodes.Element, page: str, title: str) -> list[nodes.section]:
    """A section with the answers and hints of a file, each of which leaves a line; empty, where there are none.

    page  the file's name, if it is one of several in `file.document`
    """
    boxes: dict[nodes.Element, list[nodes.Element]] = {}
    for fold in file.findall(lambda node: isinstance(node, nodes.Element) and node.get("type") == "dropdown"):
        boxes.setdefault(fold.parent, []).append(fold)
    section = nodes.section("", nodes.title("", title), ids=[f"answers-{page.rpartition('/')[2]}".rstrip("-")])
    for box, folds in boxes.items():
        section += _entry(box, folds, page)
    return [section] if boxes else []


def _entry(box: nodes.Element, folds: Iterable[nodes.Element], page: str) -> list[nodes.Node]:
    """What is moved out of a box, under its question, or under its title, if it is a piece's."""
    piece = "piece" in box.get("classes", ())
    about = box[0] if piece else box.next_node(nodes.paragraph)
    question = [child.deepcopy() for child in about.children]
    entry: list[nodes.Node] = [nodes.paragraph("", "", nodes.strong("", "", *question))]
    for position, fold in enumerate(folds):
        label, *content = fold.children
        entry += [nodes.paragraph("", "", nodes.emphasis("", label.astext())), *content]
        left = nodes.paragraph("", "", nodes.emphasis("", f"{'Hints' if piece else 'The answer'}: at the end."))
        fold.replace_self([] if position else left)
    for link in (link for node in entry for link in node.findall(nodes.reference)):
        if "refid" in link and page:
            link["refuri"] = f"%{page}#{link.attributes.pop('refid')}"
    return entry
