"""A slider is computed in the reader's browser, and answers to the keyboard."""

import re

import pytest
from conftest import ROOT
from site_fixtures import leave, open_tab

PAGES = sorted(path.stem for path in (ROOT / "book").glob("*.md") if "_slider(" in path.read_text())
PLOTS = "".join(path.read_text() for path in (ROOT / "bnkit" / "plots").glob("ch*.py"))
SLIDERS = "div.slider input[type=range]"


def drawn(page, name):
    """The page, gone to a chapter whose sliders are drawn."""
    page.goto(f"/book/{name}.html", wait_until="networkidle")
    page.locator("div.slider").first.scroll_into_view_if_needed()
    page.wait_for_selector(SLIDERS)
    return page


@pytest.fixture(scope="module", params=PAGES)
def page(request, readers):
    """A chapter's page, whose sliders may have been moved."""
    page = drawn(open_tab(readers), request.param)
    yield page
    leave(page)


def test_each_slider_moves_its_chart_by_keyboard(page):
    for slider in page.query_selector_all(SLIDERS):
        chart = slider.evaluate_handle("slider => slider.closest('div.slider').querySelector('svg')")
        before = chart.inner_html()
        slider.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("([chart, before]) => chart.innerHTML !== before", arg=[chart, before])


def test_each_slider_has_a_name(page):
    named = [slider.evaluate("slider => slider.labels.length > 0") for slider in page.query_selector_all(SLIDERS)]
    assert named and all(named)


def test_each_slider_says_where_it_is_and_what_its_chart_says(page):
    drawn = "slider => slider.closest('div.slider').querySelector('.told_marks text')?.textContent ?? ''"
    for slider in page.query_selector_all(SLIDERS):
        before = slider.get_attribute("aria-valuetext")
        slider.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("([slider, before]) => slider.ariaValueText !== before", arg=[slider, before])
        said, sentence = slider.get_attribute("aria-valuetext"), slider.evaluate(drawn)
        assert said and said.endswith(sentence)


def test_the_sentences_are_there(html):
    pages = "".join((html / "book" / f"{name}.html").read_text() for name in PAGES)
    assert pages.count('"name": "told"') == len(re.findall(r"\bsentence\(", PLOTS)) > 4


@pytest.mark.parametrize("name", PAGES)
def test_sliders_follow_the_theme(tab, name):
    page = drawn(tab(), name)
    colour = "() => getComputedStyle(document.querySelector('div.slider svg text')).fill"
    light = page.evaluate(colour)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_function(
        f"light => document.querySelector('div.slider svg text') && ({colour})() !== light", arg=light
    )


def test_the_icon_script_is_not_loaded(page):
    assert page.query_selector("script[src*=fontawesome]") is None
    icon = "() => getComputedStyle(document.querySelector('.fa-bars'), '::before').fontFamily"
    assert "Font Awesome" in page.evaluate(icon)


@pytest.mark.parametrize("width", [1300, 390])
def test_where_the_feature_is_normalized_lines_of_equal_loss_are_circles(tab, width):
    page = tab(width)
    page.goto("/book/ch02_algorithm.html", wait_until="load")
    figure = page.locator("#fig-descent")
    figure.scroll_into_view_if_needed()
    sides = """figure => [...figure.querySelectorAll('.mark-line path')].map(path => path.getBBox())
        .filter(box => box.width > 5).map(box => box.width / box.height)"""
    for name, value in (("mu", 0), ("dev", 1)):
        figure.locator(f"input[name={name}]").fill(str(value))
    page.wait_for_function(
        f"figure => {{ const last = ({sides})(figure)[3]; return Math.abs(last - 1) < 0.01; }}",
        arg=figure.element_handle(),
    )
    assert figure.evaluate(sides)[:4] == pytest.approx([1] * 4, abs=0.01)
