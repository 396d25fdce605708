"""What tests of exercises share: every chapter, and every piece of every chapter."""

import importlib.util
from pathlib import Path

import pytest

from bnkit.authoring.exercise import load, sources

ROOT = Path(__file__).parents[1]
CHAPTERS = [load(path) for path in sources(ROOT / "solutions")]
PIECES = [pytest.param(chapter, exercise, id=exercise.name) for chapter in CHAPTERS for exercise in chapter.exercises]
NEEDS = {"chromium": "browser", "course": "sandbox", "needs_sandbox": "sandbox", "html": "site", "site": "site"}
pytest_plugins = ["shared", "site_fixtures", "pyodide_fixtures", "course"]


class NeedsTorch(pytest.Module):
    """A module of tests where there is no torch."""

    def collect(self):
        """Skip it."""
        pytest.skip("needs torch: pip install torch", allow_module_level=True)


def pytest_pycollect_makemodule(module_path, parent):
    """Skip what is compared with torch, and what torch trains, where there is none."""
    if importlib.util.find_spec("torch") is None and module_path.parent.name in ("pieces", "experiments"):
        return NeedsTorch.from_parent(parent, path=module_path)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark each test that needs a browser, a graded class or the built site, so that `make quick` can leave it out."""
    for item in items:
        for fixture in NEEDS.keys() & set(item.fixturenames):
            item.add_marker(NEEDS[fixture])
