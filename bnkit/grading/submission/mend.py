"""Read a submitted notebook as the hostile text it may be, and put the instructor's cells back into it."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode
from nbformat.corpus.words import generate_corpus_id

from bnkit.grading.text import clean

MOST_CELLS = 500
LONGEST_SOURCE = 200_000
TAG, LINK = re.compile(r"<(?=[A-Za-z/!?])"), re.compile(r"\](?=[(:\[])")
NOTHING = "\u200b"  # a space of no width


class Unreadable(Exception):
    """A submission that is no notebook, with the reason."""


@dataclass
class Mended:
    """A notebook whose locked cells are the instructor's, and what had to be put right."""

    notebook: Any
    notes: list[str] = field(default_factory=list)


def read(data: bytes, ours: Collection[str] = ()) -> list[dict]:
    """The cells of a submitted notebook: type, source and grade_id, and nothing else. Raises Unreadable.

    All whose grade_id is one of `ours` are there, and the first of the others; the last is a note where any were left out.
    """
    try:
        content = json.loads(data.decode("utf-8-sig"))
        cells = content["cells"] if "cells" in content else content["worksheets"][0]["cells"]
        if type(cells) is not list:
            raise TypeError("cells are not a list")
        return _first(list(map(_cell, cells)), ours)
    except RecursionError as error:
        raise Unreadable("The notebook is nested too deeply to be one.") from error
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise Unreadable(f"The file is not a Jupyter notebook ({type(error).__name__}).") from error


def _first(cells: list[dict], ours: Collection[str]) -> list[dict]:
    last = {cell["name"]: number for number, cell in enumerate(cells) if cell["name"] in ours}
    kept = [cell for number, cell in enumerate(cells) if number < MOST_CELLS or last.get(cell["name"]) == number]
    left_out = len(cells) - len(kept)
    told = f"The notebook has {len(cells)} cells: {left_out} of your own were left out, and not run."
    return [*kept, {"kind": "markdown", "source": told, "name": None, "cut": False}] if left_out else kept


def _cell(cell: dict) -> dict:
    source = cell.get("source", cell.get("input", ""))
    source = "".join(source) if isinstance(source, list) else str(source)
    metadata = cell.get("metadata")
    ours = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = ours.get("grade_id") if isinstance(ours, dict) else None
    kind = cell.get("cell_type") if cell.get("cell_type") in ("code", "markdown") else "raw"
    name, cut = name if type(name) is str else None, len(source) > LONGEST_SOURCE
    return {"kind": kind, "source": clean(source[:LONGEST_SOURCE]), "name": name, "cut": cut}


def inert(markdown: str) -> str:
    """`markdown` without HTML and without links, which may run code in the reader's browser; it looks the same."""
    return LINK.sub(f"]{NOTHING}", TAG.sub(f"<{NOTHING}", markdown))


def mend(submitted: list[dict], source: Any) -> Mended:
    """The submission's cells in their order, with the instructor's metadata and locked cells.

    Of copies of a cell the last one counts, as in nbgrader; cells that are missing are put back. They are the `source`'s own cells.
    """
    originals = {cell.metadata.nbgrader.grade_id: cell for cell in source.cells if "nbgrader" in cell.metadata}
    last = {cell["name"]: number for number, cell in enumerate(submitted)}
    mended = Mended(NotebookNode(nbformat=4, nbformat_minor=5, metadata=source.metadata, cells=[]))
    for number, cell in enumerate(submitted):
        original = originals.get(cell["name"])
        if cell["cut"]:
            name = cell["name"] if original is not None else "of your own"
            mended.notes.append(
                f"The cell {name} has more than {LONGEST_SOURCE:,} characters: what follows was left out."
            )
        if original is not None and last[cell["name"]] == number:
            mended.notebook.cells.append(_restored(cell, original, mended.notes))
        else:
            if original is not None:
                mended.notes.append(f"The cell {cell['name']} is there more than once; its last copy counts.")
            mended.notebook.cells.append(_own(cell))
    _put_back(mended, originals)
    return mended


def _own(cell: dict) -> Any:
    if cell["kind"] == "code":
        return new_cell("code", cell["source"], execution_count=None, outputs=[])
    return new_cell("markdown", inert(cell["source"]))


def new_cell(kind: str, source: str, **fields: Any) -> NotebookNode:
    """A cell. nbformat's own check each against its schema, and take a tenth of a second to make that into code first."""
    return NotebookNode(id=generate_corpus_id(), cell_type=kind, metadata=NotebookNode(), source=source, **fields)


def _restored(cell: dict, original: Any, notes: list[str]) -> Any:
    """The instructor's cell, with the submission's text where a student may write."""
    ours, edited = original.metadata.nbgrader, cell["source"] != original.source
    original.pop("attachments", None)
    if ours.solution:
        original.source = inert(cell["source"]) if original.cell_type != "code" and edited else cell["source"]
    elif edited:
        notes.append(f"The locked cell {ours.grade_id} had been edited; it was restored.")
    if cell["kind"] != original.cell_type:
        notes.append(f"The cell {ours.grade_id} was of another type; it was restored.")
    return original


def _put_back(mended: Mended, originals: dict[str, Any]) -> None:
    """Missing cells that are locked or worth points go behind the one that they follow in the source."""
    cells, before = mended.notebook.cells, None
    there = _places(cells)
    for name, original in originals.items():
        needed = original.metadata.nbgrader.grade or not original.metadata.nbgrader.solution
        if name not in there and needed:
            cells.insert(there.get(before, -1) + 1, original)
            if original.metadata.nbgrader.grade:
                mended.notes.append(f"The cell {name} was missing; it was put back.")
            there = _places(cells)
        if name in there or needed:
            before = name


def _places(cells: list) -> dict[str | None, int]:
    return {cell.metadata.get("nbgrader", {}).get("grade_id"): place for place, cell in enumerate(cells)}
