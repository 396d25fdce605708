"""`import bnkit` and a check need NumPy alone."""

import subprocess
import sys

from conftest import ROOT

PROGRAM = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"torch", "nbgrader", "nbformat", "nbconvert", "matplotlib", "dask", "distributed", "IPython"}:
            raise ImportError(f"{name} is blocked")

sys.meta_path.insert(0, Blocked())
import numpy as np
import bnkit

def batch_norm(x, gamma, beta, eps=1e-5):
    return gamma * (x - x.mean(0)) / np.sqrt(x.var(0) + eps) + beta

assert bnkit.check(batch_norm) == 2.0
from bnkit.cli import main
sys.exit(main(["check", "exercises/ch02_algorithm"]))
"""


def test_a_check_with_everything_else_blocked():
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1 and "2 of 2 points" in done.stdout and "not written yet" in done.stdout, done.stderr
