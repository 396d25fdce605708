"""The exercises as notebooks in the browser: what `make lite` builds, used in Chromium."""

import json
import os
import re
import subprocess
import sys
import zipfile
from urllib.parse import urljoin

import pytest
from conftest import CHAPTERS
from playwright.sync_api import expect
from pyodide_fixtures import FULL
from site_fixtures import PATIENCE, served

from bnkit.site.pyodide import ADDRESS, VARIABLE

DOUBLE = "def whiten(x, eps=1e-5):\n    return 2 * x\n\nprint(whiten(21))"
full = pytest.mark.skipif(not FULL, reason="needs the full distribution of Pyodide: BNKIT_PYODIDE=FOLDER")


def build(folder, pyodide=""):
    """Build the notebooks into a folder of a site."""
    command = [sys.executable, "-m", "bnkit.site.lite", folder / "lite"]
    done = subprocess.run(command, env=os.environ | {VARIABLE: str(pyodide)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return build(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def lite(site):
    """The notebooks' address; Python comes from Pyodide's."""
    with served(site) as address:
        yield f"{address}/lite/"


@pytest.fixture(scope="module")
def lite_with_python(tmp_path_factory, distribution_for_notebooks):
    """The same with Python in the site."""
    with served(build(tmp_path_factory.mktemp("site"), distribution_for_notebooks)) as address:
        yield f"{address}/lite/"


@pytest.fixture
def page(chromium):
    """A page whose `context.asked` is every address that was asked for."""
    context = chromium.new_context(viewport={"width": 1200, "height": 800})
    context.asked = []
    context.on("request", lambda request: context.asked.append(request.url))
    context.route(f"{ADDRESS}**", lambda route: route.abort())
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def notebook(lite):
    return f"{lite}lab/index.html?path=ch02_algorithm/ch02_algorithm.ipynb"


def elsewhere(page, lite, *places):
    """What was asked for outside these places. JupyterLite also asks the top of its server for its service worker's pulse."""
    allowed = (lite, *places, urljoin(lite, "/api/service-worker-heartbeat"), "data:", "blob:")
    return [url for url in page.context.asked if not url.startswith(allowed)]


def open_with_kernel(page, lite):
    """Open the notebook and wait for its kernel: a key that is pressed earlier is lost."""
    page.goto(notebook(lite))
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Python (Pyodide) | Idle", timeout=PATIENCE)


def unfold(page):
    """Show the cell that installs, which is a line at first."""
    page.locator(".jp-CodeCell .jp-InputPlaceholder .jp-Placeholder-contentContainer").first.click()
    expect(cell(page, "%pip install bnkit")).to_be_visible()


def cell(page, text):
    return page.locator(".jp-CodeCell", has_text=text).first


def run(page, text):
    """Run the code cell that has this text; the cell, when it has run."""
    place = cell(page, text)
    place.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    expect(place.locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]:"), timeout=PATIENCE)
    return place


def write(page, text, code):
    """Replace what is in the cell that has this text."""
    cell(page, text).locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(code)


def test_the_sites_own_index_has_bnkit_and_only_there_is_it_looked_for(site):
    (release,) = json.loads((site / "lite/pypi/all.json").read_text())["bnkit"]["releases"].values()
    names = zipfile.ZipFile(site / "lite/pypi" / release[0]["filename"]).namelist()
    assert "bnkit/learning/check.py" in names and not any(name.startswith("solutions") for name in names)
    settings = json.loads((site / "lite/jupyter-lite.json").read_text())["jupyter-config-data"]["litePluginSettings"]
    assert settings["@jupyterlite/pyodide-kernel-extension:kernel"]["disablePyPIFallback"] is True


def test_the_list_shows_the_chapters(page, lite):
    page.goto(lite)
    expect(page.locator(".jp-DirListing-itemText")).to_have_text([chapter.name for chapter in CHAPTERS])
    assert elsewhere(page, lite.removesuffix("lite/"), ADDRESS) == []


def test_without_python_it_is_said_what_else_works(page, lite):
    page.goto(notebook(lite))
    expect(page.get_by_role("alert")).to_contain_text("Python cannot be fetched from cdn.jsdelivr.net")
    expect(page.get_by_role("alert")).to_contain_text("JupyterLab on your own machine")


def test_a_wrong_folder_ends_in_a_sentence(tmp_path):
    command = [sys.executable, "-m", "bnkit.site.lite", tmp_path / "lite"]
    done = subprocess.run(command, env=os.environ | {VARIABLE: "nowhere"}, capture_output=True, text=True)
    assert done.returncode and done.stderr.splitlines()[-1].startswith(
        f"{VARIABLE}: nowhere is no Pyodide distribution"
    )
    assert "Traceback" not in done.stderr and not (tmp_path / "lite").exists()


def test_a_notebook_opens_and_nothing_but_python_comes_from_elsewhere(page, lite):
    with page.context.expect_event("request", lambda request: request.url == f"{ADDRESS}pyodide.mjs"):
        page.goto(notebook(lite))
    expect(page.locator(".jp-Notebook h1").first).to_contain_text("The algorithm")
    expect(cell(page, "from bnkit import")).to_be_visible()
    assert elsewhere(page, lite, ADDRESS) == []


def test_the_first_cells_install_bnkit_from_the_site_and_a_piece_can_be_written(page, lite_with_python):
    open_with_kernel(page, lite_with_python)
    unfold(page)
    for text in ("%pip install bnkit", "from bnkit import"):
        expect(run(page, text).locator(".jp-OutputArea-output")).to_have_count(0)
    write(page, "def whiten", DOUBLE)
    expect(run(page, "def whiten").locator(".jp-OutputArea-output")).to_have_text("42")
    assert any("/lite/pypi/bnkit-" in url for url in page.context.asked)
    assert elsewhere(page, lite_with_python) == []


@full
def test_a_check_gives_its_verdict(page, lite_with_python):
    open_with_kernel(page, lite_with_python)
    unfold(page)
    for text in ("%pip install bnkit", "from bnkit import"):
        run(page, text)
    write(page, "def whiten", DOUBLE)
    run(page, "def whiten")
    expect(run(page, "check(whiten)").locator(".bnkit-verdict")).to_contain_text("✗ whiten")
