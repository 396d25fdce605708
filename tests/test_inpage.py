"""What a reader writes on a page is run and judged as in the notebook."""

import inspect
import json
from dataclasses import replace

import numpy as np
import pytest
from conftest import PIECES
from notebooks import EPS_OUTSIDE

from bnkit import judge
from bnkit.authoring.exercise import stub
from bnkit.learning.inpage import GALLERY, LONGEST, Report, Session
from bnkit.learning.source import compiled

PIECE = "ch02_algorithm/batch_norm"
ABOVE = "ch02_algorithm/whiten"


def ran(code, *above):
    """The report on the code, run after the boxes above."""
    return Report(**json.loads(session(above).run(code)))


def checked(code, *above, piece=PIECE):
    """The report on the code, judged after the boxes above."""
    return Report(**json.loads(session(above).check(piece, code)))


def session(above):
    made = Session()
    for code in above:
        made.lend(ABOVE, code)
    return made


@pytest.mark.parametrize("chapter, exercise", PIECES)
def test_a_right_answer_is_right_and_the_stub_is_not_written(chapter, exercise):
    piece = f"{chapter.name}/{exercise.name}"
    before = [inspect.getsource(each.solution) for each in chapter.exercises]
    report = checked(inspect.getsource(exercise.solution), *before, piece=piece)
    assert report == Report(right=True, verdict=judge(exercise.solution, piece)._repr_html_())
    unwritten = checked(stub(exercise.solution), piece=piece)
    assert "not written yet" in unwritten.verdict and not unwritten.right and not unwritten.line


def test_a_mistake_is_named():
    namespace = {"np": np}
    exec(compiled(EPS_OUTSIDE, "<the same code>"), namespace)
    report = checked(EPS_OUTSIDE)
    judged = replace(judge(namespace["batch_norm"], PIECE), gallery=GALLERY)
    assert report == Report(verdict=judged._repr_html_()) and "root" in report.verdict
    assert 'href="mistakes.html#mistake-batch_norm-eps_outside_root"' in report.verdict


def test_what_it_prints_is_told_beside_the_verdict():
    report = checked(EPS_OUTSIDE + "print(batch_norm(np.zeros((2, 1)), 1, 0.5))")
    assert report.said == "[[0.5]\n [0.5]]\n" and report.verdict


def test_run_gives_the_last_value_and_no_verdict():
    assert ran("print(1)\nnp.arange(3) * 2") == Report("1\n", "array([0, 2, 4])")
    assert ran("x = 1") == ran("None") == ran("") == ran("print(end='')") == Report()
    assert ran("f'{x}y'", "x = 1") == Report(value="'1y'")


def test_a_failure_shows_the_readers_lines_alone_and_names_the_line():
    report = checked("def batch_norm(x):\n    return y\n\nbatch_norm(1)")
    assert 'File "<your code>", line 2, in batch_norm\n    return y' in report.said and "NameError" in report.said
    assert "inpage" not in report.said and report.verdict
    assert (report.line, report.flaw) == (2, "NameError: name 'y' is not defined")


def test_a_failure_in_a_box_above_shows_that_box_and_marks_the_line_that_called_it():
    report = ran("x = 1\nwhiten(x)", "def whiten(x):\n    return x / 0\n")
    assert 'File "<your whiten>", line 2, in whiten\n    return x / 0' in report.said
    assert (report.line, report.flaw) == (2, "ZeroDivisionError: division by zero")


def test_the_line_that_raises_while_it_is_judged_is_named():
    report = checked("def batch_norm(x, gamma, beta, eps=1e-5):\n    y = gamma * x\n    return y.nothing\n")
    assert report.line == 3 and report.flaw.startswith("AttributeError") and not report.said and not report.right


@pytest.mark.parametrize(
    "code, told, line",
    [
        ("x = 1\ndef f(:", "SyntaxError", 2),
        ("raise SystemExit", "SystemExit", 1),
        ("\n\n1 / 0", "ZeroDivisionError", 3),
        ("import numpy.nowhere", "no others", 1),
        ("input('How many?')", "input() cannot ask you anything in this page", 1),
        ("breakpoint()", "breakpoint() cannot ask", 1),
    ],
)
def test_code_that_never_gets_to_the_piece_has_no_verdict(code, told, line):
    report = checked(code)
    assert told in report.said and report.verdict == "" and report.line == line


def test_code_without_the_piece_is_told_so():
    assert checked("x = 1") == Report("Your code defines no function called batch_norm.\n")


def test_boxes_above_lend_their_functions_and_nothing_else():
    report = checked("x = 1", "print('above'); 1 / 0", EPS_OUTSIDE)
    assert report.said == "Your code defines no function called batch_norm.\n"
    assert "above" not in checked(EPS_OUTSIDE, "print('above')").said


@pytest.mark.parametrize("method", ["run", "lend"])
def test_an_interrupt_gets_out(method):
    arguments = (ABOVE, "raise KeyboardInterrupt") if method == "lend" else ("raise KeyboardInterrupt",)
    with pytest.raises(KeyboardInterrupt):
        getattr(Session(), method)(*arguments)


def test_endless_output_is_cut():
    assert len(ran("print('x' * 10**6)").said) < LONGEST + 100
    assert len(ran("'x' * 10**6").value) < LONGEST + 100
