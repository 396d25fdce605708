"""What every page must have, read from its source."""

import re

import pytest
from conftest import CHAPTERS, ROOT

PAGES = sorted((ROOT / "book").glob("*.md"))
CHAPTER_PAGES = [path for path in PAGES if path.stem.startswith("ch")]
page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
chapter_page = pytest.mark.parametrize("path", CHAPTER_PAGES, ids=lambda path: path.stem)


@chapter_page
def test_a_chapter_has_its_frame(path):
    text = path.read_text()
    for part in (
        "**What you will do.**",
        "**What you need.**",
        "**Time.**",
        "## What comes next",
        "Predict, then open",
    ):
        assert part in text


@chapter_page
def test_a_chapter_shows_each_of_its_exercises_in_the_section_that_it_names(path):
    (chapter,) = (chapter for chapter in CHAPTERS if chapter.name == path.stem)
    text = path.read_text()
    shown = re.findall(r"```\{piece\} (\w+)", text)
    assert sorted(shown) == sorted(exercise.name for exercise in chapter.exercises)
    for exercise in chapter.exercises:
        before = text[: text.index(f"```{{piece}} {exercise.name}\n")]
        assert re.findall(r"^\(([\w-]+)\)=$", before, re.M)[-1] == exercise.section


@chapter_page
def test_cells_are_short_and_never_show_a_graded_function(path):
    text = path.read_text()
    names = [exercise.name for chapter in CHAPTERS for exercise in chapter.exercises]
    for tags, code in re.findall(r"```\{code-cell\} ipython3\n(:tags: [^\n]*\n|---\n.*?\n---\n)?(.*?)```", text, re.S):
        assert "remove" in tags or len(code.strip().splitlines()) <= 7, code
        assert not re.search(rf"def ({'|'.join(names)})\(", code)


@chapter_page
def test_a_page_is_read_in_one_sitting(path):
    prose = re.sub(r"```(\{code-cell\}|python).*?```|\$\$.*?\$\$", "", path.read_text(), flags=re.S)
    assert 1000 <= len(re.sub(r"\{[\w:]+\}`[^`]*`", "number", prose).split()) <= 2700


@page
def test_pages_are_in_the_table_of_contents(path):
    assert f"book/{path.stem}\n" in (ROOT / "_toc.yml").read_text()
