"""Where a wrong answer goes wrong: the line that is named is the true one, and nothing is claimed that is not known."""

import functools
import importlib.util
import json
import random
import sys
from dataclasses import replace

import keys
import numpy as np
import pytest
from answers import answers, function, with_line
from conftest import CHAPTERS, ROOT
from mutants import mutants
from test_styles import STYLES

from bnkit.authoring.make_key import PUBLIC_SEED
from bnkit.judging.judge import judge_piece
from bnkit.judging.steps import find_first
from bnkit.judging.telling import FIRST, right_before, steps
from bnkit.judging.verdict import Verdict
from bnkit.judging.watch import Watched
from bnkit.learning.inpage import Session
from bnkit.learning.run import submissions, verdicts

EXERCISES = {exercise.name: (chapter, exercise) for chapter in CHAPTERS for exercise in chapter.exercises}
WATCHED = [name for name, (_, exercise) in EXERCISES.items() if exercise.quantities]
ANSWERS = list(answers())
CHANGES = 4  # of each file of styles


def piece(name):
    chapter, exercise = EXERCISES[name]
    return keys.piece(chapter, exercise, PUBLIC_SEED)


@functools.cache
def found(wrong, name):
    """Where the wrong answer goes wrong: several tests ask."""
    return find_first(wrong, piece(name))


def named_line(finding):
    return finding.seen.place(finding.first).line if finding and finding.first is not None else None


@functools.cache
def wrong_answers():
    """(piece, style, true line, the text of that line, function) of each wrong answer."""
    return [
        (name, style, number, line, function(name, with_line(lines, number, line), f"<answer {i}, {number}, {j}>"))
        for i, (name, style, lines, wrong) in enumerate(ANSWERS)
        for j, (number, line) in enumerate(wrong)
    ]


@pytest.mark.parametrize("number", range(len(ANSWERS)))
def test_the_answer_without_its_slips_is_right_and_has_no_steps(number):
    name, _, lines, _ = ANSWERS[number]
    verdict = judge_piece(function(name, lines, f"<right answer {number}>"), piece(name))
    assert verdict.right and verdict.steps == (), str(verdict)


def test_every_answer_with_a_slip_is_refused():
    assert len(wrong_answers()) >= 200
    for name, style, _, line, wrong in wrong_answers():
        assert not judge_piece(wrong, replace(piece(name), examples=[])).right, (name, style, line)


def test_the_true_line_is_named_in_four_of_five_wrong_answers_and_no_other_ever():
    lines = [(named_line(found(wrong, name)), number) for name, _, number, _, wrong in wrong_answers()]
    false = [(*wrong_answers()[i][:4], got) for i, (got, true) in enumerate(lines) if got not in (None, true)]
    assert not false
    assert sum(got == true for got, true in lines) >= 0.8 * len(lines)


def test_what_is_said_to_be_right_stands_before_the_line_that_is_not():
    for name, style, number, line, wrong in wrong_answers():
        finding = found(wrong, name)
        if finding and finding.first is not None:
            claimed = [finding.seen.place(each) for each in right_before(finding)]
            assert all(place.line != number or place.text not in line.partition("=")[0] for place in claimed), (
                style,
                line,
            )


def module_of(text, chapter, file):
    """A changed file of styles as a module that can be imported beside the others."""
    file.write_text(text)
    spec = importlib.util.spec_from_file_location(f"styles.{chapter}.{file.stem}", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", [name for name in WATCHED if name in STYLES])
@pytest.mark.parametrize("changes", [CHANGES, pytest.param(5 * CHANGES, marks=pytest.mark.slow)])
def test_in_right_answers_with_one_change_no_other_line_is_named(name, changes, tmp_path):
    chapter = EXERCISES[name][0].name
    text = (ROOT / "tests" / "styles" / chapter / f"{name}.py").read_text()
    changed = list(mutants(text))
    wrong = 0
    for number, (source, lines) in enumerate(random.Random(3).sample(changed, min(changes, len(changed)))):
        try:
            styles = module_of(source, chapter, tmp_path / f"changed_{number}.py").STYLES
        except Exception:
            continue
        for style in styles:
            line = named_line(find_first(style, piece(name)))
            assert line is None or line in lines, (style.__name__, source.splitlines()[lines[0] - 1], line)
            wrong += 1
    assert wrong or not changed


def values_of(answer, case, names):
    """Every value that a variable of the answer's files has, by its name: seen by the interpreter's own tracing."""
    seen = []

    def local(frame, event, _):
        for name, value in frame.f_locals.items():
            if isinstance(value, (np.ndarray, np.floating, float)):
                seen.append((name, np.array(value)))
        return local

    def trace(frame, event, _):
        ours = any(part in frame.f_code.co_filename for part in ("/solutions/", "/tests/styles/"))
        return local if ours else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        result = answer(
            *[np.copy(each) if isinstance(each, np.ndarray) else each for each in case.args], **case.keywords
        )
    finally:
        sys.settrace(before)
    return [
        *seen,
        *(("", np.asarray(each)) for each in (result if isinstance(result, tuple) else [result]) if _table(each)),
    ]


def _table(value):
    return isinstance(value, (np.ndarray, float, np.floating))


@functools.cache
def entries(name, number):
    """The entries of all values that right answers have on an example, its arguments among them, sorted."""
    _, exercise = EXERCISES[name]
    case = piece(name).examples[number]
    values = [np.asarray(v).ravel() for v in _flat([*case.args, *case.keywords.values(), *case.quantities.values()])]
    for answer in [exercise.solution, *STYLES.get(name, [])]:
        values += [value.ravel() for _, value in values_of(answer, case, name)]
    return np.unique(np.concatenate(values).astype(float))


def _flat(values):
    for value in values:
        if isinstance(value, (list, tuple)):
            yield from _flat(value)
        elif _table(value):
            yield value


def among(value, known):
    """Whether every entry is one of the known ones, to within rounding."""
    nearest = known[np.clip(np.searchsorted(known, value.ravel()), 0, len(known) - 1)]
    below = known[np.clip(np.searchsorted(known, value.ravel()) - 1, 0, len(known) - 1)]
    apart = np.minimum(np.abs(nearest - value.ravel()), np.abs(below - value.ravel()))
    return bool((apart <= 1e-6 * max(np.abs(value).max(initial=0.0), 1e-6)).all())


@pytest.mark.parametrize("name", WATCHED)
def test_in_the_catalogue_what_is_said_to_be_right_is_a_value_of_right_answers(name):
    _, exercise = EXERCISES[name]
    for mistake in exercise.mistakes:
        finding = found(mistake, name)
        if finding is None:
            continue
        number = next(i for i, case in enumerate(piece(name).examples) if case.name == finding.seen.case.name)
        for each in right_before(finding):
            values = np.concatenate([value.ravel() for value in finding.seen.values[each]]).astype(float)
            assert among(values, entries(name, number)), (mistake.__name__, finding.seen.place(each))


@pytest.mark.parametrize("name", WATCHED)
def test_in_the_catalogue_the_first_wrong_value_is_none_that_the_solution_computes(name):
    """The solution's own lines are right: what is called wrong never stands in one, unless it is handed wrong arguments."""
    _, exercise = EXERCISES[name]
    code = exercise.solution.__code__
    own = range(code.co_firstlineno, code.co_firstlineno + len(set(code.co_lines())) + 40)
    for mistake in exercise.mistakes:
        finding = found(mistake, name)
        if finding and finding.first is not None and finding.seen.place(finding.first).function == exercise.name:
            assert finding.seen.place(finding.first).line not in own, mistake.__name__


def test_a_value_that_is_mistaken_is_named():
    wrong = function(
        "batch_norm",
        [
            "def batch_norm(x, gamma, beta, eps=1e-5):",
            "    mean = x.mean(axis=0)",
            "    v = x.var(axis=0, ddof=1)",
            "    return gamma * (x - mean) / np.sqrt(v + eps) + beta",
        ],
        "<mistaken>",
    )
    assert steps(wrong, piece("batch_norm")) == (
        "Line 2: `mean` is right.",
        "Line 3: `v` is the variance times m/(m − 1). That is the first value that goes wrong: with the variance in its place your"
        " result is right.",
    )


UNBIASED = """def batch_norm(x, gamma, beta, eps=1e-5):
    mean = x.mean(axis=0)
    v = x.var(axis=0, ddof=1)
    return gamma * (x - mean) / np.sqrt(v + eps) + beta
"""


def test_the_page_shows_the_steps():
    shown = json.loads(Session().check("ch02_algorithm/batch_norm", UNBIASED))["verdict"]
    assert "Line 3: <code>v</code> is the variance times m/(m − 1)." in shown


def test_the_terminal_shows_the_steps(tmp_path):
    file = tmp_path / "batch_norm.py"
    file.write_text("import numpy as np\n\n\n" + UNBIASED)
    (submission,) = submissions(file, ROOT / "exercises" / "ch02_algorithm" / "key.npz")
    verdict = next(each for each in verdicts(submission) if each.name == "batch_norm")
    assert "Line 6: `v` is the variance times m/(m − 1)." in str(verdict)


def test_a_verdict_keeps_its_steps_as_plain_data():
    verdict = judge_piece(function("batch_norm", UNBIASED.splitlines(), "<kept>"), piece("batch_norm"))
    again = Verdict.of(json.loads(json.dumps(verdict.as_dict())))
    assert verdict.steps and list(again.steps) == list(verdict.steps)
    assert str(again) == str(verdict) and again._repr_html_() == verdict._repr_html_()


def test_without_source_or_with_a_callable_object_there_are_no_steps():
    namespace = {"np": np}
    exec(compile(UNBIASED, "<nowhere>", "exec"), namespace)
    for wrong in (namespace["batch_norm"], functools.partial(namespace["batch_norm"]), np.add):
        assert steps(wrong, piece("batch_norm")) == ()


def test_values_without_entries_are_no_quantity():
    lines = [
        "def batch_norm(x, gamma, beta, eps=1e-5):",
        "    for _ in range(2):",
        "        none = x[:0]",
        "    v = x.var(axis=0, ddof=1)",
        "    return gamma * (x - x.mean(axis=0)) / np.sqrt(v + eps) + beta",
    ]
    finding = find_first(function("batch_norm", lines, "<empty>"), piece("batch_norm"))
    assert named_line(finding) == 4 and right_before(finding) == []


def test_what_lay_in_empty_memory_is_nobodys_value(monkeypatch):
    lines = [
        "def batch_norm(x, gamma, beta, eps=1e-5):",
        "    out = np.empty_like(x)",
        "    for d in range(x.shape[1]):",
        "        c = x[:, d] - x[:, d].mean()",
        "        out[:, d] = gamma[d] * c / (x[:, d].std() + eps) + beta[d]",
        "    return out",
    ]
    monkeypatch.setattr(np, "empty_like", np.copy)
    finding = find_first(function("batch_norm", lines, "<memory>"), piece("batch_norm"))
    assert [finding.seen.place(each).line for each in right_before(finding)] == [4]


def test_a_comment_further_left_does_not_end_a_function():
    lines = UNBIASED.splitlines()
    told = steps(
        function("batch_norm", [lines[0], "# the mean", *lines[1:], "", "batch_norm"], "<left>"), piece("batch_norm")
    )
    assert told[0] == "Line 3: `mean` is right." and told[1].startswith("Line 4: `v` is the variance times m/(m − 1).")


def test_a_line_that_goes_on_further_left_does_not_end_a_function():
    lines = [*UNBIASED.splitlines()[:-1], "    return (gamma * (x - mean) /", "np.sqrt(v + eps) + beta)"]
    assert any(FIRST in each for each in steps(function("batch_norm", lines, "<goes on>"), piece("batch_norm")))


def test_the_answer_and_its_namespace_stay_as_they_were():
    wrong = function("batch_norm", UNBIASED.splitlines(), "<untouched>")
    before, code = set(wrong.__globals__), wrong.__code__
    assert steps(wrong, piece("batch_norm"))
    assert set(wrong.__globals__) == before and wrong.__code__ is code


class Ever(dict):
    """A value for every time."""

    def get(self, _):
        return np.asarray(1)


def test_a_loop_that_a_value_exchanged_keeps_going_is_ended():
    lines = [
        "def batch_norm(x, gamma, beta, eps=1e-5):",
        "    n = 3",
        "    while n > 0:",
        "        n = n - 1",
        "    return x",
    ]
    watched = Watched(function("batch_norm", lines, "<counted>"), ["y"])
    case = piece("batch_norm").examples[0]
    (counted,) = (number for number, place in enumerate(watched.places) if (place.name, place.line) == ("n", 4))
    assert "TooMuch" in watched.exchanging(case, counted, Ever())["y"].text
    assert np.array_equal(watched.exchanging(case, counted, {})["y"], case.args[0])
