"""A page whose code fails is named, at each build, until it runs."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.site
CONFIGURED = """\
from bnkit.site import unrun
extensions = ["myst_nb"]
nb_execution_mode = "force"
include_patterns = ["index.md"]
def setup(app):
    app.connect("env-get-outdated", unrun.again)
    app.connect("build-finished", unrun.tell)
"""
PAGE = """\
---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3}
---
# A page

```{code-cell} ipython3
open("number.txt").read()
```
"""


@pytest.fixture
def build(tmp_path):
    """Builds a book of one page, which reads a file; its code and what it said."""
    (tmp_path / "conf.py").write_text(CONFIGURED)
    (tmp_path / "index.md").write_text(PAGE)

    def built():
        command = [sys.executable, "-m", "sphinx", "-b", "latex", "-W", "--keep-going", ".", "out"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        return done.returncode, done.stderr

    return built


def test_a_page_that_fails_is_named_until_it_runs(build, tmp_path):
    for _ in range(2):
        code, said = build()
        assert code != 0
        assert "index.md was not run to its end" in said and "FileNotFoundError" in said
    (tmp_path / "number.txt").write_text("1")
    code, said = build()
    assert code == 0, said
