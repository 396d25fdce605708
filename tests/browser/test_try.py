"""An exercise is written and checked in the page: what a reader does there, in Chromium, with Python in it."""

import pytest
from conftest import CHAPTERS
from notebooks import mistaken, solutions
from playwright.sync_api import expect
from pyodide_fixtures import FULL

from bnkit.site.pyodide import ADDRESS

SECONDS = 1000
PAGES = ["ch02_algorithm", "ch03_backprop", "ch04_inference"]
DOUBLE = "def whiten(x, eps=1e-5):\n    return 2 * x\n"
RAISES = "def whiten(x, eps=1e-5):\n    return x\n\nprint('before')\nwhiten(undefined)\n"
stand_in = pytest.mark.skipif(bool(FULL), reason="the full distribution has the real judge")
full = pytest.mark.skipif(not FULL, reason="needs the full distribution of Pyodide: BNKIT_PYODIDE=FOLDER")


@pytest.fixture
def page(visitor, address):
    page = visitor.new_page()
    page.set_default_timeout(60 * SECONDS)
    page.goto(f"{address}/book/ch02_algorithm.html", wait_until="networkidle")
    return page


def form(page, piece="ch02_algorithm/whiten"):
    return page.locator(f"form.try[data-piece='{piece}']")


def run(page, code, piece="ch02_algorithm/whiten"):
    """Write the code and have it checked; the form, when it has answered."""
    place = form(page, piece)
    place.locator("textarea").fill(code)
    place.get_by_role("button", name="Run and check").click()
    expect(place.locator("progress")).to_be_hidden(timeout=60 * SECONDS)
    return place


@pytest.mark.parametrize("chapter", PAGES)
def test_every_piece_has_its_place(chapter, visitor, address):
    page = visitor.new_page()
    page.goto(f"{address}/book/{chapter}.html", wait_until="networkidle")
    assert page.locator("form.try").count() == page.locator(".piece").count() > 4
    assert visitor.asked == []


@stand_in
def test_nothing_is_fetched_before_run_and_then_a_verdict_comes(page, visitor):
    assert visitor.asked == []
    place = run(page, DOUBLE)
    expect(place.locator(".told")).to_have_text("ch02_algorithm/whiten of 2 is 4")
    assert {"pyodide.asm.wasm", "python_stdlib.zip"} < set(visitor.asked)
    asked = len(visitor.asked)
    expect(run(page, DOUBLE.replace("2 * x", "x - 5")).locator(".told")).to_contain_text("of 2 is -3")
    assert len(visitor.asked) == asked


def test_the_page_says_what_is_fetched(page, distribution):
    size = (distribution / "pyodide.asm.wasm").stat().st_size / 1e6
    page.evaluate(
        """() => {
            window.told = [];
            const watch = new MutationObserver(all => all.forEach(one => told.push(one.target.textContent)));
            document.querySelectorAll("form.try output").forEach(each => watch.observe(each, {childList: true}));
        }"""
    )
    run(page, DOUBLE)
    told = page.evaluate("told.join('\\n')")
    assert "Fetching Python…" in told and f"pyodide.asm.wasm, {size:.1f} MB" in told and "Running your code…" in told


def test_an_error_shows_the_readers_own_lines_and_what_was_printed(page):
    said = run(page, RAISES).locator(".said")
    expect(said).to_contain_text("before")
    expect(said).to_contain_text("line 5")
    expect(said).to_contain_text("NameError: name 'undefined' is not defined")
    expect(said).not_to_contain_text("inpage.py")


def test_code_that_does_not_define_the_piece_is_told_so(page):
    expect(run(page, "x = 1").locator(".said")).to_have_text("Your code defines no function called whiten.\n")
    expect(run(page, "def f(:\n").locator(".said")).to_contain_text("SyntaxError")


def test_a_loop_without_end_is_stopped_and_the_next_check_works(page):
    place = form(page)
    place.locator("textarea").fill("while True: pass")
    place.get_by_role("button", name="Run and check").click()
    expect(place.locator("[name=status]")).to_have_text("Running your code…", timeout=60 * SECONDS)
    place.get_by_role("button", name="Stop").click()
    expect(place.locator("[name=status]")).to_have_text("Stopped.")
    expect(run(page, "x = 1").locator(".said")).to_contain_text("no function")


def test_what_was_written_survives_a_reload_and_start_again_brings_the_stub(page):
    place = form(page)
    stub = place.locator("textarea").input_value()
    place.locator("textarea").fill(DOUBLE)
    page.reload(wait_until="networkidle")
    expect(place.locator("textarea")).to_have_value(DOUBLE)
    place.get_by_role("button", name="Start again").click()
    expect(place.locator("textarea")).to_have_value(stub)
    page.reload(wait_until="networkidle")
    expect(place.locator("textarea")).to_have_value(stub)


@stand_in
def test_the_keyboard_alone_writes_and_checks(page):
    place = form(page)
    text = place.locator("textarea")
    text.fill("")
    text.focus()
    page.keyboard.type("def whiten(x):\nreturn 3 * x")
    expect(text).to_have_value("def whiten(x):\n    return 3 * x")
    page.keyboard.press("Control+Enter")
    expect(place.locator(".told")).to_contain_text("of 2 is 6", timeout=60 * SECONDS)
    page.keyboard.press("Tab")
    expect(place.get_by_role("button", name="Run and check")).to_be_focused()


@stand_in
def test_a_piece_may_call_what_was_written_above_it(page):
    run(page, DOUBLE)
    piece = "ch02_algorithm/batch_norm"
    place = run(page, "def batch_norm(x):\n    return whiten(x) + 1\n", piece)
    expect(place.locator(".told")).to_contain_text("batch_norm of 2 is 5")


def test_without_a_network_the_page_says_so_and_keeps_what_was_written(chromium, address):
    context = chromium.new_context()
    context.route(f"{ADDRESS}**", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{address}/book/ch02_algorithm.html", wait_until="networkidle")
    place = run(page, DOUBLE)
    expect(place.locator("[name=status]")).to_contain_text("Python could not be fetched from cdn.jsdelivr.net.")
    expect(place.locator("textarea")).to_have_value(DOUBLE)
    context.close()


@full
@pytest.mark.parametrize("chapter", PAGES)
def test_every_piece_is_judged_in_the_page_as_in_the_notebook(chapter, visitor, address):
    page = visitor.new_page()
    page.goto(f"{address}/book/{chapter}.html", wait_until="networkidle")
    (pieces,) = (each.exercises for each in CHAPTERS if each.name == chapter)
    for piece in pieces:
        mistake = piece.mistakes[0]
        wrong = mistaken(chapter, {piece.name: mistake.__name__})[piece.name]
        verdict = run(page, wrong, f"{chapter}/{piece.name}").locator(".verdict")
        expect(verdict).to_contain_text(f"({mistake.__name__})")
        verdict = run(page, solutions(chapter)[piece.name], f"{chapter}/{piece.name}").locator(".verdict")
        expect(verdict).to_contain_text(f"✓ {piece.name}")
