"""A docstring as nodes: prose as paragraphs, a column of names with their meaning as definitions, the rest verbatim."""

import re
from collections.abc import Iterator

from docutils import nodes

from bnkit.authoring.assignment import definitions
from bnkit.site.marked import marked

ALIGNED = re.compile(r"^ |\S {2,}\S", re.M)


def as_nodes(text: str) -> Iterator[nodes.Node]:
    """The docstring's paragraphs, which blank lines separate."""
    for paragraph in filter(None, map(str.rstrip, re.split(r"\n\s*\n", text))):
        meanings = definitions(paragraph)
        if meanings:
            entries = [_entry(name, meaning) for name, meaning in meanings.items()]
            yield nodes.definition_list("", *entries, classes=["fields"])
        elif ALIGNED.search(paragraph):
            yield nodes.literal_block(paragraph, paragraph, language="none")
        else:
            yield nodes.paragraph("", "", *marked(" ".join(paragraph.split())))


def _entry(name: str, meaning: str) -> nodes.Node:
    told = nodes.definition("", nodes.paragraph("", "", *marked(meaning)))
    return nodes.definition_list_item("", nodes.term("", "", nodes.literal("", name)), told)
