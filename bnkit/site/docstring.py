"""A docstring as nodes: prose as paragraphs, a column of names with their meaning as definitions, the rest verbatim."""

import re
from collections.abc import Iterator

from docutils import nodes

from bnkit.site.marked import marked

ALIGNED = re.compile(r"^ |\S {2,}\S", re.M)
NAMED = re.compile(r"\S.*? {2,}(?=\S)")


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


def definitions(paragraph: str) -> dict[str, str]:
    """{name: meaning} from "name  meaning" lines whose meanings begin in one column; empty for any other text."""
    first = NAMED.match(paragraph)
    column = first.end() if first else 0
    found: dict[str, str] = {}
    for line in paragraph.splitlines():
        name, meaning = line[:column].rstrip(), line[column:].strip()
        if not column or not meaning or line[column - 2 : column].strip():
            return {}
        name = name or list(found)[-1]
        found[name] = f"{found[name]} {meaning}" if name in found else meaning
    return found


def _entry(name: str, meaning: str) -> nodes.Node:
    told = nodes.definition("", nodes.paragraph("", "", *marked(meaning)))
    return nodes.definition_list_item("", nodes.term("", "", nodes.literal("", name)), told)
