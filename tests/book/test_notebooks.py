"""Each page with code is offered as a notebook, which runs in an empty folder and is plain Markdown."""

import re
import shutil

import nbformat
import pytest
from bs4 import BeautifulSoup
from conftest import CHAPTERS
from nbclient import NotebookClient

from bnkit.site.plain import plain_markdown, unglued

PAGES = ["index", *(chapter.name for chapter in CHAPTERS)]
MYST = re.compile(r"^(`{3,}|:{3,})\{|\{[a-z:]+\}`|^\([\w-]+\)=", re.M)


@pytest.fixture(params=PAGES)
def page(request, html):
    """The page's parsed HTML and the notebook that it offers."""
    path = html / "book" / f"{request.param}.html"
    parsed = BeautifulSoup(path.read_text(), "html.parser")
    link = parsed.select_one("a[href$='.ipynb'].btn")
    return parsed, path.parent / link["href"]


def test_the_notebook_of_a_page_runs_elsewhere(page, tmp_path):
    shutil.copy(page[1], tmp_path)
    notebook = nbformat.read(tmp_path / page[1].name, 4)
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": tmp_path}}).execute()
    assert any(cell.get("outputs") for cell in notebook.cells)


def test_its_text_is_the_pages_in_plain_markdown(page):
    notebook = nbformat.read(page[1], 4)
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert MYST.findall(text) == []
    article = page[0].select_one("article.bd-article")
    headings = [re.sub(r"^[\d.]+ |#$", "", each.get_text()) for each in article.select("h1, h2")]
    assert headings and all(heading.strip() in text.replace("`", "") for heading in headings)


def test_nothing_in_it_needs_the_books_build(page):
    code = [cell.source for cell in nbformat.read(page[1], 4).cells if cell.cell_type == "code"]
    assert "import bnkit" in code[0] and not any("myst_nb" in source or "glue(" in source for source in code)


def test_directives_within_directives_are_shown():
    text = ":::{admonition} Predict\n:class: tip\nWhy?\n\n```{dropdown} Answer\nSo.\n```\n:::\n"
    told = plain_markdown(text, lambda role: role["text"])
    assert told == "**Predict**\n\nWhy?\n\n<details><summary>Answer</summary>\n\nSo.\n\n</details>\n"


def test_numbered_formulas_and_what_refers_to_them():
    told = plain_markdown(
        "(a-place)=\n$$ x $$ (eq-x)\n\nSee {eq}`eq-x`, {term}`that <this>`.", lambda role: role["text"]
    )
    assert told == "$$ x \\tag{x}$$\n\nSee eq-x, that."


def test_code_is_kept_but_for_glue():
    assert unglued("from myst_nb import glue\nx = 1\nglue(\n    'x',\n    x)\ny = 2") == "x = 1\ny = 2"
