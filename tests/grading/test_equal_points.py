"""Every honest submission gets the points that stock nbgrader gives it, cell by cell."""

import random
import shutil
from collections.abc import Iterator

import pytest
from conftest import CHAPTERS
from course import CHAPTER, Course
from notebooks import mistaken, solutions

from bnkit.authoring import hunt_cells
from bnkit.authoring.chapter import Chapter
from bnkit.hunting.beginning import beginning

OTHERS = [chapter.name for chapter in CHAPTERS if chapter.name != CHAPTER]
WITHOUT = 4  # drafts that have no mistake in the piece that has most


def submissions(name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Right, blank, hunts as they begin, and each named mistake of each piece beside others' and what is half done."""
    (chapter,) = (chapter for chapter in CHAPTERS if chapter.name == name)
    right = solutions(name) | {hunt.name: hunt_cells.right(hunt, exercise) for hunt, exercise in chapter.graded}
    right |= {question.name: "Because the mean takes it away again." for question in chapter.questions}
    yield "right", right
    yield "blank", {}
    for hunt, exercise in chapter.graded:
        yield f"begun {hunt.name}", {hunt.name: beginning(hunt, exercise)}
    for number, answers in enumerate(drafts(chapter, right)):
        yield f"draft{number:02}", answers


def drafts(chapter: Chapter, right: dict[str, str]) -> list[dict[str, str]]:
    """Half of what is right, drawn anew for each, with each mistake of each piece in one of them; no hunts.

    A mistake brings its chapter's source, of which stock nbgrader's process, where hunts are judged too, has its own.
    """
    right = {name: code for name, code in right.items() if name not in {hunt.name for hunt, _ in chapter.graded}}
    draw, most = random.Random(chapter.name), max(len(exercise.mistakes) for exercise in chapter.exercises)
    made = [{piece: code for piece, code in right.items() if draw.random() < 0.5} for _ in range(most + WITHOUT)]
    for exercise in chapter.exercises:
        for answers, mistake in zip(draw.sample(made, len(exercise.mistakes)), exercise.mistakes, strict=True):
            answers |= mistaken(chapter.name, {exercise.name: mistake.__name__})
    return made


def compare(name: str, folder, submitted: dict[str, dict[str, str]]) -> None:
    """Grade by both, with the same secret, and compare the gradebooks."""
    ours, stock = Course(folder / "ours", name), Course(folder / "stock", name, stock=True)
    shutil.copytree(ours.folder / ".bnkit", stock.folder / ".bnkit", dirs_exist_ok=True)
    for student, answers in submitted.items():
        ours.submit(student, answers)
        stock.submit(student, answers)
    ours.run("bnkit", "grade", name)
    stock.run("nbgrader", "autograde", name)
    assert ours.book() == stock.book()
    assert len({row for (_, cell), row in ours.book().items() if not cell}) > 3


def test_equal_points(tmp_path, needs_sandbox):
    submitted = dict(submissions(CHAPTER))
    assert len(submitted) >= 60
    compare(CHAPTER, tmp_path, submitted)


@pytest.mark.slow
@pytest.mark.parametrize("name", OTHERS)
def test_equal_points_in_every_chapter(tmp_path, needs_sandbox, name):
    compare(name, tmp_path, dict(submissions(name)))
