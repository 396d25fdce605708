"""The roles `measured`, `factor` and `points`: a number that an experiment measured, put into the text from its results file."""

import json
import math
import re
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxRole

SHOWN = {"measured": lambda number: number, "factor": math.exp, "points": lambda share: 100 * share}
FORM = re.compile(r"(?P<name>[\w-]+) (?P<path>\S+) (?P<format>\S+)")


def parts(text: str) -> tuple[str, str, str]:
    """The experiment, the path and the format in a role's text. Raises ValueError."""
    found = FORM.fullmatch(text)
    if not found:
        raise ValueError("it is not an experiment, a path and a format, with spaces between")
    return found["name"], found["path"], found["format"]


class MeasuredRole(SphinxRole):
    """{measured}`speed plain.accuracy.mean .1%` is that value of book/results/speed.json, formatted;
    {factor}`…` is e to it, the ratio whose logarithm was measured, and {points}`…` a difference of shares in percentage points.

    The path's parts are separated by dots; a number picks from a list. Reports an error where there is no such value.
    """

    def run(self):
        """The formatted number as text."""
        results = Path(self.env.srcdir) / "book" / "results"
        try:
            name, path, form = parts(self.text)
            file = results / f"{name}.json"
            self.env.note_dependency(str(file))
            text = format(SHOWN[self.name](value(json.loads(file.read_text("utf-8")), path)), form)
            return [nodes.Text(re.sub(r"^-(?=\d)", "−", text))], []
        except (OSError, LookupError, TypeError, ValueError) as error:
            told = f"measured `{self.text}`: {type(error).__name__}: {error}"
            return [], [self.inliner.reporter.error(told, line=self.lineno)]


def value(results, path: str):
    """What `path` ("plain.accuracy.0") leads to in nested dicts and lists.

    A name is written with an underscore for all that is not a letter or a digit: "batch norm, 0.03" is batch_norm_0_03.
    """
    for part in path.split("."):
        if isinstance(results, list):
            results = results[int(part)]
        else:
            results = {re.sub(r"\W+", "_", name): item for name, item in dict(results).items()}[part]
    return results
