"""What Sphinx leaves out of a page: what it is about, scripts that wait until it is shown, lists without a wrong role."""

from html import escape
from textwrap import shorten

from docutils import nodes

LONGEST = 160
DOUBLE = {"proof", "proof-content"}
AT_ONCE = ("documentation_options.js", "doctools.js")  # what stands in the page itself uses them


def describe(app, page, template, context, doctree) -> None:
    """Give the page's first paragraph as its description; the book's title where it has none."""
    paragraph = doctree.next_node(nodes.paragraph) if doctree else None
    text = paragraph.astext() if paragraph else app.config.html_title
    about = escape(shorten(text, LONGEST, placeholder=" …"))
    context["metatags"] = context.get("metatags", "") + f'\n<meta name="description" content="{about}" />'


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
