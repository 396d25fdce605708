"""Hunts in a graded class: points by shares, sentences with reasons, and not one hidden input told."""

import html
import inspect
import re

import numpy as np
import pytest
from conftest import CHAPTERS
from course import Course
from notebooks import solutions

from bnkit.judging.key import load

BEGIN = """SEEN = [np.ones((2, 2))]
def batch_norm(x, gamma, beta, eps=1e-5):
    SEEN.append(np.array(x, float))
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) + beta
"""
SHOWS = "dict(x=[[0.0, 10.0], [1.0, 12.0]], gamma=[1.0, 1.0], beta=[0.0, 0.0])"
ALIKE = "dict(x=[[1.0, -1.0], [-1.0, 1.0]], gamma=[1.0, 1.0], beta=[0.0, 0.0])"
DRAWN = "next((s for s in SEEN if s.shape[1] > 1 and len(repr(float(s[0, 0]))) > 12), SEEN[0])[:2, :2]"
KEPT = f"dict(x={DRAWN}, gamma=[1.0] * 2, beta=[0.0] * 2)"
FLAT = "dict(x=[[1.0, 5.0], [2.0, 9.0]], gamma=[0.0, 0.0], beta=[0.5, 1.0])"
SOME = "dict(x=[[1.0, 5.0], [2.0, -7.0], [4.0, 0.0]], gamma=[2.0, 3.0], beta=[0.0, 0.0])"
STUDENTS = {  # the input for expose_with_four, its points, what is said of it
    "shows": (SHOWS, 1, "It shows."),
    "hides": (ALIKE, 0, "The mistake hides: on your input the function gives what is right"),
    "flat": (FLAT, 0, "The mistake hides"),
    "long": (
        "dict(x=[[1.0, 2.0]] * 3, gamma=[1.0] * 2, beta=[0.0] * 2)",
        0,
        "x has 6 numbers. Here an argument may have 4",
    ),
    "shape": ("dict(x=[1.0, 2.0], gamma=[1.0], beta=[0.0])", 0, "x must be of shape (N, D); yours has shape (2,)"),
    "other": ("[1.0]", 0, "Return the arguments by name: dict(x=…, gamma=…, beta=…, eps=…)"),
    "raises": ("1 / 0", 0, "It raised ZeroDivisionError"),
    "keeps": (KEPT, 1, "It shows."),
    "keeps and hides": (KEPT.replace("gamma=[1.0]", "gamma=[0.0]"), 0, "The mistake hides"),
    "names": ("{'a' + SEEN[-1].tobytes().hex()[:30]: 1}", 0, "batch_norm has no argument called a"),
    "changes": (f"{SHOWS} if len(SEEN) > 9 else {ALIKE}", 1, "It shows."),
    "changes its mind": (f"{ALIKE} if len(SEEN) > 9 else {SHOWS}", 0, "when it was graded, it gave another"),
    "endless": (f"[{SHOWS} for _ in iter(int, 1)]", 0, "Is there a loop without an end?"),
}


def told(values: np.ndarray, text: str) -> bool:
    """Whether two drawn neighbours stand beside each other, as an example shows them. (One alone is often met by chance.)"""
    rows = [row for row in values[:2, :2] if len(row) == 2 and all(len(repr(float(value))) > 12 for value in row)]
    spelled = ([re.escape(f"{value:.4f}".rstrip("0")) for value in row] for row in rows)
    return any(re.search(r"\s+".join(each), text) for each in spelled)


def returning(value: str, name: str = "expose_with_four") -> str:
    return f"def {name}():\n    return {value}\n"


@pytest.fixture(scope="module")
def course(tmp_path_factory, needs_sandbox):
    """A class that hands in one right piece, and each another input."""
    course = Course(tmp_path_factory.mktemp("hunts"), cell=3.0)
    for name, (value, _, _) in STUDENTS.items():
        course.submit(name, {"batch_norm": BEGIN, "expose_with_four": returning(value)})
    course.submit("most", {"most_batch_norm": returning(SOME, "most_batch_norm")})
    course.run("bnkit", "grade", course.chapter)
    course.book_of = course.book()
    return course


@pytest.mark.parametrize("name", STUDENTS)
def test_an_input_earns_what_it_shows_and_a_sentence(course, name):
    _, points, told = STUDENTS[name]
    assert course.book_of[name, "expose_with_four-check points"][0] == points
    assert told in course.graded(name)
    assert course.book_of[name, "batch_norm-check points"][0] == 2


def test_many_mistakes_earn_a_share(course):
    points = course.book_of["most", "most_batch_norm-check points"][0]
    assert 0 < points < 1
    assert "of the piece's" in course.graded("most") and "the best known input shows" in course.graded("most")


def test_what_is_shown_of_an_input_is_what_the_second_run_gives(course):
    """Hidden inputs that a submission kept and returned as its input earn what they show, and are not told."""
    course.run("nbgrader", "generate_feedback", course.chapter)
    piece = load(course.folder / ".bnkit" / "keys" / f"{course.chapter}.npz").piece("batch_norm")
    hidden = [np.asarray(case.args[0], float) for case in piece.answers]
    assert told(piece.examples[0].right["y"], course.graded("most"))
    for name in ("keeps", "keeps and hides", "names"):
        text = course.graded(name) + html.unescape(course.feedback(name))
        assert not any(told(x, text) or x.tobytes().hex()[:30] in text for x in hidden)
    assert "x = [[1. 1.]" in course.graded("keeps and hides")


def test_a_slip_that_is_mended_is_judged_as_the_piece_is(tmp_path, needs_sandbox):
    course = Course(tmp_path / "course", "ch03_backprop")
    (chapter,) = (chapter for chapter in CHAPTERS if chapter.name == course.chapter)
    (exercise,) = (exercise for exercise in chapter.exercises if exercise.name == "grad_var")
    right = inspect.getsource(exercise.solution).replace("def grad_var(", "def mend_grad_var(")
    slip = "def mend_grad_var(dx_hat, x_centered, inv_std):\n    return 0.5 * (dx_hat * x_centered).sum(axis=0) * inv_std**3\n"
    course.submit("right", {"mend_grad_var": right})
    course.submit("slip", {"mend_grad_var": slip})
    course.submit("all", solutions(course.chapter) | {"mend_grad_var": right})
    course.run("bnkit", "grade", course.chapter)
    book = course.book()
    points = [book[name, "mend_grad_var-check points"][0] for name in ("right", "slip", "all")]
    assert points == [1, 0, 1]
    assert "✗ mend_grad_var: 0 of 1 points" in course.graded("slip") and "sign" in course.graded("slip")


def test_the_grader_takes_the_courses_own_chapters(tmp_path, needs_sandbox):
    """A hunt whose mistake the instructor has exchanged is judged by the mistake that is there now."""
    course = Course(tmp_path / "course")
    source = course.folder / "solutions" / course.chapter / "__init__.py"
    source.write_text(source.read_text().replace('"one_scalar_mean",', '"beta_dropped",'))
    course.submit("no beta", {"expose_with_four": returning(SHOWS)})
    course.submit("beta", {"expose_with_four": returning(SHOWS.replace("[0.0, 0.0]", "[1.0, 1.0]"))})
    course.run("bnkit", "grade", course.chapter)
    assert course.scores() == {"no beta": 0, "beta": 1}
