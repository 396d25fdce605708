"""A learner's notebook in Jupyter: run from top to bottom, with nothing written yet."""

import shutil

import nbformat
import pytest
from conftest import CHAPTERS, ROOT
from nbclient import NotebookClient

pytestmark = pytest.mark.kernel


@pytest.fixture(scope="module", params=[chapter.name for chapter in CHAPTERS])
def run(request, tmp_path_factory):
    """The chapter's cells by name, after Run All."""
    folder = tmp_path_factory.mktemp("workspace") / request.param
    shutil.copytree(ROOT / "exercises" / request.param, folder)
    notebook = nbformat.read(folder / f"{request.param}.ipynb", 4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": folder}}).execute()
    return {cell.id: cell for cell in notebook.cells}


def test_run_all_runs_through(run):
    assert all(cell.execution_count for cell in run.values() if cell.cell_type == "code")


def test_a_check_shows_its_verdict_and_leaves_the_points_for_nbgrader_alone(run):
    checks = [cell for name, cell in run.items() if name.endswith("-check")]
    for cell in checks:
        verdict, points = cell.outputs
        assert "not written yet" in verdict.data["text/html"]
        assert points.output_type == "execute_result" and float(points.data["text/plain"]) == 0
        assert points.data["text/html"].startswith("<!--")
    assert checks


def test_the_cell_that_installs_is_folded(run):
    assert run["install"].metadata.jupyter.source_hidden
