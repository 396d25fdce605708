"""What tests of exercises share: every chapter, and every piece of every chapter."""

from pathlib import Path

import pytest

from bnkit.authoring.chapter import load, sources

ROOT = Path(__file__).parents[1]
CHAPTERS = [load(path) for path in sources(ROOT / "solutions")]
PIECES = [pytest.param(chapter, exercise, id=exercise.name) for chapter in CHAPTERS for exercise in chapter.exercises]
pytest_plugins = ["site_fixtures", "pyodide_fixtures", "course"]
