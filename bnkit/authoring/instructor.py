"""The instructor's version of a notebook: with the right answers, and the rubric of each question."""

import inspect
import json
from pathlib import Path

from bnkit.authoring.build import Cell, notebook_of, write
from bnkit.authoring.chapter import Chapter
from bnkit.authoring.where import Where


def write_instructors(chapter: Chapter, folder: Path, where: Where) -> Path:
    """Write the instructor's notebook of `chapter` into `folder`. Returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{chapter.name}.ipynb"
    write(path, json.dumps(instructors(chapter, where), indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    return path


def instructors(chapter: Chapter, where: Where) -> Cell:
    """The learner's notebook, with solutions for stubs and rubrics for answers."""
    notebook = notebook_of(chapter, where)
    answers = {each.name: inspect.getsource(each.solution).rstrip() for each in chapter.exercises}
    answers |= {each.name: f"**Rubric.** {each.rubric}" for each in chapter.questions}
    for cell in notebook.cells:
        cell.source = answers.get(cell.metadata.nbgrader.grade_id, cell.source)
    return notebook
