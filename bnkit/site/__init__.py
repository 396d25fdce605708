"""The book's Sphinx extension: its exercises, and everything that a page would otherwise fetch from elsewhere."""

import hashlib
import os
from pathlib import Path

from bnkit.site import (
    alt,
    api,
    assets,
    boxes,
    claim,
    editor,
    epub,
    formulas,
    gallery,
    hunt,
    launch,
    measured,
    notebook,
    offer,
    page,
    paper,
    piece,
    pyodide,
    search,
    top,
    unrun,
)

WHAT_PAGES_SHOW = ("bnkit/**/*.py", "solutions/**/*.py", "book/results/*.json", "book/_static/**/*.*")
HANDLERS = (
    ("config-inited", epub.name_version, 500),
    ("config-inited", offer.repository, 500),
    ("builder-inited", assets.copy, 500),
    ("builder-inited", formulas.open_typesetter, 500),
    ("builder-inited", pyodide.copy, 500),
    ("builder-inited", boxes.write_data, 500),
    ("builder-inited", hunt.write_questions, 500),
    ("builder-inited", epub.prepare, 400),
    ("html-page-context", pyodide.add_script, 500),
    ("html-page-context", hunt.add_script, 500),
    ("doctree-resolved", page.without_double_ids, 500),
    ("html-page-context", page.describe, 500),
    ("html-page-context", page.plain_citations, 500),
    ("html-page-context", top.add, 500),
    ("html-page-context", notebook.name, 500),
    ("html-page-context", launch.add_buttons, 502),  # after the theme's own buttons
    ("html-page-context", formulas.finish, 500),
    ("html-page-context", offer.add_books, 502),
    ("html-page-context", page.defer_scripts, 900),
    ("html-page-context", epub.without_scripts, 990),
    ("env-get-outdated", unrun.again, 500),
    ("build-finished", notebook.write_all, 500),
    ("build-finished", formulas.close_typesetter, 500),
    ("build-finished", unrun.tell, 900),
)


def setup(app):
    """Register the directives, the roles, the settings and what is done at each step of a build."""
    app.add_directive("piece", piece.PieceDirective)
    app.add_directive("api", api.ApiDirective)
    app.add_directive("commands", api.CommandsDirective)
    app.add_directive("claim", claim.ClaimDirective)
    app.add_directive("gallery", gallery.GalleryDirective)
    app.add_directive("hunt", hunt.HuntDirective)
    app.add_directive("drill", hunt.DrillDirective)
    for name in measured.SHOWN:
        app.add_role(name, measured.MeasuredRole())
    app.add_config_value("bnkit_sources", digest(Path(app.srcdir)), "env")  # pages are run again when it changes
    app.add_config_value("bnkit_pyodide", os.environ.get(pyodide.VARIABLE, ""), "html")
    app.add_node(editor.Editor, html=(editor.visit, None))
    app.add_post_transform(alt.AlternativeText)
    app.add_node(hunt.Choices, html=(hunt.visit, None))
    app.add_post_transform(paper.Paper)
    app.add_post_transform(paper.Sources)
    app.add_builder(epub.EpubBuilder, override=True)
    app.add_builder(search.SiteBuilder, override=True)
    app.add_html_math_renderer(formulas.NAME, (formulas.visit_math, None), (formulas.visit_math_block, None))
    for event, handler, priority in HANDLERS:
        app.connect(event, handler, priority)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": False}


def digest(root: Path) -> str:
    """One number for all that pages run or plot, beside their own text."""
    files = sorted(file for pattern in WHAT_PAGES_SHOW for file in root.glob(pattern))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
