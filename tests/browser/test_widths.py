"""At every width nothing is cut, letters can be read, and sliders and values answer."""

import pytest
from conftest import ROOT

PAGES = sorted(path.stem for path in (ROOT / "book").glob("*.md"))
WIDTHS = (360, 600, 900, 1400)
LEAST = 9  # pixels
CUT = """() => [...document.querySelectorAll("article *")].filter(each => {
    if (!each.getClientRects().length || each.closest("pre, mjx-assistive-mml, .headerlink, [aria-hidden=true]")) return false;
    for (let box = each; box && box.tagName !== "ARTICLE"; box = box.parentElement)
        if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(box).overflowX)) return false;
    return each.getBoundingClientRect().right > innerWidth + 1;
}).map(each => `${each.tagName}.${each.className}`)"""
LETTERS = """() => [...document.querySelectorAll(":is(.plot, .slider) svg :is(text, tspan)")].filter(
    text => text.getClientRects().length && [...text.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())
).map(text => {
    const svg = text.ownerSVGElement, wide = svg.viewBox.baseVal.width || svg.width.baseVal.value;
    return [parseFloat(getComputedStyle(text).fontSize) * svg.getBoundingClientRect().width / wide, text.textContent];
})"""
OUTSIDE = """() => [...document.querySelectorAll(".plot > svg")].filter(svg => svg.getClientRects().length).flatMap(svg => {
    const box = svg.getBoundingClientRect();
    return [...svg.querySelectorAll("text")].filter(text => {
        const at = text.getBoundingClientRect();
        return at.left < box.left - 3 || at.right > box.right + 3 || at.top < box.top - 3 || at.bottom > box.bottom + 3;
    }).map(text => text.textContent);
})"""

SIDEWAYS = """() => [...document.querySelectorAll(".admonition:is(.piece, .hunt) :is(pre, textarea, .cm-scroller)")].filter(
    each => each.clientWidth && each.scrollWidth > each.clientWidth + 1
).map(each => each.closest("[id]").id)"""


@pytest.fixture(params=WIDTHS)
def visit(request, address, chromium):
    """Opens a page of the book in a window of one width, its sliders drawn."""
    context = chromium.new_context(viewport={"width": request.param, "height": 900})
    page = context.new_page()

    def opened(name):
        page.goto(f"{address}/book/{name}.html", wait_until="load")
        page.evaluate("document.querySelectorAll('div.slider').forEach(each => each.scrollIntoView())")
        page.wait_for_function(
            "[...document.querySelectorAll('div.slider')].every(each => each.querySelector('input'))", timeout=20_000
        )
        return page

    yield opened
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_and_letters_can_be_read(visit, name):
    page = visit(name)
    assert page.evaluate(CUT) == []
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(SIDEWAYS) == []
    assert [each for each in page.evaluate(LETTERS) if each[0] < LEAST] == []


def test_a_slider_follows_the_window_and_keeps_its_place(address, chromium):
    page = chromium.new_page(viewport={"width": 900, "height": 900})
    page.goto(f"{address}/book/ch04_inference.html", wait_until="load")
    page.locator("div.slider").first.scroll_into_view_if_needed()
    slider = page.locator("div.slider input").first
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.set_viewport_size({"width": 1400, "height": 900})
    page.wait_for_timeout(1500)
    sizes = "box => [box.clientWidth, box.querySelector('svg').getBoundingClientRect().width]"
    box, drawn = page.locator("div.slider").first.evaluate(sizes)
    assert 0.95 * box <= drawn <= box
    assert slider.input_value() == "4" and slider.get_attribute("aria-valuetext").startswith("m = 16: ")
    page.close()


def test_a_slider_says_what_its_chart_says(address, chromium):
    page = chromium.new_page()
    page.goto(f"{address}/book/ch06_smoothing.html", wait_until="load")
    page.locator("div.slider").first.scroll_into_view_if_needed()
    said = page.locator("div.slider input").first.get_attribute("aria-valuetext")
    assert said.startswith("step ") and said in page.locator("div.slider svg").first.text_content()
    place = page.locator("div.slider form").first.inner_text().splitlines()[-1]
    assert place.startswith("step ") and said.startswith(place)
    page.close()


def test_a_chart_tells_its_values_to_the_pointer_and_to_the_keyboard(address, chromium):
    page = chromium.new_page(viewport={"width": 1300, "height": 900})
    page.goto(f"{address}/book/ch05_training.html", wait_until="load")
    chart = page.locator("#fig-interactions svg.wide")
    chart.scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#fig-interactions svg.wide').focus({focusVisible: true})")
    page.keyboard.press("ArrowRight")
    tip = page.locator(".plot-value")
    assert "plain, layers 2" in tip.text_content() and tip.is_visible()
    page.keyboard.press("Escape")
    assert tip.is_hidden()
    box = chart.bounding_box()
    x, y, text = page.evaluate("JSON.parse(document.querySelector('#fig-interactions svg.wide').dataset.values)[3]")
    page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
    assert tip.text_content() == text
    page.close()


def test_the_first_page_is_touched(address, chromium):
    page = chromium.new_page(viewport={"width": 360, "height": 800})
    page.goto(f"{address}/book/index.html", wait_until="load")
    read = "[...document.querySelectorAll('div.batch .out')].map(each => +each.getAttribute('cx'))"
    before = page.evaluate(read)
    assert page.locator("div.batch .hint").text_content() == "↔ drag me"
    point = page.locator("div.batch .in").last
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    page.mouse.move(box["x"] + 11, box["y"] + 11)
    page.mouse.down()
    page.mouse.move(box["x"] - 60, box["y"] + 11)
    page.mouse.up()
    after = page.evaluate(read)
    assert all(a != b for a, b in zip(before, after, strict=True))
    assert page.locator("div.batch .hint").count() == 0
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(read) != after
    x = page.evaluate(
        "[...document.querySelectorAll('div.batch .in')].map(each => +each.getAttribute('aria-valuenow'))"
    )
    mean = sum(x) / len(x)
    sigma = (sum((each - mean) ** 2 for each in x) / len(x)) ** 0.5
    told = page.locator("div.batch p").text_content()
    assert f"σ = {sigma:.1f}"[:-1] in told
    page.close()


def test_on_paper_a_page_is_black_on_white_without_boxes_to_write_in(address, chromium):
    context = chromium.new_context(color_scheme="dark")
    context.add_init_script("localStorage.setItem('mode', 'dark'); localStorage.setItem('theme', 'dark')")
    page = context.new_page()
    page.goto(f"{address}/book/ch03_backprop.html", wait_until="load")
    page.emulate_media(media="print")
    page.wait_for_timeout(300)
    look = "selector => getComputedStyle(document.querySelector(selector))"
    assert page.evaluate(f"({look})('article p').color") == "rgb(0, 0, 0)"
    hidden = ("form.try button", "details.sd-dropdown", "svg.narrow", ".work", ".choices button", "#hunt-mend_grad_var")
    assert [page.evaluate(f"({look})('{each}').display") for each in hidden] == ["none"] * len(hidden)
    assert page.locator("#hunt-name_batch_norm_backward fieldset label").first.is_visible()
    context.close()
