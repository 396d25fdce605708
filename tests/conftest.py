"""What tests of exercises share: every chapter, and every piece of every chapter."""

import gc
import importlib.util
import platform
from collections import Counter
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from bnkit.authoring.chapter import load, sources
from bnkit.cli import main

ROOT = Path(__file__).parents[1]
CHAPTERS = [load(path) for path in sources(ROOT / "solutions")]
PIECES = [pytest.param(chapter, exercise, id=exercise.name) for chapter in CHAPTERS for exercise in chapter.exercises]
NEEDS = {"chromium": "browser", "course": "sandbox", "needs_sandbox": "sandbox", "html": "site", "site": "site"}
LACKS = {}
if importlib.util.find_spec("torch") is None:
    LACKS |= dict.fromkeys(("pieces", "experiments"), "needs torch: pip install torch")
if platform.system() != "Linux":
    LACKS |= dict.fromkeys(("grading", "hostile"), "the sandbox needs Linux")
pytest_plugins = ["shared", "site_fixtures", "pyodide_fixtures", "course"]


class Skipped(pytest.Module):
    """A module of tests that cannot run here."""

    def collect(self):
        """Skip it, and say why."""
        pytest.skip(f"tests/{self.path.parent.name}: {LACKS[self.path.parent.name]}", allow_module_level=True)


def pytest_pycollect_makemodule(module_path, parent):
    """Leave alone what needs something that this machine lacks: it may not even be importable."""
    if module_path.parent.name in LACKS:
        return Skipped.from_parent(parent, path=module_path)


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Let no garbage be looked for among what is imported and collected, now or in a test: all of it stays to the end."""
    gc.disable()
    collected = yield
    gc.freeze()
    gc.enable()
    return collected


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark each test that needs a browser, a graded class or the built site, so that `make quick` can leave it out.

    The first file that needs the site builds it, while the others run that need none; then come the rest, the one with most tests
    first, so that no process is left alone with it in the end.
    """
    for item in items:
        for fixture in NEEDS.keys() & set(item.fixturenames):
            item.add_marker(NEEDS[fixture])
    first, *rest = dict.fromkeys(item.path for item in items if "html" in item.fixturenames) or [None]
    late = Counter(item.path for item in items if item.path in rest)
    items.sort(key=lambda item: (item.path in late, item.path != first, -late[item.path]))


@pytest.fixture
def bnkit(capfd, monkeypatch):
    """Give the command `bnkit words`, as in a terminal, but in this process: it is the start that costs."""

    def run(*words, cwd=ROOT):
        monkeypatch.chdir(cwd)
        try:
            code = main([str(word) for word in words])
        except SystemExit as end:  # argparse's
            code = end.code
        return CompletedProcess(words, code, *capfd.readouterr())

    return run
