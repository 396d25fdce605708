"""A page says which pieces are right, keeps it over a reload, shows what it keeps, and deletes it."""

import pytest
from boxes import WHITEN, check, editor, form, text, write
from conftest import CHAPTERS
from playwright.sync_api import expect
from pyodide_fixtures import FULL

pytestmark = pytest.mark.skipif(bool(FULL), reason="the full distribution has the real judge")
FOUR = "def whiten(x):\n    return 2 * x\n"  # what the stand-in accepts
HERE = "ch02_algorithm"
ALL = sum(len(chapter.exercises) for chapter in CHAPTERS)


def test_what_is_right_is_marked_counted_and_kept_and_the_next_piece_is_named(page, address):
    line = page.locator(".work .solved")
    expect(line).to_have_text(f"0 of 5 here, 0 of {ALL} in the book; next: whiten.")
    check(page, FOUR)
    for _ in range(2):
        expect(line).to_have_text(f"1 of 5 here, 1 of {ALL} in the book; next: batch_norm.")
        expect(page.locator("#piece-whiten h3")).to_have_text("Write whiten ✓ right")
        expect(page.locator(".page-toc a[href='#piece-whiten']")).to_have_text("✎ whiten ✓ right")
        expect(page.locator(".page-toc a[href='#piece-batch_norm']")).to_have_text("✎ batch_norm")
        expect(form(page).locator(".verdict")).to_contain_text("of 2 is 4")
        page.reload(wait_until="networkidle")
    page.goto(f"{address}/book/ch03_backprop.html", wait_until="networkidle")
    expect(line).to_contain_text(f"1 of {ALL} in the book; next: ")


def test_what_is_wrong_is_not_counted_and_a_verdict_on_earlier_code_says_so(page):
    check(page, FOUR.replace("2 *", "3 *"))
    expect(page.locator(".work .solved")).to_contain_text("0 of 5 here")
    changed = form(page).get_by_text("You have changed the code since this verdict.")
    expect(changed).to_be_hidden()
    write(page, FOUR)
    expect(changed).to_be_visible()
    page.reload(wait_until="networkidle")
    expect(changed).to_be_visible()
    check(page, FOUR)
    expect(changed).to_be_hidden()


def test_the_next_piece_may_be_in_another_chapter(page, address):
    names = [f"{chapter.name}/{each.name}" for chapter in CHAPTERS for each in chapter.exercises]
    solved = [name for name in names if name.startswith(HERE)]
    page.evaluate(
        "names => names.forEach(name => localStorage.setItem(name + ':verdict', JSON.stringify({right: true, html: ''})))",
        solved,
    )
    page.reload(wait_until="networkidle")
    first = next(name for name in names if name not in solved)
    chapter, _, name = first.partition("/")
    link = page.locator(".work .solved a")
    expect(link).to_have_text(name)
    assert link.evaluate("link => link.href") == f"{address}/book/{chapter}.html#piece-{name}"


def test_one_button_shows_what_is_kept_and_deletes_it(page):
    stub = text(page)
    page.evaluate("localStorage.setItem('mode', 'light')")
    write(page, "x = 1")
    page.get_by_role("button", name="What is kept").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"{WHITEN}: written")
    dialog.get_by_role("button", name="Close").click()
    assert text(page) == "x = 1"
    page.get_by_role("button", name="What is kept").click()
    with page.expect_navigation():
        dialog.get_by_role("button", name="Delete all of it").click()
    expect(page.locator(".work.ready")).to_be_visible()
    assert text(page) == stub
    assert page.evaluate("localStorage.getItem('mode')") == "light"
    assert not page.evaluate(
        f"Object.keys(localStorage).filter(key => key.startsWith('{HERE}') && !/:(seen|choices)$/.test(key))"
    )
    editor(page)
