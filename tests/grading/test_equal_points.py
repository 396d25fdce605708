"""Every honest submission gets the points that stock nbgrader gives it, cell by cell."""

import random
import shutil
from collections.abc import Iterator

import pytest
from conftest import CHAPTERS
from course import CHAPTER, Course
from notebooks import mistaken, solutions

from bnkit.authoring import hunt_cells
from bnkit.hunting.beginning import beginning

OTHERS = [chapter.name for chapter in CHAPTERS if chapter.name != CHAPTER]
HALF_DONE = 24


def submissions(name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Right, blank, half done at random, and each named mistake of each piece, several pieces at a time."""
    (chapter,) = (chapter for chapter in CHAPTERS if chapter.name == name)
    right, draw = solutions(name), random.Random(name)
    right |= {hunt.name: hunt_cells.right(hunt, exercise) for hunt, exercise in chapter.graded}
    words = {question.name: "Because the mean takes it away again." for question in chapter.questions}
    yield "right", right | words
    yield "blank", {}
    for number in range(HALF_DONE):
        yield f"half{number:02}", {piece: code for piece, code in (right | words).items() if draw.random() < 0.5}
    for hunt, exercise in chapter.graded:
        yield f"begun {hunt.name}", {hunt.name: beginning(hunt, exercise)}
    for number in range(max(len(exercise.mistakes) for exercise in chapter.exercises)):
        made = {exercise.name: exercise.mistakes[number % len(exercise.mistakes)] for exercise in chapter.exercises}
        yield f"wrong{number:02}", mistaken(name, {piece: mistake.__name__ for piece, mistake in made.items()})


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
