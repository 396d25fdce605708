"""Make exercises/ from solutions/: for each chapter the learner's notebook and the answer key of the public seed."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from bnkit.authoring.catalogue import NAME, write_catalogue
from bnkit.authoring.chapter import Chapter, load, sources
from bnkit.authoring.exercise import BrokenSource, Exercise, Question, stub
from bnkit.authoring.hunt_cells import CHECK, begun, task
from bnkit.authoring.make_key import PUBLIC_SEED, make_key
from bnkit.authoring.where import Where
from bnkit.judging.whole import whole

SETUP = """import numpy as np

from bnkit import Cache, check"""

PROGRESS = """import bnkit.progress

bnkit.progress.here()"""
HUNTS_TEXT = """## Find the bug

Here a mistake is given, and you show it, name it or mend it: best after the pieces above, for the code that is shown is nearly all
of one. In a cell of your own write `from bnkit import hunting`, and then `hunting.show(…)` with one of these names:

{names}{graded}"""
GRADED_TEXT = "\n\nThese are not graded. What follows is."
PROGRESS_TEXT = (
    "## How far you are\n\nSave the notebook and run this: it says which pieces are right, and what to write next."
)

Cell = nbformat.NotebookNode


def build(source: Path, target: Path) -> list[Path]:
    """Write the exercises of every chapter in the folder `source` below `target`, and the catalogue that hunts need.

    Returns the files that changed. Raises BrokenSource where a chapter cannot be used, and where two have a piece of one name.
    """
    where, chapters = Where.of(source), [load(path) for path in sources(source)]
    _check_names(chapters)
    changed = [file for each in chapters for file in build_chapter(each, target / each.name, where)]
    catalogue = target / NAME
    return [*changed, catalogue] if write_catalogue(source, catalogue) else changed


def _check_names(chapters: list[Chapter]) -> None:
    homes: dict[str, str] = {}
    for chapter in chapters:
        for exercise in chapter.exercises:
            if exercise.name in homes:
                told = f"{homes[exercise.name]} and {chapter.name} both have a piece {exercise.name}"
                raise BrokenSource(f"{told}: give one of them another name.")
            homes[exercise.name] = chapter.name


def build_chapter(chapter: Chapter, folder: Path, where: Where) -> list[Path]:
    """Write one chapter's notebook and key into `folder`. Returns the files that changed."""
    folder.mkdir(parents=True, exist_ok=True)
    notebook, key = folder / f"{chapter.name}.ipynb", folder / "key.npz"
    changed = [notebook] if write_notebook(notebook, notebook_of(chapter, where)) else []
    return [*changed, key] if make_key(chapter, PUBLIC_SEED, gallery=where.gallery).save(key) else changed


def write_notebook(path: Path, notebook: Cell) -> bool:
    """Write `notebook` as Jupyter does, each source a list of lines. Returns whether it wrote."""
    return write(path, nbformat.writes(notebook) + "\n")


def write(path: Path, text: str) -> bool:
    """Write `text` to `path`, whole or not at all, unless it is there already. Returns whether it wrote."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    with whole(path) as file:
        file.write(text.encode())
    return True


def notebook_of(chapter: Chapter, where: Where) -> Cell:
    """The learner's notebook: for each exercise its text, a cell to write in, a check, and a use of what was written."""
    cells = [_text("introduction", chapter.introduction), _folded("install", where.install), _given("setup", SETUP)]
    for exercise in chapter.exercises:
        cells += _exercise(exercise, where.page(chapter.name, exercise.section))
        cells += [cell for each in chapter.questions if each.after == exercise.name for cell in _question(each)]
    cells += [cell for each in chapter.questions if not each.after for cell in _question(each)]
    cells += _hunts(chapter, where)
    cells += [_text("progress-text", PROGRESS_TEXT), _given("progress", PROGRESS)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def _exercise(exercise: Exercise, page: str) -> Iterator[Cell]:
    name = exercise.name
    yield _text(f"{name}-text", _assignment(exercise, page))
    yield _cell(f"{name}", new_code_cell(stub(exercise.solution)), solution=True)
    yield _cell(f"{name}-check", new_code_cell(f"check({name})"), grade=True, locked=True, points=exercise.points)
    if exercise.use:
        yield _text(f"{name}-use-text", "What you wrote, at work:")
        yield _using(f"{name}-use", exercise.use)


def _assignment(exercise: Exercise, page: str) -> str:
    """The heading, what the piece is for, where it is explained, and the hints, each closed."""
    link = f"Its section in the book: [{exercise.section.replace('-', ' ')}]({page})"
    hints = [
        f"<details><summary>Hint {number}</summary>\n\n{hint}\n\n</details>"
        for number, hint in enumerate(exercise.hints, 1)
    ]
    title = f"## `{exercise.name}` ({_worth(exercise.points)})"
    return "\n\n".join([title, exercise.purpose, *([link] if exercise.section and page else []), *hints])


def _hunts(chapter: Chapter, where: Where) -> Iterator[Cell]:
    """The names of the hunts that are there for the asking, then those that are graded, each with a cell to write in."""
    if not chapter.hunts:
        return
    names = "\n".join(f'- `"{hunt.name}"`' for hunt in chapter.hunts if not hunt.graded)
    yield _text("hunts-text", HUNTS_TEXT.format(names=names, graded=GRADED_TEXT if chapter.graded else ""))
    for hunt, exercise in chapter.graded:
        title = f"## `{hunt.name}` ({_worth(hunt.points)})"
        page = where.page(chapter.name, f"hunt-{hunt.name}")
        yield _text(f"{hunt.name}-text", f"{title}\n\n{task(hunt, page)}")
        yield _cell(hunt.name, new_code_cell(begun(hunt, exercise)), solution=True)
        check = new_code_cell(CHECK.format(name=hunt.name))
        yield _cell(f"{hunt.name}-check", check, grade=True, locked=True, points=hunt.points)


def _worth(points: int) -> str:
    return f"{points} point{'s' * (points != 1)}"


def _question(question: Question) -> Iterator[Cell]:
    yield _text(f"{question.name}-text", f"## In words ({_worth(question.points)})\n\n{question.text}")
    answer = new_markdown_cell("*Your answer here.*")
    yield _cell(question.name, answer, grade=True, solution=True, points=question.points)


def _text(name: str, text: str) -> Cell:
    return _cell(name, new_markdown_cell(text), locked=True)


def _given(name: str, code: str) -> Cell:
    return _cell(name, new_code_cell(code), locked=True)


def _folded(name: str, code: str) -> Cell:
    """A given cell that JupyterLab shows as a line to unfold."""
    cell = _given(name, code)
    cell["metadata"]["jupyter"] = {"source_hidden": True}
    return cell


def _using(name: str, code: str) -> Cell:
    """A given cell that uses what was written; "Run All" goes on past it where that is not written yet."""
    cell = _given(name, code)
    cell["metadata"]["tags"] = ["raises-exception"]
    return cell


def _cell(name: str, cell: Cell, grade=False, solution=False, locked=False, points: int | None = None) -> Cell:
    """The cell with a stable id and nbgrader's metadata."""
    cell["id"] = name[:64]
    cell["metadata"]["nbgrader"] = {
        "grade": grade,
        "grade_id": name,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    } | ({} if points is None else {"points": points})
    if not grade and not solution and cell["cell_type"] == "markdown":
        cell["metadata"]["editable"] = False
    return cell
