"""`import bnkit` and a check need NumPy alone."""

import ast
import subprocess
import sys

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
