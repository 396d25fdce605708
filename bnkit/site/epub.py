"""The book for a reader of books: formulas as MathML, and nothing that runs."""

import re
from importlib.metadata import version
from pathlib import Path

from sphinx.builders.epub3 import Epub3Builder

from bnkit.site import mathml

STYLES = ("epub.css", "pygments.css")
ITEM = re.compile(r'(?P<item><item id="epub-\d+" href="(?P<page>[^"]+\.xhtml)" media-type="[^"]+") />')


class EpubBuilder(Epub3Builder):
    """Sphinx's builder, whose list of contents also says which pages have formulas."""

    math_renderer_name = "mathml"

    def build_content(self) -> None:
        """Write content.opf, without what the website's extensions brought."""
        for file in (Path(self.outdir) / "_static").iterdir():
            if file.name not in STYLES:
                file.unlink()
        super().build_content()
        file = Path(self.outdir) / "content.opf"
        file.write_text(ITEM.sub(self._told, file.read_text(encoding="utf-8")), encoding="utf-8")

    def _told(self, item: re.Match) -> str:
        has_formulas = "<math" in (Path(self.outdir) / item["page"]).read_text(encoding="utf-8")
        return item["item"] + (' properties="mathml" />' if has_formulas else " />")


def name_version(app, config) -> None:
    """Say which version of the book this is: an EPUB must."""
    config.version = version("bnkit")


def prepare(app) -> None:
    """Let an EPUB have MathML, and take with it only what its pages show."""
    if app.builder.name != "epub":
        return
    app.add_html_math_renderer("mathml", (mathml.visit_inline, None), (mathml.visit_block, None))
    app.config.html_static_path, app.config.html_favicon = ["book/_static/epub.css"], None


def without_scripts(app, page, template, context, doctree) -> None:
    """Leave out the website's scripts and styles."""
    if app.builder.name == "epub":
        styles = {str(file.filename): file for file in context["css_files"] if Path(file.filename).name in STYLES}
        context |= {"script_files": [], "css_files": list(styles.values()), "metatags": ""}
