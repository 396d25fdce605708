"""What an assignment's text says of the arguments: a column of names with their meanings."""

import re

NAMED = re.compile(r"\S.*? {2,}(?=\S)")


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
