"""The book as PDF and as EPUB: whole, without a formula in raw TeX, without what only a page can do."""

import copy
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import CHAPTERS, ROOT
from docutils import nodes

from bnkit.site.mathml import mathml

pytestmark = pytest.mark.slow  # they ask for LaTeX and Java, which nothing else here needs

FIGURES = sum(
    len(re.findall(r"^    name: fig-", page.read_text(), re.M))
    for page in (ROOT / "book").glob("*.md")
    if page.stem != "authors"
)
TEX = re.compile(r"\\(frac|sum|hat|sigma|mathrm|begin|\(|\[)")


def needs(*programs, packages):
    """Skip the test where a program is missing, with the line that installs it."""
    missing = [program for program in programs if not shutil.which(program)]
    if missing:
        pytest.skip(f"needs {missing[0]}: apt-get install {packages}")


def built(html, *options):
    """The folder of the site's build, after another build from what it has read."""
    program = Path(sys.executable).with_name("jupyter-book")
    done = subprocess.run(
        [program, "build", ".", "--path-output", html.parents[1], *options], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return html.parent


@pytest.fixture(scope="module")
def epub(html):
    """The EPUB."""
    return built(html, "--builder", "custom", "--custom-builder", "epub") / "epub" / "batch-normalization.epub"


@pytest.fixture(scope="module")
def pages(epub):
    """The EPUB's pages, parsed."""
    with zipfile.ZipFile(epub) as book:
        names = [name for name in book.namelist() if name.startswith("book/") and name.endswith(".xhtml")]
        return {Path(name).stem: BeautifulSoup(book.read(name), "html.parser") for name in names}


def test_each_page_has_the_books_style_and_no_other(pages):
    for name, page in pages.items():
        styles = [Path(link["href"]).name for link in page.select("link[rel=stylesheet]")]
        assert sorted(styles) == ["epub.css", "pygments.css"], name


def test_epubcheck_finds_no_error(epub):
    needs("epubcheck", "java", packages="epubcheck default-jre-headless")
    command = ["java", "-jar", shutil.which("epubcheck"), "--quiet", epub]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


def test_the_epub_has_every_chapter_and_every_figure(pages):
    assert {chapter.name for chapter in CHAPTERS} <= set(pages)
    drawn = [figure for page in pages.values() for figure in page.select("figure, div.figure") if figure.select("img")]
    assert len(drawn) == FIGURES
    assert all(figure.select_one("figcaption, .caption").get_text().strip() for figure in drawn)
    assert [figure for figure in drawn if len(figure.img.get("alt", "").split()) < 4] == []


def test_formulas_are_mathml_and_no_page_runs_anything(pages):
    assert sum(len(page.select("math")) for page in pages.values()) > 400
    for name, page in ((name, copy.copy(page)) for name, page in pages.items()):
        assert not page.select("script, textarea, form, .slider"), name
        for code in page.select("pre, code, math, .docutils.literal"):
            code.decompose()
        assert not TEX.search(page.get_text()), name
        assert "bnkit.plots" not in page.get_text().replace("bnkit/plots", "") or name in ("authors", "api")


def test_answers_and_hints_are_at_the_end_of_their_page(pages):
    for chapter in CHAPTERS:
        page = pages[chapter.name]
        last = page.select("section > h2")[-1].get_text()
        assert "Answers and hints" in last and not page.select("details")
        hints = page.select_one("#answers").get_text().count("Hint ")
        assert hints == sum(len(exercise.hints) for exercise in chapter.exercises)


def test_a_hunt_is_an_exercise_and_what_gives_a_piece_away_is_at_the_end(pages):
    for chapter in CHAPTERS:
        page = pages[chapter.name]
        end = page.select_one("#answers").get_text()
        for hunt in chapter.hunts:
            box = page.select_one(f"#hunt-{hunt.name} + .admonition.hunt")
            assert hunt.piece in box.select_one(".admonition-title").get_text() and "fold" not in box.get_text()
            assert (f"def {hunt.name}(" in box.get_text()) == (hunt.kind in ("expose", "most"))
            assert len(box.select("li")) == (4 if hunt.kind == "name" else 0)
            if hunt.kind in ("expose", "mend"):
                assert f"def {hunt.piece if hunt.kind == 'expose' else hunt.name}(" in end
    assert "on this page of the website" in pages["mistakes"].select_one(".admonition.hunt").get_text()


@pytest.fixture(scope="module")
def pdf(html):
    """The PDF, typeset, and what TeX said."""
    needs("latexmk", "xelatex", "pdftotext", packages="latexmk texlive-xetex texlive-latex-extra poppler-utils")
    folder = built(html, "--builder", "latex") / "latex"
    command = ["latexmk", "-xelatex", "-interaction=nonstopmode", "batch-normalization.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace")
    assert done.returncode == 0, done.stdout[-3000:]
    return folder / "batch-normalization.pdf"


def test_no_glyph_is_missing_and_no_reference_leads_nowhere(pdf):
    log = pdf.with_suffix(".log").read_text(errors="replace").replace("\n", "")
    assert re.findall(r"Missing character: There is no .{20}", log) == []
    assert re.findall(r"Hyper reference .{30}", log) == []


def test_nothing_sticks_out_of_a_page(pdf):
    log = pdf.with_suffix(".log").read_text(errors="replace")
    assert [each for each in re.findall(r"Overfull .hbox \(([\d.]+)pt", log) if float(each) > 20] == []
    assert [each for each in re.findall(r"Overfull .vbox \(([\d.]+)pt", log) if float(each) > 10] == []


@pytest.fixture(scope="module")
def text(pdf):
    """What the PDF says."""
    return subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout


def test_the_papers_stand_below_their_heading(text):
    heading = text.rindex("All sources\n")
    assert re.search(r"\[1\] +Muhammad Awais", text[heading : heading + 400])


def test_the_pdf_has_every_chapter_and_every_figure(text):
    assert text.count("\f") > 90
    headings = {page.read_text().partition("\n# ")[2].partition("\n")[0] for page in (ROOT / "book").glob("ch*.md")}
    assert {heading for heading in headings if heading.lower() not in text.lower()} == set()
    numbers = set(re.findall(r"Figure (\d+(?:\.\d+)*):", text))
    assert len(numbers) == FIGURES
    assert text.count("Answers and hints") >= 2 and "bnkit.plots.picture" not in text
    assert not re.search(r"<bnkit\S+ object", text)


@pytest.mark.parametrize(
    "tex", [r"\frac12 \dots", r"\Bigl( a \Bigr)", r"\begin{aligned} a &= \bigl( b \\ &+ c \bigr) \end{aligned}"]
)
def test_formulas_that_docutils_does_not_read_are_spelled_out(tex):
    shown = BeautifulSoup(mathml(nodes.math(tex, tex), as_block=True), "html.parser")
    assert shown.math and not shown.select("mtr mtr") and "\\" not in shown.get_text()
