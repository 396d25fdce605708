"""What Sphinx leaves out of a page: what it is about, scripts that wait until it is shown, lists without a wrong role."""

import re
from html import escape
from pathlib import Path
from textwrap import shorten

from docutils import nodes

from bnkit.authoring.where import Where

LONGEST = 160
DOUBLE = {"proof", "proof-content"}
AT_ONCE = ("documentation_options.js", "doctools.js")  # what stands in the page itself uses them


def describe(app, page, template, context, doctree) -> None:
    """Say what is shown of a page elsewhere: its title, its first paragraph, and the book's picture."""
    paragraph = doctree.next_node(nodes.paragraph) if doctree else None
    text = paragraph.astext() if paragraph else app.config.html_title
    about = escape(shorten(text, LONGEST, placeholder=" …"))
    site = Where.of(Path(app.srcdir) / "book").site
    shared = {
        "og:type": "article",
        "og:title": escape(re.sub("<[^>]*>", "", context.get("title", ""))) or app.config.html_title,
        "og:description": about,
        "og:site_name": app.config.html_title,
        "og:url": f"{site}{page}.html",
        "og:image": f"{site}_static/social.png",
    }
    tags = [
        f'<meta name="description" content="{about}" />',
        '<meta name="twitter:card" content="summary_large_image" />',
    ]
    tags += [f'<meta property="{name}" content="{content}" />' for name, content in shared.items()]
    context["metatags"] = "\n".join([context.get("metatags", ""), *tags])


def without_double_ids(app, doctree, page) -> None:
    """Take from proofs the ids that all of them have."""
    for node in doctree.findall(nodes.Element):
        if DOUBLE.issuperset(node.get("ids", ())):
            node["ids"] = []


def defer_scripts(app, page, template, context, doctree) -> None:
    """Let every script file wait, but the two that others expect."""
    for file in context["script_files"]:
        if file.filename and not str(file.filename).endswith(AT_ONCE):
            file.attributes["defer"] = "defer"


def plain_citations(app, page, template, context, doctree) -> None:
    """Take the role of a list from a bibliography, whose entries have a role that no list may hold."""
    context["body"] = context.get("body", "").replace(
        '<div role="list" class="citation-list">', '<div class="citation-list">'
    )
