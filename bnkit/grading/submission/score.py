"""The points of a graded notebook's cells, by nbgrader's rules."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from nbformat import NotebookNode


def _rules() -> ModuleType:
    """nbgrader's rules without its package, which imports Jupyter's server and takes a second in each worker."""
    package: Any = importlib.util.find_spec("nbgrader")
    spec: Any = importlib.util.spec_from_file_location("nbgrader_rules", Path(package.origin).with_name("utils.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


utils = _rules()


def scores(notebook: NotebookNode) -> dict[str, float | None]:
    """The points of each grade cell by its name; None where a person must look."""
    return {name: _score(cell) for name, cell in _cells(notebook) if utils.is_grade(cell)}


def _score(cell: NotebookNode) -> float | None:
    try:
        return utils.determine_grade(cell)[0]
    except ValueError:  # more points than the cell has
        return None


def blank(notebook: NotebookNode) -> list[str]:
    """The names of the solution cells that are as they were released."""
    solutions = ((name, cell) for name, cell in _cells(notebook) if utils.is_solution(cell) and not utils.is_task(cell))
    return [name for name, cell in solutions if cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)]


def _cells(notebook: NotebookNode) -> Iterator[tuple[str, NotebookNode]]:
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            yield cell.metadata.nbgrader.grade_id, cell
