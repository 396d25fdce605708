"""Notebooks install bnkit where it is missing, and chapters open elsewhere, once the repository's address is set."""

import json
import sys
from types import SimpleNamespace

import pytest
from conftest import CHAPTERS, ROOT
from IPython.core.inputtransformer2 import TransformerManager

from bnkit.authoring.where import Where
from bnkit.site.launch import add_buttons

REPOSITORY = "https://github.com/somebody/bnkit"
NOTEBOOK = "exercises/ch02_algorithm/ch02_algorithm.ipynb"


def run(cell, monkeypatch):
    """Run the cell where there is no bnkit; the arguments of %pip."""
    asked = []
    shell = SimpleNamespace(run_line_magic=lambda name, line: asked.append((name, line)))
    monkeypatch.setitem(sys.modules, "bnkit", None)
    exec(TransformerManager().transform_cell(cell), {"get_ipython": lambda: shell})
    return asked


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
def test_the_first_cell_of_each_notebook_is_the_setting_in_the_project(chapter):
    notebook = json.loads((ROOT / "exercises" / chapter.name / f"{chapter.name}.ipynb").read_text())
    assert "".join(notebook["cells"][1]["source"]) == Where.of(ROOT / "solutions").install


def test_it_installs_from_the_repository(monkeypatch):
    assert run(Where(repository=REPOSITORY).install, monkeypatch) == [("pip", f"install git+{REPOSITORY}")]


@pytest.mark.parametrize(
    "site, repository, source",
    [
        ("https://a/", "", "https://a/_static/bnkit-1.2-py3-none-any.whl"),
        ("https://a/", REPOSITORY, "https://a/_static/bnkit-1.2-py3-none-any.whl"),
        ("http://localhost:8000/", REPOSITORY, f"git+{REPOSITORY}"),
        ("http://localhost:8000/", "", "http://localhost:8000/_static/bnkit-1.2-py3-none-any.whl"),
    ],
)
def test_it_installs_the_sites_own_wheel_where_others_can_reach_it(site, repository, source, monkeypatch):
    assert run(Where(site, repository, "1.2").install, monkeypatch) == [("pip", f"install {source}")]


def test_the_wheel_is_the_one_that_the_site_has(html):
    (wheel,) = html.glob("_static/bnkit-*.whl")
    assert Where.of(ROOT / "solutions").wheel.endswith(f"/_static/{wheel.name}")


def test_in_the_browser_it_installs_what_the_site_has(monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert run(Where(repository=REPOSITORY).install, monkeypatch) == [("pip", "install bnkit")]


def test_without_an_address_it_says_what_to_do(monkeypatch):
    with pytest.raises(ModuleNotFoundError, match="pip install the folder"):
        run(Where().install, monkeypatch)


def test_where_bnkit_is_there_it_does_nothing():
    exec(TransformerManager().transform_cell(Where(repository=REPOSITORY).install), {})


def test_the_settings_are_read_from_the_project(tmp_path):
    settings = f'[project]\nversion = "1.2"\n[tool.bnkit]\nsite = "https://a/"\nrepository = "{REPOSITORY}/"\n'
    (tmp_path / "pyproject.toml").write_text(settings)
    assert Where.of(tmp_path / "solutions") == Where("https://a/", REPOSITORY, "1.2")
    assert Where.of(tmp_path / "elsewhere" / "solutions") == Where()


@pytest.fixture
def header(tmp_path, monkeypatch):
    """The buttons of chapter 2 in a project with this setting."""
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    (tmp_path / "solutions" / "ch02_algorithm").mkdir(parents=True)

    def buttons(repository, page="book/ch02_algorithm"):
        (tmp_path / "pyproject.toml").write_text(f'[tool.bnkit]\nrepository = "{repository}"\n')
        context = {"header_buttons": [], "pathto": lambda name, _: f"../{name}"}
        add_buttons(SimpleNamespace(srcdir=tmp_path, outdir=tmp_path / "html"), page, "page.html", context, None)
        return {button["text"]: button["url"] for group in context["header_buttons"] for button in group["buttons"]}

    return buttons


OPENED = {
    "Colab": f"https://colab.research.google.com/github/somebody/bnkit/blob/main/{NOTEBOOK}",
    "Binder": f"https://mybinder.org/v2/gh/somebody/bnkit/main?urlpath=lab/tree/{NOTEBOOK}",
}


def test_a_chapter_opens_in_colab_and_binder(header):
    assert header(REPOSITORY) == OPENED and (ROOT / NOTEBOOK).is_file()
    assert header(REPOSITORY, "book/claims") == header("") == header("https://example.org/x") == {}


def test_a_fork_needs_no_setting_where_its_workflow_builds_the_site(header, monkeypatch):
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.com")
    monkeypatch.setenv("GITHUB_REPOSITORY", "somebody/bnkit")
    assert header("") == OPENED


def test_a_chapter_opens_in_the_sites_own_jupyterlite(header, tmp_path):
    lab = tmp_path / "html" / "lite" / "lab" / "index.html"
    lab.parent.mkdir(parents=True)
    lab.touch()
    assert header("") == {"JupyterLite": "../lite/lab/index.html?path=ch02_algorithm/ch02_algorithm.ipynb"}
    assert list(header(REPOSITORY)) == ["JupyterLite", "Colab", "Binder"]
