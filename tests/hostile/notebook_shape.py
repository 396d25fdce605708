"""Notebooks that are not what was released: cells copied, moved, retyped, deleted, and files that are no notebooks."""

import copy
import json

from hostile.case import EARNED, RIGHT, cell, shape, solution, text

MARKED = "<script>hostile()</script><img src=x onerror=hostile()>"


def right(content):
    solution(content)["source"] = RIGHT


def place(content, name):
    return content["cells"].index(cell(content, name))


def copied(name):
    def change(content):
        right(content)
        content["cells"].insert(place(content, name), copy.deepcopy(cell(content, name)))

    return change


def deleted(name):
    def change(content):
        right(content)
        content["cells"].remove(cell(content, name))

    return change


def everything_deleted(content):
    content["cells"] = []


def reversed_order(content):
    right(content)
    content["cells"].reverse()


def retyped(content):
    right(content)
    cell(content, "batch_norm-check")["cell_type"] = "markdown"
    cell(content, "batch_norm-text")["cell_type"] = "raw"


def renamed(content):
    right(content)
    cell(content, "batch_norm-check")["metadata"]["nbgrader"]["grade_id"] = "../../../etc/passwd"


def swapped_names(content):
    ours, other = cell(content, "batch_norm"), cell(content, "whiten")
    ours["source"] = RIGHT
    names = [each["metadata"]["nbgrader"] for each in (ours, other)]
    names[0]["grade_id"], names[1]["grade_id"] = "whiten", "batch_norm"


def edited_lock(content):
    right(content)
    cell(content, "setup")["source"] = "check = lambda *a: 2.0"


def no_metadata(content):
    right(content)
    for each in content["cells"]:
        each["metadata"] = {}


def strange_metadata(content):
    right(content)
    content["metadata"] |= {"kernelspec": {"name": "../../bash", "display_name": MARKED, "language": "bash"}}
    content["metadata"]["language_info"] = {"name": MARKED, "pygments_lexer": "../../x"}
    for each in content["cells"]:
        each["metadata"]["nbgrader"]["schema_version"] = 99


def old_format(content):
    right(content)
    content["nbformat"], content["nbformat_minor"] = 2, 0


def wrong_types(content):
    content["cells"] = {"0": content["cells"]}


def numbers_for_source(content):
    solution(content)["source"] = 5


def markup(content):
    lines = ["from IPython.display import HTML, Javascript, display", f"marked = {MARKED!r}", "print(marked)"]
    solution(content)["source"] = "\n".join([*lines, "display(HTML(marked), Javascript('hostile()'))"])
    cell(content, "useless_bias")["source"] = (
        MARKED
        + """

[x](javascript:hostile())"""
    )
    content["cells"].append({"cell_type": "markdown", "metadata": {"nbgrader": {"grade_id": "mine"}}, "source": MARKED})


def attachments(content):
    cell(content, "useless_bias")["attachments"] = {"a.svg": {"image/svg+xml": f"<svg>{MARKED}</svg>"}}


def many_cells(content):
    extra = {"cell_type": "markdown", "metadata": {}, "source": "x"}
    content["cells"] += [dict(extra) for _ in range(20_000)]


CASES = [
    shape("copied-check", "a check cell twice", copied("batch_norm-check"), EARNED),
    shape("copied-solution", "a solution cell twice", copied("batch_norm"), EARNED),
    shape("deleted-check", "a check cell missing", deleted("batch_norm-check"), EARNED),
    shape("deleted-solution", "a solution cell missing", deleted("whiten"), EARNED),
    shape("deleted-everything", "no cells", everything_deleted),
    shape("reversed", "all cells in reverse order", reversed_order),
    shape("retyped", "cells of other types", retyped, EARNED),
    shape("renamed", "a grade_id that is a path", renamed, EARNED),
    shape("swapped-names", "two solution cells under each other's name", swapped_names, EARNED),
    shape("edited-lock", "the locked set-up cell edited", edited_lock, EARNED),
    shape("no-metadata", "no cell says what it is", no_metadata, EARNED),
    shape("strange-metadata", "other kernels and languages", strange_metadata, EARNED),
    shape("old-format", "a format of long ago", old_format, EARNED),
    shape("wrong-types", "cells that are no list", wrong_types),
    shape("numbers-for-source", "a source that is a number", numbers_for_source),
    shape("markup", "HTML and scripts wherever text may be", markup),
    shape("attachments", "a script in an attachment", attachments),
    shape("many-cells", "twenty thousand cells", many_cells),
    text("empty", "an empty file", lambda content: b""),
    text("not-json", "a text", lambda content: b"this is not a notebook"),
    text("cut-off", "half a notebook", lambda content: json.dumps(content).encode()[:3000]),
    text("not-utf8", "bytes that are no text", lambda content: b"\xff\xfe\x00" * 1000),
    text("nul", "a NUL in the source", lambda content: json.dumps(content).replace("# The", "\\u0000# The").encode()),
    text(
        "surrogate", "half a character", lambda content: json.dumps(content).replace("# The", "\\ud800# The").encode()
    ),
    text("deep-json", "a hundred thousand brackets", lambda content: b"[" * 100_000 + b"]" * 100_000),
    text("huge", "forty megabytes of blanks", lambda content: json.dumps(content).encode() + b" " * (40 << 20)),
    text("a-list", "JSON that is no object", lambda content: b"[1, 2, 3]"),
    text("nan", "numbers that are none", lambda content: b'{"cells": NaN, "nbformat": Infinity}'),
]
