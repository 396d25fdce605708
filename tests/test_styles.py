"""Right answers in many styles: every function under tests/styles gets full points."""

import importlib

import pytest
from conftest import CHAPTERS, ROOT
from keys import without_mistakes

from bnkit.authoring.make_key import PUBLIC_SEED
from bnkit.judging.judge import judge_piece

SEEDS = [PUBLIC_SEED, 11, 22]
EXERCISES = {exercise.name: (chapter, exercise) for chapter in CHAPTERS for exercise in chapter.exercises}


def styles():
    """The functions of every file's STYLES, by the name of their piece, which is the file's."""
    collected = {}
    for path in sorted((ROOT / "tests" / "styles").glob("ch*/*.py")):
        module = importlib.import_module(f"styles.{path.parent.name}.{path.stem}")
        if hasattr(module, "STYLES"):
            collected[path.stem] = module.STYLES
    return collected


STYLES = styles()


@pytest.fixture(scope="session")
def pieces():
    """Every piece's part of the key for each seed, made once."""
    return {
        name: without_mistakes(chapter, exercise, SEEDS)
        for name, (chapter, exercise) in EXERCISES.items()
        if name in STYLES
    }


@pytest.mark.parametrize(
    "name, function",
    [pytest.param(name, each, id=f"{name}: {each.__name__}") for name in STYLES for each in STYLES[name]],
)
def test_a_right_answer_in_another_style_gets_full_points(pieces, name, function):
    for key in pieces[name]:
        verdict = judge_piece(function, key)
        assert verdict.right and verdict.points == key.points, str(verdict)


@pytest.mark.parametrize("name", EXERCISES)
def test_there_are_at_least_six_styles_of_each_piece(name):
    functions = STYLES.get(name, [])
    assert len({each.__name__ for each in functions}) == len(functions) >= 6
