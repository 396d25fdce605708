"""The program of chapter 5 trains a network on the pieces, here on the solutions'."""

import contextlib
import io
import re
import sys
from types import SimpleNamespace

from conftest import ROOT

from bnkit.experiments.pieces import pieces


def test_the_program_trains_on_the_pieces(monkeypatch):
    page = (ROOT / "book" / "ch05_training.md").read_text()
    (program,) = re.findall(r"```python\n(import numpy.*?)```", page, re.S)
    monkeypatch.setitem(sys.modules, "bnkit.pieces", SimpleNamespace(**pieces("solutions")))
    with contextlib.redirect_stdout(io.StringIO()) as told:
        exec(program, {})
    accuracies = [float(line.split()[1]) for line in told.getvalue().splitlines()]
    assert len(accuracies) == 6 and 0.95 < accuracies[-1] <= 1
