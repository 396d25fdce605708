"""`import bnkit` and a check need NumPy alone; grading says where it works."""

import ast
import os
import subprocess
import sys

import pytest
from conftest import ROOT

from bnkit.experiments import NAMES

BLOCKED = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"torch", "nbgrader", "nbformat", "nbconvert", "matplotlib", "dask", "distributed", "IPython"}:
            raise ImportError(f"{name} is blocked")

sys.meta_path.insert(0, Blocked())
from bnkit.cli import main
"""
PROGRAM = f"""{BLOCKED}
import numpy as np
import bnkit

def batch_norm(x, gamma, beta, eps=1e-5):
    return gamma * (x - x.mean(0)) / np.sqrt(x.var(0) + eps) + beta

assert bnkit.check(batch_norm) == 2.0
sys.exit(main(["check", "exercises/ch02_algorithm"]))
"""


def test_a_check_with_everything_else_blocked():
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1 and "2 of 2 points" in done.stdout and "not written yet" in done.stdout, done.stderr


def test_the_experiments_are_listed_with_everything_else_blocked():
    program = f"{BLOCKED}\nsys.exit(main(['experiment', '--list']))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(NAMES)


ELSEWHERE = """
import os, platform, shutil, signal, subprocess, sys, tempfile, uuid

del signal.SIGKILL, os.sysconf, os.geteuid, os.killpg
sys.modules |= dict.fromkeys(("fcntl", "resource", "grp"))
platform.system = lambda: "Windows"
import conftest, course, chores, test_pool
import bnkit.grading.sandbox.session
from bnkit.cli import main
"""


@pytest.mark.parametrize("words, told", [(["grade", "ch02_algorithm"], "Grading needs Linux"), (["doctor"], "WSL")])
def test_without_what_linux_alone_has_grading_says_where_it_works_and_tests_are_found(words, told):
    program = f"{ELSEWHERE}\nsys.exit(main({words}))"
    environment = os.environ | {"PYTHONPATH": str(ROOT / "tests")}
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode and told in done.stdout + done.stderr and "Traceback" not in done.stderr, done.stderr


def test_the_judge_imports_nothing_but_numpy_and_python_itself():
    imported = {name for path in (ROOT / "bnkit" / "judging").glob("*.py") for name in imports(path.read_text())}
    foreign = {name.partition(".")[0] for name in imported if not name.startswith("bnkit.judging")}
    assert "numpy" in foreign and foreign - set(sys.stdlib_module_names) == {"numpy"}


def imports(source):
    """The modules that a source imports, also inside its functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module if not node.level else "bnkit.judging"


def test_every_import_is_found():
    source = "import a.b, c\nfrom d.e import f\n\ndef g():\n    import h\n"
    assert set(imports(source)) == {"a.b", "c", "d.e", "h"}
