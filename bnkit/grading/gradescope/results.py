"""What came of a submission, in the format of Gradescope's results.json."""

import json
from collections.abc import Iterator
from typing import Any

from bnkit.grading.submission.job import Graded, Result

WAITS, UNANSWERED = "A person reads this answer.", "This question is not answered yet."


def results(result: Result) -> dict[str, Any]:
    """A test for each grade cell, with its points and what feedback shows of it; above them what was put right."""
    notes = list(dict.fromkeys(note for graded in result.notebooks for note in graded.account.notes))
    return {
        "output": "\n".join(notes),
        "output_format": "text",
        "test_output_format": "text",
        "execution_time": round(sum(graded.account.seconds for graded in result.notebooks)),
        "tests": [test for graded in result.notebooks for test in _tests(graded)],
    }


def refused(reason: str) -> dict[str, Any]:
    """The results of a submission that was not graded."""
    test = {"name": "This submission was not graded.", "status": "failed", "output": reason, "output_format": "text"}
    return {"score": 0, "output": reason, "output_format": "text", "tests": [test]}


def _tests(graded: Graded) -> Iterator[dict[str, Any]]:
    for cell in json.loads(graded.text)["cells"]:
        ours = cell["metadata"].get("nbgrader", {})
        if ours.get("grade"):
            name = ours["grade_id"]
            worth = _in_words(name in graded.blank) if ours["solution"] else _points(cell, graded.scores[name])
            yield {"name": name.removesuffix("-check"), **worth}


def _in_words(blank: bool) -> dict[str, Any]:
    """Of a question that a person grades: no points, which would count beside theirs."""
    return {"status": "failed" if blank else "passed", "output": UNANSWERED if blank else WAITS}


def _points(cell: dict, score: float | None) -> dict[str, Any]:
    shown = "\n\n".join(_shown(cell))
    if score is None:  # the cell gave more points than it has
        return {"status": "failed", "output": f"{shown}\n\n{WAITS}"}
    return {"score": score, "max_score": cell["metadata"]["nbgrader"]["points"], "output": shown}


def _shown(cell: dict) -> Iterator[str]:
    """What the cell shows: verdicts, printed text and errors, but no value, which is the points."""
    for output in cell.get("outputs", []):
        match output["output_type"]:
            case "stream":
                yield _joined(output["text"])
            case "display_data":
                yield _joined(output["data"]["text/plain"])
            case "error":
                yield f"{output['ename']}: {output['evalue']}"


def _joined(text: str | list[str]) -> str:
    """Text that a notebook's file may hold as a list of lines."""
    return text if isinstance(text, str) else "".join(text)
