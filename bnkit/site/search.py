"""What the site's search finds: all that a page says, but not the hints and answers that its boxes keep closed."""

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx_design.dropdown import dropdown_main


class SiteBuilder(StandaloneHTMLBuilder):
    """Sphinx's builder for websites, with an index that does not give away what a reader is to find."""

    def index_page(self, pagename: str, doctree: nodes.document, title: str) -> None:
        """Put the words of a page into the index, without those of its hints and answers."""
        open_text = doctree.deepcopy()
        for fold in list(open_text.findall(dropdown_main)):
            if isinstance(fold.parent, nodes.admonition):
                fold.parent.remove(fold)
        super().index_page(pagename, open_text, title)
