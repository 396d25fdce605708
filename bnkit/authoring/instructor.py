"""The instructor's version of a notebook: with the right answers, and the rubric of each question."""

import inspect
from pathlib import Path

from bnkit.authoring.build import Cell, notebook_of, write_notebook
from bnkit.authoring.chapter import Chapter
from bnkit.authoring.hunt_cells import right
from bnkit.authoring.where import Where


def write_instructors(chapter: Chapter, folder: Path, where: Where) -> Path:
    """Write the instructor's notebook of `chapter` into `folder`. Returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{chapter.name}.ipynb"
    write_notebook(path, instructors(chapter, where))
    return path


def instructors(chapter: Chapter, where: Where) -> Cell:
    """The learner's notebook, with solutions for stubs and rubrics for answers."""
    notebook = notebook_of(chapter, where)
    answers = {each.name: inspect.getsource(each.solution).rstrip() for each in chapter.exercises}
    answers |= {hunt.name: right(hunt, exercise) for hunt, exercise in chapter.graded}
    answers |= {each.name: f"**Rubric.** {each.rubric}" for each in chapter.questions}
    for cell in notebook.cells:
        cell.source = answers.get(cell.metadata.nbgrader.grade_id, cell.source)
    return notebook
