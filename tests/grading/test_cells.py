"""Cells of a submission are what IPython makes of them, whether it is asked or not."""

import json
import subprocess
import sys

from conftest import ROOT

CELLS = [
    "x = 1\ny = 2",
    "a = 1\nIn [1]: x",
    ">>> a = 1\n... b = 2",
    "  a = 1\n  b = 2",
    "\n\na = 1\nb = 2",
    "%time f()\nx = 1",
    "!ls\nx = 1",
    "x?\ny",
    "a = !ls\nb",
    "x = (a\n% b)\n",
    "'''\n%%x\n'''\n1",
    "'''\n>>> x\n'''\n1",
    "%%bash\nls",
    "ls",
    "pwd\n",
    "a = 1\r\nb = 2",
    "x = 1\n\\\n",
    "if a:\n    %pwd\n",
    "def f(:\n  1",
    ",f a b\nx = 1",
    "x = 1\n/f a",
    "if a:\n    ;f a b\n",
    "x = (1\n,2)",
    "a = 1\n$x\nb",
    "a = %time\nb",
    "",
    " \n",
]
COMPARE = """import json, sys
from IPython.core.interactiveshell import InteractiveShell
from bnkit.grading.sandbox.student import new_shell
shell, cells = new_shell(), json.load(sys.stdin)
both = [(shell.transform_cell(each), InteractiveShell.transform_cell(shell, each)) for each in cells]
assert len(both) > 100 and any(ours != cell for (ours, _), cell in zip(both, cells))
print(json.dumps([cell for (ours, ipython), cell in zip(both, cells) if ours != ipython]))"""


def test_python_is_left_as_ipython_leaves_it():
    """IPython is the witness, on what may look like magic, on all cells of the exercises, and on all solutions."""
    notebooks = [json.loads(path.read_text()) for path in ROOT.glob("exercises/*/*.ipynb")]
    cells = ["".join(cell["source"]) for notebook in notebooks for cell in notebook["cells"]]
    cells += [path.read_text() for path in ROOT.glob("solutions/*/*.py")]
    done = subprocess.run(
        [sys.executable, "-c", COMPARE], input=json.dumps(CELLS + cells), capture_output=True, text=True, cwd=ROOT
    )
    assert json.loads(done.stdout) == [], done.stderr
