"""Wrong answers as newcomers write them: right answers in styles of their own, each with lines that go wrong.

A file has the answers to a chapter's pieces. `# piece: style` begins an answer, and `# or: …` after a line is another line in its
place, with which the answer is wrong.
"""

import linecache
import math
import re
from pathlib import Path

import numpy as np

from bnkit import Cache

OR = "  # or: "


def answers():
    """(piece, style, the right answer's lines, [(line number, the wrong line)]) of each answer."""
    for path in sorted(Path(__file__).parent.glob("ch*.txt")):
        for name, style, text in re.findall(r"^# (\w+): (.*)\n((?:.*\n)*?)(?=\n\n# |\Z)", path.read_text(), re.M):
            lines = [line.split(OR) for line in text.splitlines()]
            indents = [re.match(r"\s*", first).group() for first, *_ in lines]
            wrong = [(n, indents[n - 1] + each) for n, line in enumerate(lines, 1) for each in line[1:]]
            yield name, style, [first for first, *_ in lines], wrong


def function(name, lines, file):
    """The function that the lines define, with its source where it is looked up."""
    text = "\n".join(lines) + "\n"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    namespace = {"__name__": "__main__", "np": np, "math": math, "Cache": Cache}
    exec(compile(text, file, "exec"), namespace)
    return namespace[name]


def with_line(lines, number, line):
    """The lines with another one in the place of `number`, counted from 1."""
    return [*lines[: number - 1], line, *lines[number:]]
