"""Pages for readers with a screen reader or a keyboard: what axe finds, and where Tab leads."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT
from site_fixtures import PATIENCE

PAGES = [f"book/{path.stem}" for path in sorted((ROOT / "book").glob("*.md"))] + ["search", "genindex"]
FOCUSABLE = """() => [...document.querySelectorAll("a[href], button, input, textarea, summary, [tabindex='0']")].filter(
    element => element.checkVisibility({visibilityProperty: true}) && element.tabIndex >= 0 && !element.disabled
        && (element.type !== "radio" || element === element.form.querySelector("[type=radio]")))"""
TYPESET = "[...document.querySelectorAll('.math')].every(formula => formula.querySelector('mjx-container'))"


def opened(chromium, url, theme, width=1200):
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    context.add_init_script(f"localStorage.setItem('mode', '{theme}'); localStorage.setItem('theme', '{theme}')")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(url, wait_until="networkidle")
    page.wait_for_function(TYPESET)
    page.evaluate("document.querySelectorAll('details:has(form.try)').forEach(fold => { fold.open = true; })")
    for box in page.query_selector_all("form.try"):
        box.scroll_into_view_if_needed()
        box.wait_for_selector(".cm-content")
    return page


@pytest.mark.parametrize("theme, width", [("light", 1200), ("dark", 390)])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(name, theme, width, chromium, address):
    page = opened(chromium, f"{address}/{name}.html", theme, width)
    found = Axe().run(page).response["violations"]
    page.context.close()
    assert {
        flaw["id"]: [node["target"] for node in flaw["nodes"]][:5]
        for flaw in found
        if flaw["impact"] in ("serious", "critical")
    } == {}


@pytest.mark.parametrize("theme, width", [("light", 1200), ("dark", 390)])
@pytest.mark.parametrize("name, place", [("ch02_algorithm", "#hunt-name_batch_norm"), ("mistakes", ".hunt")])
def test_a_question_is_answered_by_keys_and_axe_finds_nothing_serious_in_it(
    name, place, theme, width, chromium, address
):
    page = opened(chromium, f"{address}/book/{name}.html", theme, width)
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
    found = [
        flaw for flaw in Axe().run(page, place).response["violations"] if flaw["impact"] in ("serious", "critical")
    ]
    wide = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()
    assert found == [] and wide


@pytest.mark.parametrize("name", ["book/index", "book/ch02_algorithm", "book/mistakes"])
def test_tab_reaches_everything(name, chromium, address):
    page = opened(chromium, f"{address}/{name}.html", "light")
    wanted = page.evaluate(f"window.all = ({FOCUSABLE})(); all.length")
    page.evaluate("window.met = new Set(); document.addEventListener('focusin', event => met.add(event.target))")
    for _ in range(wanted + 20):
        if page.evaluate("document.activeElement.matches('.cm-content')"):
            page.keyboard.press("Escape")
        page.keyboard.press("Tab")
    missed = page.evaluate("all.filter(element => !met.has(element)).map(element => element.outerHTML.slice(0, 120))")
    page.context.close()
    assert wanted > 20 and missed == []
