"""Text that comes from outside: what a file, a database or a terminal would not take is left out of it."""

import re

UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def clean(text: str) -> str:
    """`text` without control characters (but tabs and ends of lines), and with "?" for each half of a surrogate pair."""
    return UNFIT.sub("", text).encode("utf-8", "replace").decode("utf-8")


def printable(text: str) -> str:
    """`text` in ASCII, cut to a line."""
    return ascii(text)[1:-1][:100]


def on_terminal(text: str) -> str:
    """`text` for a terminal, whose lines it can neither rewrite nor reorder."""
    return "".join(letter if letter.isprintable() or letter in "\n\t" else "?" for letter in text)
