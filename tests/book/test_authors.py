"""The guide for authors, followed: its chapter is built, and each command says what the page shows."""

import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from conftest import CHAPTERS, ROOT

import bnkit
from bnkit.authoring.chapter import load
from bnkit.hunting.beginning import beginning
from bnkit.hunting.found import piece_in

RECIPE = (ROOT / "CONTRIBUTING.md").read_text()
PAGE = (ROOT / "book" / "authors.md").read_text()
CHAPTER, PIECE, WRONG, PAIRS, HUNTS = re.findall(r"^```python\n(.*?)^```", PAGE, re.S | re.M)
FILES = re.findall(r"`(solutions/ch08_root_mean_square/\w+\.py)`", PAGE)
BUILD, CHECK, REPORT, TIDY, STOPPED, _experiment = re.findall(r"^```console\n(.*?)^```", PAGE, re.S | re.M)


@pytest.fixture
def follow(tmp_path):
    """Write a chapter, run a console block's command beside it, and compare what it says. "…" stands for anything."""
    chapter, piece = (tmp_path / path for path in FILES)
    chapter.parent.mkdir(parents=True)
    chapter.write_text(CHAPTER)
    (tmp_path / "wrong.py").write_text(WRONG)

    def run(text, block):
        piece.write_text(text)
        command, _, shown = block.removeprefix("$ bnkit ").partition("\n")
        arguments = [sys.executable, "-m", "bnkit", *command.split()]
        done = subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True, timeout=600)
        pattern = "(?s:.*?)".join(map(re.escape, shown.replace("\n…\n", "\n…").split("…")))
        assert re.fullmatch(pattern, done.stdout + done.stderr), done.stdout + done.stderr
        return done.returncode

    return run


def test_the_chapter_is_built_and_names_the_mistake(follow):
    assert follow(PIECE, BUILD) == 0
    assert follow(PIECE, CHECK) == 1


def test_the_matrix_is_full_and_tidy_cases_miss_a_mistake(follow):
    assert follow(PIECE, REPORT) == 0
    assert follow(PIECE.replace("random.normal(1, 0.5, D)", "np.ones(D)"), TIDY) == 1


def test_pairs_are_counted(follow):
    assert follow(PIECE + PAIRS, REPORT.replace("0/0\n", "3/3\n")) == 0


def test_the_hunts_are_those_of_a_chapter(follow, tmp_path):
    assert follow(PIECE, BUILD) == 0
    (tmp_path / FILES[0]).write_text(CHAPTER + HUNTS)
    for hunt in load(tmp_path / Path(FILES[0]).parent).hunts:
        exercise = piece_in(tmp_path / "solutions", hunt.piece)[1]
        assert hunt.kind == "name" or f"def {hunt.name}(" in beginning(hunt, exercise)


def test_its_names_are_none_of_the_books(follow, tmp_path):
    follow(PIECE, BUILD)
    (tmp_path / FILES[0]).write_text(CHAPTER + HUNTS)
    chapter = load(tmp_path / Path(FILES[0]).parent)
    taken = {each.name for known in CHAPTERS for each in (*known.exercises, *known.hunts)}
    assert not taken & {each.name for each in (*chapter.exercises, *chapter.hunts)}


def test_a_mistake_that_cannot_be_called_stops_the_build(follow):
    piece = PIECE.replace("def over_the_batch(x, gamma, eps=1e-5)", "def over_the_batch(x, gamma, eps)")
    assert follow(piece.replace(', "eps": eps}', "}"), STOPPED) == 2


def test_the_recipe_for_a_mistake_names_what_it_says():
    wrong, mistake = (dedent(each) for each in re.findall(r"^ *```python\n(.*?)^ *```", RECIPE, re.S | re.M))
    source = (ROOT / re.findall(r"In `(solutions/.*?)` paste", RECIPE)[0]).read_text()
    assert mistake in source
    namespace = {}
    exec(wrong, namespace)
    verdict = bnkit.judge(namespace["sgd_step"])
    assert verdict.outputs["w"].mistake == re.findall(r"^def (\w+)", mistake)[0]
