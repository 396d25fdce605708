"""A submission that keeps the inputs it is judged on, and tries to say them later: feedback tells of none."""

import base64
import html
import json
import re

import numpy as np
import pytest
from course import CHAPTER, Course
from notebooks import solutions

from bnkit.judging.key import load

KEEP = """SEEN = []
def batch_norm(x, gamma, beta, eps=1e-5):
    SEEN.append(np.asarray(x, float).tobytes().hex())
    {end}
"""
UNBIASED = """def batch_norm(x, gamma, beta, eps=1e-5):
    mean = x.mean(axis=0)
    v = x.var(axis=0, ddof=1)
    return gamma * (x - mean) / np.sqrt(v + eps) + beta
"""
ENDS = {
    "prints": "return x",
    "raises": "raise ValueError('said ' + ' '.join(SEEN))",
    "names": "raise type('X' + SEEN[0][:90], (Exception,), dict())()",
    "classes": "return type('X' + ''.join(SEEN)[:50], (), dict())()",
    "shapes": "return np.zeros((int(SEEN[0][8:12], 16), 1))",
    "places": "y = np.zeros(70_000); y[int(SEEN[0][8:12], 16)] = np.nan; return y",
    "values": "return np.full(x.shape, float(int(SEEN[0][8:12], 16)))",
    "unwritten": "raise NotImplementedError(' '.join(SEEN))",
}
LATER = """import base64
from IPython.display import display, Image
print('kept', len(SEEN), ' '.join(SEEN))
display(Image(data=b'\\x89PNG\\r\\n\\x1a\\n' + ' '.join(SEEN).encode()))
raise ValueError('said later ' + ' '.join(SEEN))"""


@pytest.fixture(scope="module")
def course(tmp_path_factory, needs_sandbox):
    course = Course(tmp_path_factory.mktemp("leaks"))
    for name, end in ENDS.items():
        path = course.submit(name, solutions(CHAPTER) | {"batch_norm": KEEP.format(end=end)})
        content = json.loads(path.read_text())
        content["cells"].append(
            {"cell_type": "code", "metadata": {}, "source": LATER, "outputs": [], "execution_count": None}
        )
        path.write_text(json.dumps(content))
    course.submit("honest", solutions(CHAPTER))
    course.submit("unbiased", solutions(CHAPTER) | {"batch_norm": UNBIASED})
    course.submit("blank", {name: code for name, code in solutions(CHAPTER).items() if name != "batch_norm"})
    course.run("bnkit", "grade", CHAPTER)
    course.run("nbgrader", "generate_feedback", CHAPTER)
    piece = load(course.folder / ".bnkit" / "keys" / f"{CHAPTER}.npz").piece("batch_norm")
    course.hidden, course.examples = ([*drawn(cases)] for cases in (piece.answers, piece.examples))
    assert len(course.hidden) > 3
    return course


def drawn(cases):
    """The first argument of each case as the submission keeps it, where it begins with a number that a seed has drawn."""
    for x in (np.asarray(case.args[0], float) for case in cases):
        if len(repr(float(x.flat[0]))) > 12:
            yield x.tobytes().hex()


def told(course, name):
    """All that the graded notebook and the page say, pictures in plain."""
    text = course.graded(name) + html.unescape(course.feedback(name))
    pictures = re.findall(r"iVBORw0KGgo[A-Za-z0-9+/=]+", text)
    return text + "".join(base64.b64decode(each).decode("latin-1") for each in pictures)


@pytest.mark.parametrize("name", ENDS)
def test_no_hidden_input_is_told(course, name):
    text, honest = told(course, name), told(course, "honest")
    for seen in course.hidden:
        number = int(seen[8:12], 16)
        spelled = rf"(?<![\d.]){number}(\.0*)?\b"
        assert seen[:32] not in text
        assert number <= 1000 or not re.search(spelled, text) or re.search(spelled, honest), number
    assert course.scores()[name] == 9


@pytest.mark.parametrize("name, wanted", [("prints", "kept "), ("raises", "It raised ValueError: said")])
def test_what_may_be_told_is(course, name, wanted):
    assert wanted in told(course, name)
    assert ("kept" in wanted) or course.examples[0][:32] in told(course, name)


def test_feedback_tells_the_first_value_that_goes_wrong(course):
    text = course.feedback("unbiased")
    assert "That is the first value that goes wrong" in text and "variance times m/(m − 1)" in text
    assert course.scores()["unbiased"] == course.scores()["honest"] - 2


def test_of_what_is_not_written_nothing_is_told_that_the_submission_chose(course):
    blank, unwritten = (verdict_on(course, name, "batch_norm") for name in ("blank", "unwritten"))
    assert blank == unwritten and "your y: It is not written yet." in blank["example"]


def verdict_on(course, name, piece):
    verdicts = json.loads(course.graded(name))["metadata"]["bnkit"]["verdicts"]
    return next(verdict for verdict in verdicts if verdict["name"] == piece)
