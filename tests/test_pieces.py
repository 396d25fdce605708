"""A learner's accepted pieces can be imported in any notebook of the workspace."""

import shutil
import subprocess
import sys
from importlib.util import find_spec

import pytest
from conftest import ROOT
from notebooks import EPS_OUTSIDE, solutions

CHAPTER = "ch02_algorithm"
SETUP = "import numpy as np\nfrom bnkit import Cache, check\n"
FORWARD = solutions(CHAPTER)["batch_norm_forward"]
needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="needs torch: pip install torch")
BLOCK_TORCH = "import sys\nsys.modules['torch'] = None\n"


@pytest.fixture
def run(tmp_path):
    """Run a program in a chapter's folder of a workspace; what it prints."""
    for chapter in (CHAPTER, "ch99_later"):
        (tmp_path / chapter).mkdir()
    shutil.copy(ROOT / "exercises" / CHAPTER / "key.npz", tmp_path / CHAPTER)

    def program(chapter, code):
        file = tmp_path / chapter / "program.py"
        file.write_text(code)
        done = subprocess.run([sys.executable, file.name], cwd=file.parent, capture_output=True, text=True)
        return done.stdout + done.stderr

    (tmp_path / "ch99_later" / "key.npz").write_bytes((tmp_path / CHAPTER / "key.npz").read_bytes())
    return program


def test_an_accepted_piece_is_importable_in_another_chapter(run):
    run(CHAPTER, SETUP + FORWARD + "check(batch_norm_forward)")
    told = run(
        "ch99_later",
        "from bnkit.pieces import batch_norm_forward as f, whose\nprint(whose('batch_norm_forward'), f.__module__)",
    )
    assert told.split() == ["yours", "bnkit.pieces.batch_norm_forward"]


def test_its_helper_functions_come_along(run):
    helped = """
def center(x):
    return x - x.mean(0)

def batch_norm(x, gamma, beta, eps=1e-5):
    return gamma * center(x) / np.sqrt(x.var(0) + eps) + beta

"""
    run(CHAPTER, SETUP + helped + "check(batch_norm)")
    assert run("ch99_later", "from bnkit.pieces import whose\nprint(whose('batch_norm'))") == "yours\n"


def test_what_cannot_stand_alone_is_said(run):
    needy = """
one = 1
def batch_norm(x, gamma, beta, eps=1e-5):
    return gamma * (x - x.mean(0)) / np.sqrt(x.var(0) + eps) * one + beta

"""
    assert "define that inside it" in run(CHAPTER, SETUP + needy + "check(batch_norm)")


@needs_torch
def test_a_wrong_piece_is_not_kept_and_torch_lends_its_own(run):
    run(CHAPTER, SETUP + EPS_OUTSIDE + "check(batch_norm)")
    assert run(CHAPTER, "from bnkit.pieces import whose\nprint(whose('batch_norm'))") == "torch's\n"


def test_without_torch_it_says_which_piece_to_write(run):
    told = run("ch99_later", BLOCK_TORCH + "from bnkit.pieces import batch_norm_layer")
    assert "ImportError" in told and "batch_norm_layer" in told
    told = run("ch99_later", BLOCK_TORCH + "import bnkit.pieces\nbnkit.pieces.batch_norm_layer")
    assert "There is no batch_norm_layer yet: write it in its chapter's notebook" in told


@needs_torch
def test_a_kept_piece_that_was_spoiled_is_not_lent(run, tmp_path):
    run(CHAPTER, SETUP + FORWARD + "check(batch_norm_forward)")
    (tmp_path / ".pieces" / "batch_norm_forward.py").write_text("def batch_norm_forward(*a):\n    return None")
    assert run("ch99_later", "from bnkit.pieces import whose\nprint(whose('batch_norm_forward'))") == "torch's\n"
