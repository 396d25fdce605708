"""What was written on a page goes along as a notebook, is graded, and is read back."""

import json
import shutil

import pytest
from boxes import form, text, write
from conftest import ROOT
from course import CHAPTER, Course
from notebooks import EPS_OUTSIDE, fill, solutions
from playwright.sync_api import expect

PIECES = list(solutions(CHAPTER))
INPUT = """def expose_with_four():
    return dict(x=[[0.0, 10.0], [1.0, 12.0]], gamma=[1.0, 1.0], beta=[0.0, 0.0])
"""
TOLD = ".work .told"


@pytest.fixture
def page(tab):
    """Chapter 2, ready to be taken along."""
    page = tab(1300)
    page.goto(f"/book/{CHAPTER}.html", wait_until="networkidle")
    page.wait_for_selector(".work.ready")
    return page


def saved(page, folder):
    """The file that "Save as notebook" gives."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as notebook").click()
    assert download.value.suggested_filename == f"{CHAPTER}.ipynb"
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def opened(page, path):
    """What the page says when it opens the file."""
    page.locator(".work input[type=file]").set_input_files(path)
    told = page.locator(TOLD)
    expect(told).not_to_be_empty()
    return told.text_content()


def test_the_saved_notebook_is_the_chapters_own_with_what_was_written(page, tmp_path):
    write(page, EPS_OUTSIDE, f"{CHAPTER}/batch_norm")
    write(page, INPUT, f"{CHAPTER}/expose_with_four")
    blank = json.loads((ROOT / "exercises" / CHAPTER / f"{CHAPTER}.ipynb").read_text())
    for cell in blank["cells"]:
        written = {"batch_norm": EPS_OUTSIDE, "expose_with_four": INPUT}.get(cell["id"])
        if written:
            cell["source"] = written.rstrip().splitlines(keepends=True)
    assert json.loads(saved(page, tmp_path).read_text()) == blank


def test_a_saved_notebook_is_graded(page, tmp_path, needs_sandbox):
    for name, source in (solutions(CHAPTER) | {"batch_norm": EPS_OUTSIDE, "expose_with_four": INPUT}).items():
        write(page, source, f"{CHAPTER}/{name}")
    course = Course(tmp_path / "course")
    target = course.path("submitted", "ada")
    target.parent.mkdir(parents=True)
    shutil.copy(saved(page, tmp_path), target)
    course.run("bnkit", "grade", CHAPTER)
    book = course.book()
    found = {name: book["ada", f"{name}-check points"][0] for name in PIECES}
    assert found["batch_norm"] == 0 and all(points > 0 for name, points in found.items() if name != "batch_norm")
    assert [book["ada", f"{name}-check points"][0] for name in ("expose_with_four", "most_batch_norm")] == [1, 0]


def test_a_notebook_is_opened_into_the_boxes_and_can_be_undone(page, tmp_path):
    path = fill(ROOT / "exercises" / CHAPTER / f"{CHAPTER}.ipynb", tmp_path / "mine.ipynb", {"whiten": "x = 1"})
    assert opened(page, path) == "Read 5 of 5 pieces from mine.ipynb; 1 of them differed."
    assert text(page) == "x = 1\n" and "dict(" in text(page, f"{CHAPTER}/expose_with_four")
    page.reload(wait_until="networkidle")
    assert text(page) == "x = 1\n"
    write(page, "y = 2")
    page.once("dialog", lambda dialog: dialog.dismiss())
    assert opened(page, path) == "Nothing was changed." and text(page) == "y = 2"
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator(".work input[type=file]").set_input_files(path)
    expect(page.locator(TOLD)).to_contain_text("Read 5 of 5 pieces")
    form(page).locator(".cm-content").focus()
    page.keyboard.press("Control+z")
    assert text(page) == "y = 2"


@pytest.mark.parametrize(
    "content, told",
    [
        ("[", "is not a notebook"),
        ("{}", "is not a notebook"),
        ('{"cells": [{"cell_type": "code"}]}', "none of this page's pieces"),
        ('{"cells": []}', "none of this page's pieces"),
        (
            '{"cells": [{"cell_type": "code", "metadata": {}, "source": ["def whiten(x):\\n", "    return 1"]}]}',
            "Read 1 of 5",
        ),
    ],
)
def test_what_cannot_be_read_is_said(content, told, page, tmp_path):
    (tmp_path / "other.ipynb").write_text(content)
    assert told in opened(page, tmp_path / "other.ipynb")


def test_the_ways_to_write_come_in_order_and_name_the_sites_own_wheel(page, html, address):
    page.locator(".work summary").click()
    ways = page.locator(".work ol li")
    expect(ways.first).to_contain_text("On this page")
    (wheel,) = html.glob("_static/bnkit-*.whl")
    expect(ways.last).to_contain_text(f"pip install jupyterlab {address}/_static/{wheel.name}")
