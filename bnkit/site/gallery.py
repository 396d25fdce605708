"""The directive `gallery`: every known mistake of every piece, with its message and what it spoils."""

from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util.docutils import SphinxDirective

from bnkit.authoring.chapter import Chapter, load, sources
from bnkit.judging.key import Piece
from bnkit.judging.key import load as load_key
from bnkit.judging.outcome import INPUTS
from bnkit.judging.spoiled import advised, extent, hides, spoiled
from bnkit.site.fold import fold
from bnkit.site.marked import marked


class GalleryDirective(SphinxDirective):
    """```{gallery}``` shows the catalogue: a section for each chapter of solutions/, in it one for each piece.

    What a mistake spoils is read from the chapter's public answer key in exercises/. Each entry has the label
    `mistake-PIECE-SLUG`, each piece `mistakes-PIECE`.
    """

    def run(self) -> list[nodes.Node]:
        """How many mistakes there are, and the chapters' sections."""
        catalogue = [self._read(source) for source in sources(Path(self.env.srcdir) / "solutions")]
        pieces = [piece for _, its in catalogue for piece in its]
        shown = [hides(piece, slug) for piece in pieces for slug in piece.messages]
        told = f"{len(shown)} mistakes in {len(pieces)} pieces; {sum(shown)} of them come out right in some case."
        return [nodes.paragraph("", told), *(self._chapter(chapter, its) for chapter, its in catalogue)]

    def _read(self, source: Path) -> tuple[Chapter, list[Piece]]:
        """The chapter whose package is `source`, and its pieces as the public key has them."""
        file = Path(self.env.srcdir) / "exercises" / source.name / "key.npz"
        for each in (file, *source.glob("*.py")):
            self.env.note_dependency(str(each))
        key = load_key(file)
        return load(source), [key.piece(name) for name in key.trees]

    def _chapter(self, chapter: Chapter, pieces: list[Piece]) -> nodes.Node:
        title = chapter.introduction.splitlines()[0].lstrip("# ")
        section = self._labelled(nodes.section("", nodes.title("", title)), f"mistakes-{chapter.name}")
        section += [self._piece(piece) for piece in pieces]
        reasons = getattr(chapter.module, "DEMONSTRATIONS", {})
        unseen = [_entry(slug, f"{reason}.") for slug, reason in reasons.items()]
        section += [_dropdown("Mistakes that no piece can show, and why", unseen)] if unseen else []
        return section

    def _piece(self, piece: Piece) -> nodes.Node:
        heading = nodes.title("", "", _link(f"piece-{piece.name}", piece.name, self.env.docname))
        section = self._labelled(nodes.section("", heading), f"mistakes-{piece.name}")
        entries = [_entry(slug, message, symptom(piece, slug)) for slug, message in piece.messages.items()]
        for slug, entry in zip(piece.messages, entries, strict=True):
            self._labelled(entry[0], f"mistake-{piece.name}-{slug}")
        section += _dropdown(f"{len(entries)} mistakes", entries)
        return section

    def _labelled(self, node: nodes.Element, name: str) -> nodes.Element:
        node["ids"], node["names"] = [name], [name]
        self.state.document.note_explicit_target(node, node)
        return node


def symptom(piece: Piece, slug: str) -> str:
    """What the mistake spoils; outputs that it spoils in the same cases together."""
    cases = [case.name for case in piece.answers if case.decides]
    together: dict[str, list[str]] = {}
    for output, wrong in spoiled(piece, slug).items():
        together.setdefault(extent(wrong, cases), []).append("an argument" if output == INPUTS else f"`{output}`")
    if not together:
        return f"Full points, and this note where {' or '.join(advised(piece, slug))}."
    return "; ".join(f"{', '.join(outputs)} {said}" for said, outputs in together.items()) + "."


def _entry(slug: str, message: str, symptom: str = "") -> nodes.Node:
    told = [nodes.paragraph("", message), *([nodes.paragraph("", "", *marked(symptom))] if symptom else [])]
    return nodes.definition_list_item("", nodes.term("", "", nodes.literal("", slug)), nodes.definition("", *told))


def _link(label: str, text: str, page: str) -> nodes.Node:
    """A reference from `page` to what has that label, shown as code."""
    about = {"refdomain": "std", "reftype": "ref", "reftarget": label, "refdoc": page}
    return pending_xref("", nodes.literal("", text), refexplicit=True, refwarn=True, **about)


def _dropdown(title: str, entries: Iterable[nodes.Node]) -> nodes.Node:
    """A closed box with a list of definitions."""
    return fold(title, nodes.definition_list("", *entries, classes=["mistakes"]))
