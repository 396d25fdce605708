"""The guide for authors, followed: its module is built, and each command says what the page shows."""

import re
import subprocess
import sys

import pytest
from conftest import ROOT

PAGE = (ROOT / "book" / "authors.md").read_text()
MODULE, WRONG = re.findall(r"^```python\n(.*?)^```", PAGE, re.S | re.M)
BUILD, CHECK, REPORT, TIDY, STOPPED, _experiment = re.findall(r"^```console\n(.*?)^```", PAGE, re.S | re.M)


@pytest.fixture
def follow(tmp_path):
    """Write a chapter, run a console block's command beside it, and compare what it says. "…" stands for anything."""
    (tmp_path / "solutions").mkdir()
    (tmp_path / "wrong.py").write_text(WRONG)

    def run(module, block):
        (tmp_path / "solutions" / "ch08_root_mean_square.py").write_text(module)
        command, _, shown = block.removeprefix("$ bnkit ").partition("\n")
        arguments = [sys.executable, "-m", "bnkit", *command.split()]
        done = subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True, timeout=120)
        pattern = "(?s:.*?)".join(map(re.escape, shown.replace("\n…\n", "\n…").split("…")))
        assert re.fullmatch(pattern, done.stdout + done.stderr), done.stdout + done.stderr
        return done.returncode

    return run


def test_the_chapter_is_built_and_names_the_mistake(follow):
    assert follow(MODULE, BUILD) == 0
    assert follow(MODULE, CHECK) == 1


def test_the_matrix_is_full_and_tidy_cases_miss_a_mistake(follow):
    assert follow(MODULE, REPORT) == 0
    assert follow(MODULE.replace("random.normal(1, 0.5, D)", "np.ones(D)"), TIDY) == 1


def test_a_mistake_that_cannot_be_called_stops_the_build(follow):
    module = MODULE.replace("def over_the_batch(x, gamma, eps=1e-5)", "def over_the_batch(x, gamma, eps)")
    assert follow(module.replace(', "eps": eps}', "}"), STOPPED) == 2
