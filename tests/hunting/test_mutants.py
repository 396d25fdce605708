"""`bnkit hunt`: which mistakes a learner's own tests find, and which mistakes the piece's own cases find."""

import pytest
from conftest import CHAPTERS, ROOT

from bnkit.cli import main

MEAN = """
import numpy as np
import pytest

@pytest.mark.parametrize("eps", [0.1, 1.0])
def test_the_mean_of_y_is_beta(batch_norm, eps):
    x = np.array([[1.0, 5.0], [2.0, -3.0], [6.0, 4.0]])
    assert np.allclose(batch_norm(x, np.ones(2), np.array([2.0, 3.0]), eps).mean(axis=0), [2, 3])
"""
MISTAKES = next(len(each.mistakes) for each in CHAPTERS[1].exercises if each.name == "batch_norm")
WRONG = "def test_itself(batch_norm):\n    assert batch_norm is None\n"


@pytest.fixture
def said(tmp_path, monkeypatch, capfd):
    """What `bnkit hunt batch_norm` says of a file with that text, and its exit code."""
    monkeypatch.chdir(ROOT)

    def hunt(text, piece="batch_norm"):
        file = tmp_path / f"test_{tmp_path.name}.py"  # pytest imports each name once in a process
        file.write_text(text)
        code = main(["hunt", piece, str(file)])
        out, err = capfd.readouterr()
        return code, out + err

    return hunt


def test_killed_and_survived_are_named(said):
    """What changes the mean of y is found; a wrong spread, or a gamma left out that is 1, is not."""
    code, text = said(MEAN)
    fate = dict(reversed(line.split()) for line in text.splitlines()[:-1])
    assert code == 1 and len(fate) == MISTAKES
    assert all(fate[slug] == "killed" for slug in ("beta_dropped", "beta_subtracted", "mean_not_subtracted"))
    assert all(fate[slug] == "survived" for slug in ("gamma_dropped", "eps_missing", "unbiased_variance"))
    killed = list(fate.values()).count("killed")
    assert text.endswith(f"{killed} of {MISTAKES} mistakes killed\n")


@pytest.mark.parametrize(
    "text, told",
    [
        (WRONG, "Your test fails on the right answer, so it tells nothing. test_itself: AssertionError"),
        ("def test_nothing():\n    pass\n", "has no test of batch_norm: write def test_…(batch_norm)"),
        ("def test_it(batch_norm) pass\n", "cannot be run: "),
        ("import nothing_of_that_name\n", "cannot be run: ModuleNotFoundError"),
    ],
)
def test_a_file_that_tells_nothing_is_refused(said, text, told):
    code, answer = said(text)
    assert code == 2 and told in answer


def test_a_piece_or_a_file_that_is_not_there_is_said(said, tmp_path):
    code, text = said(MEAN, "batch_narm")
    assert code == 2 and "has a piece called batch_narm" in text
    assert main(["hunt", "batch_norm", str(tmp_path / "none.py")]) == 2


def test_the_pieces_own_cases_find_every_mistake(capfd):
    assert main(["hunt", "rms_norm", "--source", str(ROOT / "solutions")]) == 0
    out, err = capfd.readouterr()
    assert out.count("killed  ") > 14 and "survived" not in out and "show where" in err
