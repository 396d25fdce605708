"""What a reader writes on a page is run and judged as in the notebook."""

import inspect

import pytest
from answers import function
from conftest import PIECES
from notebooks import EPS_OUTSIDE

from bnkit import judge
from bnkit.authoring.exercise import stub
from bnkit.learning.inpage import LONGEST, attempt

PIECE = "ch02_algorithm/batch_norm"


@pytest.mark.parametrize("chapter, exercise", PIECES)
def test_a_right_answer_is_right_and_the_stub_is_not_written(chapter, exercise):
    piece = f"{chapter.name}/{exercise.name}"
    source = inspect.getsource(exercise.solution)
    before = [inspect.getsource(each.solution) for each in chapter.exercises]
    told, verdict = attempt(piece, [*before, source])
    assert told == "" and verdict == judge(exercise.solution, piece)._repr_html_()
    assert "not written yet" in attempt(piece, [stub(exercise.solution)])[1]


def test_a_mistake_is_named():
    told, verdict = attempt(PIECE, [EPS_OUTSIDE])
    same = function("batch_norm", EPS_OUTSIDE.splitlines(), "<the same>")
    assert verdict == judge(same, PIECE)._repr_html_() and "root" in verdict and not told


def test_what_it_prints_is_told_before_the_verdict():
    told, verdict = attempt(PIECE, [EPS_OUTSIDE + "print(batch_norm(np.zeros((2, 1)), 1, 0.5))"])
    assert told == "[[0.5]\n [0.5]]\n" and verdict


def test_a_failure_shows_the_readers_lines_alone():
    told, verdict = attempt(PIECE, ["def batch_norm(x):\n    return y\n\nbatch_norm(1)"])
    assert 'File "<your code>", line 2, in batch_norm\n    return y' in told and "NameError" in told
    assert "inpage" not in told and verdict


@pytest.mark.parametrize(
    "code, told", [("def f(:", "SyntaxError"), ("raise SystemExit", "SystemExit"), ("1 / 0", "ZeroDivisionError")]
)
def test_code_that_never_gets_to_the_piece_has_no_verdict(code, told):
    said, verdict = attempt(PIECE, [code])
    assert told in said and verdict == ""


def test_code_without_the_piece_is_told_so():
    assert attempt(PIECE, ["x = 1"]) == ("Your code defines no function called batch_norm.\n", "")


def test_cells_above_lend_their_functions_and_nothing_else():
    assert (
        attempt(PIECE, ["print('above'); 1 / 0", EPS_OUTSIDE, "x = 1"])[0]
        == "Your code defines no function called batch_norm.\n"
    )
    assert "above" not in attempt(PIECE, ["print('above')", EPS_OUTSIDE])[0]


def test_endless_output_is_cut():
    assert len(attempt(PIECE, ["print('x' * 10**6)"])[0]) < LONGEST + 100
