"""A learner's own pieces measure and train, and the book's stand in for those that are not written yet."""

import itertools
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest
from conftest import ROOT
from notebooks import solutions

from bnkit.authoring.exercise import BrokenSource
from bnkit.experiments.measurements import speed
from bnkit.experiments.pieces import piece, pieces
from bnkit.experiments.run import execute, plan

pytestmark = pytest.mark.training
CHECKED = "import numpy as np\nfrom bnkit import Cache, check\n\n{}\n\ncheck(batch_norm_forward)\n"
FORWARD = solutions("ch02_algorithm")["batch_norm_forward"]
SHRUNK = """
right = batch_norm_forward


def batch_norm_forward(x, gamma, beta, eps=1e-5):
    y, cache = right(x, gamma, beta, eps)
    return 0.1 * y, cache._replace(x_hat=0.1 * cache.x_hat)
"""


@pytest.fixture
def workspace(tmp_path):
    """A workspace whose only accepted piece is batch_norm_forward."""
    chapter = tmp_path / "ch02_algorithm"
    shutil.copytree(ROOT / "exercises" / chapter.name, chapter)
    (chapter / "program.py").write_text(CHECKED.format(FORWARD))
    subprocess.run([sys.executable, "program.py"], cwd=chapter, check=True)
    return tmp_path


def trained(folder):
    """The test accuracies of a short training with the pieces in `folder`."""
    run = plan("speed", quick=True, pieces=str(folder))
    run = replace(run, config=run.config | {"steps": 20, "checkpoints": 4})
    return speed.measure(speed.STARTS["ReLU"] | {"norm": "batch"}, run)["test"]


def test_an_accepted_forward_pass_trains_and_the_book_measures(workspace):
    assert set(pieces(str(workspace))) == {"batch_norm_forward"}
    assert abs(trained(workspace) - trained("")).max() < 0.02


def test_it_is_the_learners_piece_that_trains(workspace):
    kept = workspace / ".pieces" / "batch_norm_forward.py"
    kept.write_text(kept.read_text() + SHRUNK)
    assert abs(trained(workspace) - trained("")).max() > 0.02


def test_what_was_measured_with_a_piece_before_it_changed_is_measured_again(workspace, tmp_path):
    planned, target = plan("theorems", quick=True, pieces=str(workspace)), tmp_path / "theorems.json"

    def killed(parts, total):
        yield from itertools.islice(parts, total - 1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        execute(planned, target, watch=killed)
    kept = workspace / ".pieces" / "batch_norm_forward.py"
    kept.write_text(kept.read_text() + SHRUNK)
    pieces.cache_clear()
    undisturbed = execute(planned, tmp_path / "undisturbed" / "theorems.json")
    assert execute(planned, target)["values"] == undisturbed["values"]


def test_without_a_forward_pass_nothing_trains(workspace):
    (workspace / ".pieces" / "batch_norm_forward.py").rename(workspace / ".pieces" / "grad_beta.py")
    (workspace / ".pieces" / "grad_beta.py").write_text("def grad_beta(dy):\n    return dy.sum(0)\n")
    with pytest.raises(BrokenSource, match="no accepted batch_norm_forward"):
        trained(workspace)


def test_a_folder_without_pieces_and_an_unknown_piece_are_said(tmp_path):
    with pytest.raises(BrokenSource, match="There are no pieces in"):
        pieces(str(tmp_path))
    with pytest.raises(BrokenSource, match="no piece tempo"):
        piece("", "tempo")
