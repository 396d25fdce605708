"""The book on paper and in a reader of books: answers and hints at the end, and without what only a page can do."""

import re
from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from sphinx.addnodes import download_reference, start_of_file
from sphinx.builders.latex.nodes import thebibliography
from sphinx.transforms.post_transforms import SphinxPostTransform

from bnkit.site.editor import Editor
from bnkit.site.frozen import freeze

TITLE = "Answers and hints"
SOURCES = "all sources"
LEFT = {"Hint": "Hints", "Answer": "The answer", "The": "The code"}  # by how a fold's label begins
GALLERY = "The list itself is left out here. It is on this page of the book's website."
TO_GALLERY = re.compile(r"mistakes(\.xhtml)?#mistake")


class Paper(SphinxPostTransform):
    """Rearrange the whole book, or a page of it, for a builder that makes pages of paper."""

    default_priority = 150  # before boxes that fold become HTML
    builders = ("latex", "epub")

    def run(self, **_) -> None:
        """Leave out what only a page can do; move answers to the end, of the book in LaTeX, of each page in an EPUB."""
        freeze(self.document, Path(self.env.srcdir) / "exercises")
        self._stubs_as_code()
        self._titles_of_boxes()
        self._without_folded_code()
        self._figures_alone()
        self._proofs_as_text()
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

    def _stubs_as_code(self) -> None:
        """A piece's first line, since its docstring stands above; in a hunt's box all that it begins with."""
        for editor in list(self.document.findall(Editor)):
            text = editor.rawsource if editor.get("hunt") else editor.rawsource.partition('    """')[0].rstrip()
            editor.replace_self(nodes.literal_block(text, text, language="python"))
        for link in list(self.document.findall(download_reference)):
            paragraph = link.parent
            if paragraph.parent:
                paragraph.parent.remove(paragraph)

    def _titles_of_boxes(self) -> None:
        """Headings in boxes as the boxes' titles, and before each box what links to it find: LaTeX has no name for a box."""
        for title in list(self.document.findall(nodes.rubric)):
            if "admonition-title" in title["classes"]:
                box = title.parent
                box.parent.insert(box.parent.index(box), nodes.target("", "", ids=box["ids"]))
                box["ids"] = []
                title.replace_self(nodes.title("", "", *title.children))

    def _without_folded_code(self) -> None:
        for cell in list(self.document.findall(nodes.container)):
            if "tag_hide-input" in cell["classes"]:
                cell["classes"].remove("tag_hide-input")
                cell.children = [part for part in cell.children if "cell_input" not in part["classes"]]

    def _figures_alone(self) -> None:
        """A figure without the frame around what a cell gives, which would indent it and leave room below."""
        for output in list(self.document.findall(nodes.container)):
            if "cell_output" in output["classes"] and all(isinstance(each, nodes.figure) for each in output):
                cell, figures = output.parent, list(output)
                cell.remove(output)
                cell.parent[cell.parent.index(cell) + 1 : 0] = figures
                if not len(cell):
                    cell.parent.remove(cell)

    def _proofs_as_text(self) -> None:
        """A proof, which has no title, without a box for one."""
        for proof in list(self.document.findall(nodes.admonition)):
            if "proof" in proof["classes"]:
                proof.replace_self(proof.children)

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


class Sources(SphinxPostTransform):
    """Put the papers back where the page has them: Sphinx gathers them after all that there is."""

    default_priority = 760  # after it has
    builders = ("latex",)

    def run(self, **_) -> None:
        """Move the list of papers into the section of its name."""
        papers = self.document.next_node(thebibliography)
        sections = [each for each in self.document.findall(nodes.section) if SOURCES in each["names"]]
        if papers and sections:
            papers.parent.remove(papers)
            sections[0] += papers


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
    """What is moved out of a box, under its title, or under the question that it asks in words."""
    titled = {"piece", "hunt"} & set(box.get("classes", ()))
    about = box[0] if titled else box.next_node(nodes.paragraph)
    entry: list[nodes.Node] = [nodes.rubric("", "", *(each.deepcopy() for each in about))]
    for position, fold in enumerate(folds):
        label, *content = fold.children
        kind = label.astext().partition(" ")[0]
        entry += _labelled(label.astext(), content)
        left = nodes.paragraph("", "", nodes.emphasis("", f"{LEFT[kind]}: at the end."))
        fold.replace_self([] if position else left)
    for link in (link for node in entry for link in node.findall(nodes.reference)):
        if "refid" in link and page:
            link["refuri"] = f"%{page}#{link.attributes.pop('refid')}"
    return entry


def _labelled(label: str, content: list[nodes.Node]) -> list[nodes.Node]:
    """The content after its label, "Hint 1" in short; an answer needs none below its question."""
    if label == "Answer":
        return content
    lead = nodes.emphasis("", f"{label.partition(' for ')[0]}.")
    if not isinstance(content[0], nodes.paragraph):
        return [nodes.paragraph("", "", lead), *content]
    content[0].insert(0, [lead, nodes.Text(" ")])
    return content
