"""An exercise is run and checked in the page: what a reader does there, in Chromium, with Python in it."""

import re
from dataclasses import dataclass

import pytest
from boxes import SECONDS, WHITEN, check, form, press, run, text, write
from conftest import CHAPTERS
from notebooks import mistaken, solutions
from playwright.sync_api import Page, expect
from pyodide_fixtures import FULL, answered
from site_fixtures import leave, open_tab

from bnkit.site.pyodide import ADDRESS

PAGE = "/book/ch02_algorithm.html"
PAGES = ["ch02_algorithm", "ch03_backprop", "ch04_inference"]
DOUBLE = "def whiten(x, eps=1e-5):\n    return 2 * x\n"
RAISES = "def whiten(x, eps=1e-5):\n    return x\n\nprint('before')\nwhiten(undefined)\n"
ENDLESS = "while True: pass"
STUBBORN = f"try:\n    {ENDLESS}\nexcept KeyboardInterrupt:\n    {ENDLESS}"
NEXT = "ch02_algorithm/batch_norm"
ISOLATED = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp"}
WATCH = """() => {
    window.told = [];
    const watch = new MutationObserver(all => all.forEach(one => told.push(one.target.textContent)));
    document.querySelectorAll("form.try output").forEach(each => watch.observe(each, {childList: true}));
}"""
FORGET = """() => {
    window.confirm = () => true;
    document.querySelectorAll("form.try button[name=again]").forEach(again => again.click());
    localStorage.clear();
    dispatchEvent(new Event("judged"));
}"""
stand_in = pytest.mark.skipif(bool(FULL), reason="the full distribution has the real judge")
full = pytest.mark.skipif(not FULL, reason="needs the full distribution of Pyodide: BNKIT_PYODIDE=FOLDER")


def said(page, code):
    """What running the code says."""
    return run(page, code).locator(".said")


@dataclass
class Started:
    """A page in which a first check has started Python: what it had fetched before and then, and what it said."""

    page: Page
    before: list[str]
    fetched: list[str]
    verdict: list[str]
    told: str


@pytest.fixture(scope="module")
def started(readers, distribution, wheel):
    """Chapter 2 with Python in it, which takes longest to come, for the tests that need no other."""
    page = answered(open_tab(readers, 1000, 800), distribution, wheel)
    page.goto(PAGE, wait_until="networkidle")
    before = list(page.asked)
    page.evaluate(WATCH)
    verdict = check(page, DOUBLE).locator(".told").all_inner_texts()
    yield Started(page, before, list(page.asked), verdict, page.evaluate("told.join('\\n')"))
    leave(page)


@pytest.fixture
def prepared(started):
    """That page, as if nothing had been written there yet."""
    started.page.evaluate(FORGET)
    return started.page


@pytest.mark.parametrize("chapter", PAGES)
def test_every_piece_has_its_place(chapter, visitor):
    page = visitor()
    page.goto(f"/book/{chapter}.html", wait_until="networkidle")
    assert page.locator("form.try:not(.hunt)").count() == page.locator(".piece").count() > 4
    assert page.asked == []


@stand_in
def test_nothing_is_fetched_before_a_button_and_then_a_verdict_comes(started, prepared):
    assert started.before == []
    assert started.verdict == ["ch02_algorithm/whiten of 2 is 4"]
    assert {"pyodide.asm.wasm", "python_stdlib.zip"} < set(started.fetched)
    asked = len(prepared.asked)
    expect(check(prepared, DOUBLE.replace("2 * x", "x - 5")).locator(".told")).to_contain_text("of 2 is -3")
    assert len(prepared.asked) == asked


def test_the_page_says_what_is_fetched(started, distribution):
    size = (distribution / "pyodide.asm.wasm").stat().st_size / 1e6
    for told in ("Fetching Python…", f"pyodide.asm.wasm, {size:.1f} MB", "Running whiten…"):
        assert told in started.told


def test_run_shows_what_is_printed_and_the_last_value_and_judges_nothing(prepared):
    place = run(prepared, DOUBLE + "print('half')\nwhiten(21)")
    expect(place.locator(".said")).to_have_text("half\n42")
    expect(place.locator(".verdict")).to_be_empty()
    place = run(prepared, DOUBLE)
    expect(place.locator("[name=status]")).to_contain_text("printed nothing. End with a call, whiten(…)")


def test_an_error_shows_the_readers_own_lines_and_marks_the_one_that_raised(prepared):
    place = run(prepared, RAISES)
    for told in ("before", "line 5", "NameError: name 'undefined' is not defined"):
        expect(place.locator(".said")).to_contain_text(told)
    expect(place.locator(".said")).not_to_contain_text("inpage.py")
    expect(place.locator(".cm-lintRange-error")).to_have_text("whiten(undefined)")
    expect(run(prepared, DOUBLE).locator(".cm-lintRange-error")).to_have_count(0)
    expect(run(prepared, "def f(:\n").locator(".cm-lintRange-error")).to_have_text("def f(:")


@stand_in
def test_a_line_that_raises_while_it_is_checked_is_marked(prepared):
    place = check(prepared, "def whiten(x):\n    return x / 1\n    # end\n")
    expect(place.locator(".cm-lintRange-error")).to_have_count(0)
    check(prepared, "def whiten(x):\n    y = x + 1\n    return y / (x - 2)\n")
    expect(place.locator(".cm-lintRange-error")).to_have_text("return y / (x - 2)")


def test_code_that_does_not_define_the_piece_is_told_so(prepared):
    expect(check(prepared, "x = 1").locator(".said")).to_have_text("Your code defines no function called whiten.\n")
    expect(check(prepared, "def f(:\n").locator(".said")).to_contain_text("SyntaxError")


def test_what_the_page_cannot_do_is_said(prepared):
    expect(said(prepared, "input('How many?')")).to_contain_text("input() cannot ask you anything in this page.")
    expect(said(prepared, "import torch")).to_contain_text(
        "In this page there are NumPy and the modules that come with Python"
    )


def running(page, code, piece=WHITEN):
    """Start the code, and come back while it runs."""
    place = write(page, code, piece)
    place.locator("[name=run]").click()
    expect(place.locator("[name=status]")).to_have_text(re.compile("^Running"), timeout=60 * SECONDS)
    return place


def test_a_loop_without_end_is_stopped_and_costs_no_new_download(page):
    run(page, "1")
    with page.expect_response("**/bnkit-*.whl"):  # the last of what the second Python needs
        place = running(page, ENDLESS)
        place.get_by_role("button", name="Wait as long as it takes").click()
    asked = len(page.asked)
    place.get_by_role("button", name="Stop").click()
    expect(place.locator("[name=status]")).to_have_text("Stopped.")
    expect(said(page, "1 + 1")).to_have_text("2")
    assert len(page.asked) == asked


def test_where_the_page_is_isolated_python_itself_is_interrupted(visitor, address):
    def isolate(route):
        if "bnkit-" in route.request.url:
            return route.fallback()
        answer = route.fetch()
        route.fulfill(response=answer, headers=answer.headers | ISOLATED)

    page = visitor()
    page.route(f"{address}/**", isolate)
    page.goto(PAGE, wait_until="networkidle")
    assert page.evaluate("crossOriginIsolated")
    for code in (ENDLESS, STUBBORN):
        place = running(page, code)
        place.get_by_role("button", name="Stop").click()
        expect(place.locator("[name=status]")).to_have_text("Stopped.")
    asked = list(page.asked)
    expect(said(page, "1 + 1")).to_have_text("2")
    assert page.asked == asked == list(dict.fromkeys(asked)) and len(page.workers) == 1


@stand_in
def test_only_the_box_that_hangs_is_stopped_and_the_later_ones_go_on_without_it(page):
    page.clock.install()
    write(page, DOUBLE + ENDLESS)
    place = write(page, "def batch_norm(x):\n    return 7 * x\n", NEXT)
    place.locator("[name=check]").click()
    expect(place.locator("[name=status]")).to_have_text("Running whiten, above…", timeout=60 * SECONDS)
    page.clock.run_for(21 * SECONDS)
    expect(place.locator(".told")).to_contain_text("batch_norm of 2 is 14", timeout=60 * SECONDS)
    expect(place.locator("[name=status]")).to_contain_text("whiten, above, does not end: this went on without it.")
    expect(press(place, "check").locator(".told")).to_be_visible()


def test_a_box_that_takes_long_is_stopped_unless_the_reader_waits(page):
    page.clock.install()
    place = running(page, ENDLESS)
    page.clock.run_for(21 * SECONDS)
    expect(place.locator("[name=status]")).to_contain_text("whiten did not finish in time and was stopped.")
    place = running(page, ENDLESS)
    page.clock.run_for(5 * SECONDS)
    expect(place.locator("[name=amount]")).to_have_text(re.compile(r"^[5-9] of 20 seconds$"))
    place.get_by_role("button", name="Wait as long as it takes").click()
    page.clock.run_for(60 * SECONDS)
    expect(place.locator("[name=amount]")).to_have_text(re.compile(r"^(6[5-9]|[7-9]\d) seconds$"))
    place.get_by_role("button", name="Stop").click()


@stand_in
def test_a_piece_may_call_what_was_written_above_it(prepared):
    check(prepared, DOUBLE)
    place = check(prepared, "def batch_norm(x):\n    return whiten(x) + 1\n", NEXT)
    expect(place.locator(".told")).to_contain_text("batch_norm of 2 is 5")


def test_without_a_network_the_page_says_so_and_what_else_works_and_keeps_what_was_written(tab):
    page = tab()
    page.route(f"{ADDRESS}**", lambda route: route.abort())
    page.goto(PAGE, wait_until="networkidle")
    status = check(page, DOUBLE).locator("[name=status]")
    expect(status).to_contain_text("Python could not be fetched from cdn.jsdelivr.net.")
    expect(status).to_contain_text("save it as a notebook at the top of the page")
    assert text(page) == DOUBLE


def test_a_page_opened_as_a_file_says_what_is_missing(chromium, html):
    page = chromium.new_page()
    page.goto(f"file://{html}/book/ch02_algorithm.html")
    expect(form(page).locator("[name=status]")).to_contain_text("“make serve” serves the book")
    page.close()


def test_without_javascript_the_page_says_what_is_missing(chromium, address):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/book/ch02_algorithm.html")
    told = form(page).locator("noscript p")
    expect(told).to_be_visible()
    expect(told).to_contain_text("Without JavaScript nothing runs here.")
    expect(form(page).locator("textarea")).to_contain_text("def whiten")
    context.close()


@full
@pytest.mark.parametrize("chapter", PAGES)
def test_every_piece_is_judged_in_the_page_as_in_the_notebook(chapter, visitor):
    page = visitor()
    page.goto(f"/book/{chapter}.html", wait_until="networkidle")
    (pieces,) = (each.exercises for each in CHAPTERS if each.name == chapter)
    for piece in pieces:
        mistake = piece.mistakes[0]
        wrong = mistaken(chapter, {piece.name: mistake.__name__})[piece.name]
        verdict = check(page, wrong, f"{chapter}/{piece.name}").locator(".verdict")
        expect(verdict).to_contain_text(f"({mistake.__name__})")
        verdict = check(page, solutions(chapter)[piece.name], f"{chapter}/{piece.name}").locator(".verdict")
        expect(verdict).to_contain_text(f"✓ {piece.name}")
