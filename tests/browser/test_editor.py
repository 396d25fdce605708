"""The editor in a page's box, written in with keys."""

import re

import pytest
from boxes import editor, form, text, write
from playwright.sync_api import expect

PAGE = "/book/ch02_algorithm.html"


@pytest.fixture
def page(tab):
    """Chapter 2 in a wide window."""
    page = tab(1300)
    page.goto(PAGE, wait_until="networkidle")
    return page


def typed(page, *keys, start=""):
    """What is in the box after these keys."""
    write(page, start)
    for key in keys:
        page.keyboard.press(key) if re.fullmatch(r"(\w+\+)?([A-Z]\w+|/|[a-z])", key) else page.keyboard.type(key)
    return text(page)


def test_it_comes_when_its_box_comes_near_and_not_before(tab):
    page = tab(1300, 500)
    asked = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto(PAGE, wait_until="networkidle")
    assert "codemirror.js" not in asked and page.locator(".cm-editor").count() == 0
    with page.expect_request("**/codemirror.js"):
        form(page).scroll_into_view_if_needed()
    expect(form(page).locator(".cm-lineNumbers")).to_be_visible()
    expect(form(page).locator("textarea")).to_be_hidden()


def test_enter_indents_after_a_colon_and_backspace_goes_back_by_four(page):
    assert typed(page, "def f(x):", "Enter", "if x:", "Enter", "1") == "def f(x):\n    if x:\n        1"
    assert typed(page, "def f(x):", "Enter", "if x:", "Enter", "Backspace", "1") == "def f(x):\n    if x:\n    1"


def test_tab_indents_shift_tab_takes_it_back_and_escape_then_tab_leaves(page):
    assert typed(page, "Tab", start="x = 1") == "    x = 1"
    assert typed(page, "Shift+Tab", start="        x = 1") == "    x = 1"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(form(page).get_by_role("button", name="Run whiten")).to_be_focused()
    help = form(page).locator(".keys")
    expect(help).to_contain_text("Esc, then Tab, leaves the editor")
    assert editor(page).get_attribute("aria-describedby") == help.get_attribute("id")


def test_brackets_close_and_lines_become_comments(page):
    assert typed(page, "np.sum(x[0", start="") == "np.sum(x[0])"
    assert typed(page, "Control+/", start="x = 1") == "# x = 1"
    assert typed(page, "Control+/", "Control+/", start="x = 1") == "x = 1"


@pytest.mark.parametrize(
    "before, begun, name",
    [
        ("", "np.linalg.eig", "eigh"),
        ("", "np.me", "mean"),
        ("", "cache.inv", "inv_std"),
        ("", "x.tran", "transpose"),
        ("def f(batch_of_rows):\n    return ", "batch", "batch_of_rows"),
    ],
)
def test_names_are_completed(page, before, begun, name):
    write(page, before)
    page.keyboard.type(begun)
    option = page.locator(".cm-tooltip-autocomplete").get_by_role("option", name=name, exact=True)
    expect(option).to_be_visible()
    option.click()
    assert text(page).endswith(name)


def test_start_again_asks_and_can_be_undone(page):
    stub = text(page)
    write(page, "x = 1")
    page.once("dialog", lambda dialog: dialog.dismiss())
    again = form(page).get_by_role("button", name="Start again")
    again.click()
    assert text(page) == "x = 1"
    page.once("dialog", lambda dialog: dialog.accept())
    again.click()
    assert text(page) == stub
    editor(page).focus()
    page.keyboard.press("Control+z")
    assert text(page) == "x = 1"


def test_what_was_written_survives_a_reload_and_start_again_brings_the_stub(page):
    stub = text(page)
    write(page, "x = 1")
    page.reload(wait_until="networkidle")
    assert text(page) == "x = 1"
    expect(editor(page)).to_have_text("x = 1")
    page.once("dialog", lambda dialog: dialog.accept())
    form(page).get_by_role("button", name="Start again").click()
    page.reload(wait_until="networkidle")
    assert text(page) == stub


def test_the_docstring_is_open_on_the_first_visit_and_folded_later(page):
    expect(editor(page)).to_contain_text("Returns y, of shape (N, D).")
    page.reload(wait_until="networkidle")
    expect(editor(page)).not_to_contain_text("Returns y, of shape (N, D).")
    expect(editor(page)).to_contain_text("raise NotImplementedError()")
    editor(page).locator(".cm-foldPlaceholder").click()
    expect(editor(page)).to_contain_text("Returns y, of shape (N, D).")


def test_the_box_is_as_tall_as_its_text_and_80_characters_fit(page):
    write(page, "\n".join(["#" * 80] * 40))
    scroller = form(page).locator(".cm-scroller")
    assert scroller.evaluate("box => box.scrollHeight === box.clientHeight")
    assert scroller.evaluate("box => box.scrollWidth === box.clientWidth")


def test_a_phone_shows_the_docstring_outside_the_editor_and_wraps(chromium, address):
    context = chromium.new_context(viewport={"width": 390, "height": 900}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{address}{PAGE}", wait_until="networkidle")
    expect(editor(page)).not_to_contain_text("Returns y, of shape (N, D).")
    assignment = page.locator("#piece-whiten .assignment")
    expect(assignment).to_be_visible()
    expect(assignment).to_contain_text("Returns y, of shape (N, D).")
    write(page, "y = " + " + ".join(["x"] * 60))
    assert form(page).locator(".cm-scroller").evaluate("box => box.scrollWidth === box.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth === innerWidth")
    context.close()


def test_a_desktop_shows_the_docstring_once(page):
    expect(page.locator("#piece-whiten .assignment")).to_be_hidden()


def test_the_colours_follow_the_theme(page):
    write(page, "def f(): return 1")
    page.wait_for_selector(".tok-keyword")
    colour = "() => getComputedStyle(document.querySelector('.tok-keyword')).color"
    light = page.evaluate(colour)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert page.evaluate(colour) != light


def test_its_label_leads_into_it(page):
    editor(page)
    form(page).locator("label").click()
    expect(editor(page)).to_be_focused()
