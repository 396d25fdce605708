"""Every hunt of the book: what stands in the box is refused for the right reason, what somebody would write is accepted."""

import re
import shutil

import numpy as np
import pytest
from by_hand import MENDED, MOST, SHOWING
from conftest import CHAPTERS, ROOT

from bnkit import Cache
from bnkit.authoring.chapter import load
from bnkit.authoring.exercise import BrokenSource
from bnkit.hunting.beginning import beginning, code
from bnkit.hunting.expose import exposure
from bnkit.hunting.found import hunt_in
from bnkit.hunting.judge import HIDES, MANY, STRAY, judge_hunt
from bnkit.learning.source import compiled

HUNTS = {f"{chapter.name}/{hunt.name}": hunt for chapter in CHAPTERS for hunt in chapter.hunts}


def of(kind):
    names = [name for name, hunt in HUNTS.items() if hunt.kind == kind]
    return pytest.mark.parametrize("name", names, ids=lambda name: name.partition("/")[2])


def defined(source, name):
    namespace = {"np": np, "Cache": Cache}
    exec(source, namespace)
    return namespace[name]


def compiled_from(source, name):
    """The function, with its lines kept as a notebook does."""
    namespace = {"np": np}
    exec(compiled(source, f"<{abs(hash(source))}>"), namespace)
    return namespace[name]


def begun(name):
    """The hunt as the learner finds it, and the verdict on that."""
    found = hunt_in(None, name)
    function = defined(beginning(found.hunt, found.exercise), found.hunt.name)
    return found, judge_hunt(function, *found)


def written(text):
    return lambda: eval(text, {"np": np})


@of("expose")
def test_an_input_that_shows_is_accepted_and_the_one_that_stands_there_hides(name):
    found, before = begun(name)
    assert (before.points, before.outputs["input"].message) == (0, HIDES)
    assert found.hunt.mistake in before.notes[1]
    after = judge_hunt(written(SHOWING[found.hunt.name]), *found)
    assert (after.points, after.right, after.outputs["input"].message) == (1, True, "It shows.")
    right, its = re.findall(r"^(?:right|its) (\w+) = (.*)", after.example, re.M)
    assert right[0] == its[0] and after.example.partition("right ")[2] != after.example.partition("its ")[2]


@of("expose")
def test_what_the_verdict_counts_is_what_the_functions_give(name):
    """Witness: each mistake is called by hand on the input, and compared entry by entry with the right answer."""
    found, _ = begun(name)
    given = {key: np.array(value) for key, value in eval(SHOWING[found.hunt.name]).items()}
    with np.errstate(all="ignore"):
        right = found.exercise.solution(**{key: value.copy() for key, value in given.items()})
        clear = []
        for mistake in found.exercise.mistakes:
            got = mistake(**{key: value.copy() for key, value in given.items()})
            if np.shape(got) != np.shape(right) or not np.allclose(got, right, rtol=0.05, atol=0.05):
                clear.append(mistake.__name__)
    shown = exposure(found.exercise, given).shown
    assert set(clear) <= set(shown) and found.hunt.mistake in shown


@of("most")
def test_an_input_that_shows_many_is_worth_its_share(name):
    found, before = begun(name)
    assert before.points == 0 and not before.right
    after = judge_hunt(written(MOST[found.hunt.name]), *found)
    assert after.points == 1 and after.right
    some = judge_hunt(written(MOST[found.hunt.name].replace("gamma=np.array([", "gamma=0*np.array([")), *found)
    assert 0 < some.points < 1 and re.search(r"shows \d+ of .* the best known input shows \d+", str(some))


def test_the_tidiest_input_hides_most_of_them():
    """gamma = 1, beta = 0, eps = 1e-5 and mean 0: most mistakes give what is right."""
    found = hunt_in(None, "ch02_algorithm/most_batch_norm")
    tidy = dict(x=[[1.0, -1.0], [-1.0, 1.0]], gamma=[1.0, 1.0], beta=[0.0, 0.0], eps=1e-5)
    hidden = exposure(found.exercise, tidy).hidden
    assert len(hidden) > 0.7 * len(found.exercise.mistakes)
    assert {"gamma_dropped", "beta_dropped", "eps_missing", "mean_not_subtracted", "one_scalar_variance"} <= set(hidden)


@of("mend")
def test_one_changed_line_mends_it_and_what_stands_there_earns_nothing(name):
    found, before = begun(name)
    assert before.points == 0 and before.mistakes == (found.hunt.mistake,)
    source = beginning(found.hunt, found.exercise)
    slip, mended = MENDED[found.hunt.name]
    assert source.count(slip) == 1
    after = judge_hunt(defined(source.replace(slip, mended), found.hunt.name), *found)
    assert after.right and after.points == 1 and after.name == found.hunt.name


GRAD_VAR = """def mend_grad_var(dx_hat, x_centered, inv_std):
    '''Mended.'''
    # by hand
    {0}
    return {1} * (dx_hat * x_centered).sum(axis=0) * inv_std{2}
"""


@pytest.mark.parametrize(
    "parts, right, told",
    [
        (("pass", "-0.5", "**3"), True, [MANY.format(lines=2)]),
        (("cube = inv_std**3; cube", "-0.5", "**2"), False, [STRAY.format(lines=3)]),
        (("", "-0.5", " ** 3"), True, []),
        (("", "-0.5", ""), False, []),
    ],
)
def test_more_than_one_changed_line_is_said_and_judged_all_the_same(parts, right, told):
    source = GRAD_VAR.format(*parts)
    verdict = judge_hunt(compiled_from(source, "mend_grad_var"), *hunt_in(None, "ch03_backprop/mend_grad_var"))
    assert (verdict.right, [note for note in verdict.notes if note.startswith("You changed")]) == (right, told)


@pytest.mark.parametrize(
    "function, told",
    [
        (lambda: 1 / 0, "It raised ZeroDivisionError"),
        (lambda: None, "Return the arguments by name"),
        (lambda: exit(3), "It raised SystemExit"),
        (lambda: dict(x=[[1.0]], gamma=[1.0], beta=[0.0], eps=float("inf")), "eps has NaN or infinite values"),
        (lambda: dict(x=[[2.0]], gamma=1, beta=0), r"gamma must be of shape \(D,\)"),
    ],
)
def test_what_is_no_input_earns_nothing_and_is_told_why(function, told):
    verdict = judge_hunt(function, *hunt_in(None, "ch02_algorithm/expose_batch_norm"))
    assert verdict.points == 0 and re.search(told, verdict.outputs["input"].message)


@pytest.mark.parametrize("name", HUNTS, ids=lambda name: name.partition("/")[2])
def test_the_code_that_is_shown_names_no_mistake_and_reads_as_a_learners(name):
    found = hunt_in(None, name)
    if found.hunt.kind in ("expose", "mend"):
        source = code(found.hunt, found.exercise)
        assert found.hunt.mistake not in source and '"""' not in source and len(source.splitlines()) <= 10
        assert not re.search(r"_\d\b|\b1\.0 \*|\+ 0\.0|None", source)


def test_each_chapter_from_2_to_7_has_three_and_shows_each_below_its_piece():
    for chapter in CHAPTERS[1:]:
        page = (ROOT / "book" / f"{chapter.name}.md").read_text()
        shown = re.findall(r"```\{hunt\} (\w+)", page)
        assert sorted(shown) == sorted(hunt.name for hunt in chapter.hunts) and len(shown) >= 3
        for hunt in chapter.hunts:
            asked = page.find(f"```{{piece}} {hunt.piece}\n")
            assert 0 < asked < page.index(f"```{{hunt}} {hunt.name}\n")
    assert len({hunt.name for hunt in HUNTS.values()}) == len(HUNTS)


def test_each_chapter_from_2_to_7_grades_an_expose_and_pieces_stay_the_most_of_it():
    for chapter in CHAPTERS[1:]:
        assert "expose" in [hunt.kind for hunt, _ in chapter.graded]
        graded = sum(hunt.points for hunt, _ in chapter.graded)
        assert graded <= sum(exercise.points for exercise in chapter.exercises) / 4


@pytest.mark.parametrize(
    "text",
    [
        'Hunt("a", "guess", "p", "m")',
        'Hunt("a", "most", "p", "m")',
        'Hunt("a", "mend", "p")',
        'Hunt("a", "name", "sgd_step", "m", graded=True)',
        'Hunt("a", "expose", "sgd_step", "m", graded=True)',
        'Hunt("a", "mend", "batch_norm", "m", graded=True)',
    ],
)
def test_a_hunt_that_cannot_be_used_stops_the_build(tmp_path, text):
    chapter = tmp_path / "ch05_training"
    shutil.copytree(ROOT / "solutions" / "ch05_training", chapter)
    with open(chapter / "__init__.py", "a") as file:
        file.write(f"\nHUNTS = [{text}]\n")
    with pytest.raises(BrokenSource, match="the hunt a cannot be used"):
        load(chapter)
