"""Pages for readers with a screen reader or a keyboard: what axe finds in a question, and where Tab leads."""

import pytest
from looks import READERS, WITHIN_REACH, resized, unfold, violations

FOCUSABLE = """() => [...document.querySelectorAll("a[href], button, input, textarea, summary, [tabindex='0']")].filter(
    element => element.checkVisibility({visibilityProperty: true}) && element.tabIndex >= 0 && !element.disabled
        && (element.type !== "radio" || element === element.form.querySelector("[type=radio]")))"""
TYPESET = "[...document.querySelectorAll('.math')].every(formula => formula.querySelector('mjx-container'))"


@pytest.fixture
def opened(tab):
    """Opens a page, every box unfolded, for the reader with that theme."""

    def page(name, theme):
        page = tab(READERS[theme][0], theme=theme)
        page.goto(f"/{name}.html", wait_until="networkidle")
        page.wait_for_function(TYPESET)
        unfold(page)
        return page

    return page


@pytest.mark.parametrize("theme", READERS)
@pytest.mark.parametrize("name, place", [("ch02_algorithm", "#hunt-name_batch_norm"), ("mistakes", ".hunt")])
def test_a_question_is_answered_by_keys_and_axe_finds_nothing_serious_in_it(name, place, theme, opened):
    page = opened(f"book/{name}", theme)
    question = page.locator(f"{place} form.choices")
    if question.get_attribute("data-drill"):
        question.locator("button[name=next]").press("Enter")
    question.locator("input[type=radio]").nth(3).wait_for()
    reply = question.locator(".reply")
    for number in range(2):  # one of them is wrong
        question.locator("input[type=radio]").nth(number).press("Space")
        page.keyboard.press("Enter")
        if "✗" in reply.inner_text():
            break
    assert "This input tells the two apart" in reply.inner_text() and reply.locator("tbody").count() == 3
    assert violations(page, place) == {}
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("name", ["book/index", "book/ch02_algorithm", "book/mistakes"])
def test_tab_reaches_everything(name, opened):
    page = opened(name, "light")
    wanted = page.evaluate(f"window.all = ({FOCUSABLE})(); all.length")
    page.evaluate("window.met = new Set(); document.addEventListener('focusin', event => met.add(event.target))")
    for _ in range(wanted + 20):
        if page.evaluate("document.activeElement.matches('.cm-content')"):
            page.keyboard.press("Escape")
        page.keyboard.press("Tab")
    missed = page.evaluate("all.filter(element => !met.has(element)).map(element => element.outerHTML.slice(0, 120))")
    assert wanted > 20 and missed == []


def test_what_scrolls_is_within_reach_however_long_the_sidebars_take_to_their_places(opened):
    page = resized(opened("book/authors", "light"), 900)
    page.add_style_tag(content="* { transition-duration: 1.5s !important; }")
    page.set_viewport_size({"width": 1200, "height": 900})
    page.wait_for_function("document.getAnimations().length > 0")
    page.wait_for_function("document.getAnimations().length === 0")
    page.wait_for_function("[...document.querySelectorAll('pre')].some(box => box.scrollWidth > box.clientWidth)")
    page.wait_for_function(WITHIN_REACH)
