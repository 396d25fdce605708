"""Verdicts as GitHub shows them: beside the lines that they are on, and in a table on the page of the run.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

import html
import os
import re
import textwrap
from collections.abc import Sequence
from pathlib import Path

from bnkit.judging.verdict import Verdict
from bnkit.learning.lines import place_of

SUMMARY = "GITHUB_STEP_SUMMARY"
LINE = re.compile(r"^Line (\d+): |\(line (\d+): `")


def annotation(verdict: Verdict, path: Path) -> str:
    """The workflow command that shows the verdict, without its points, beside the line of the file that it is on."""
    told = [*verdict.steps[-1:], *(each.message for each in verdict.outputs.values())]
    found = next((match for text in told if (match := LINE.search(text))), None)
    line = int(found[1] or found[2]) if found else None
    _, _, message = str(verdict).partition("\n")
    return error(textwrap.dedent(message), path, place_of(path, verdict.name, line), verdict.name)


def error(message: str, path: Path, line: int = 1, title: str = "bnkit") -> str:
    """The workflow command for an error in that line of the file."""
    file = os.path.relpath(path).replace(os.sep, "/")
    return f"::error file={_property(file)},line={line},title={_property(title)}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def summarize(title: str, verdicts: Sequence[Verdict]) -> None:
    """Add a table of the verdicts to the page of the run, where there is one. Raises OSError."""
    if os.environ.get(SUMMARY):
        with open(os.environ[SUMMARY], "a", encoding="utf-8") as file:
            file.write(table(title, verdicts))


def table(title: str, verdicts: Sequence[Verdict]) -> str:
    """Which pieces are right, and what is said of the others, in Markdown. Points are given elsewhere."""
    rows = [f"| {_mark(each)} | `{each.name}` | {_cell(_told(each))} |" for each in verdicts]
    right = sum(each.right for each in verdicts)
    return "\n".join(
        [f"### {title}: {right} of {len(verdicts)} pieces right", "", "| | piece | |", "|-|-|-|", *rows, "", ""]
    )


def _mark(verdict: Verdict) -> str:
    return "✓" if verdict.right else "□" if verdict.unwritten else "✗"


def _told(verdict: Verdict) -> str:
    return " ".join(dict.fromkeys(each.message for each in verdict.outputs.values() if each.message))


def _cell(text: str) -> str:
    return html.escape(" ".join(text.split()), quote=False).replace("|", "\\|")
